"""The line beside a number: its height is the value, gaps stay gaps, too little is no line."""

import re
from html import unescape
from urllib.parse import unquote

import pytest

from pages.parts.sparks import HEIGHT, PAD, spark

POINTS = re.compile(r"points='([^']+)'")


def heights(drawn):
    return [
        [float(point.split(",")[1]) for point in line.split()]
        for line in POINTS.findall(unquote(unescape(drawn)))
    ]


def test_the_largest_value_stands_highest_and_the_smallest_lowest():
    (line,) = heights(spark([1.0, 3.0, 2.0], told="x"))
    assert line == [HEIGHT - PAD, PAD, pytest.approx(HEIGHT / 2)]


def test_an_unknown_value_leaves_a_gap_and_no_zero():
    drawn = heights(spark([1.0, 2.0, None, float("nan"), 4.0, 5.0], told="x"))
    assert [len(line) for line in drawn] == [2, 2]


def test_a_level_line_lies_in_the_middle():
    assert heights(spark([5, 5, 5], told="x")) == [[HEIGHT / 2] * 3]


@pytest.mark.parametrize("values", [[], [1.0], [None, 1.0]])
def test_one_value_is_no_line(values):
    assert spark(values, told="x") == ""


def test_what_the_line_says_is_escaped():
    assert "&lt;b&gt;" in spark([1, 2], told="<b>")
