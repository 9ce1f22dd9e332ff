"""The meetings held: on which data, with which findings and promises."""

import datetime as dt

import pytest

from data.actions import Change
from data.release import Store
from data.workspace import Workspace
from tests.support.written import AT, TODAY, draft


@pytest.fixture
def workspace(tmp_path):
    return Workspace(Store(tmp_path / "store"), author="li")


def closed(workspace, day, *findings, release="000001"):
    return workspace.reviews.close(held_on=day, at=AT, release=release, findings=findings)


def test_a_review_keeps_its_data_its_findings_and_what_was_open(workspace):
    assert workspace.reviews.last() is None
    workspace.actions.make([draft("C1"), draft("C2"), draft("C3")], today=TODAY)
    workspace.actions.change(2, Change(status="done"), revision=1)
    review = closed(workspace, TODAY, "f1", "f2")
    assert (review.held_on, review.at, review.release) == (TODAY, AT, "000001")
    assert (review.findings, review.author) == (("f1", "f2"), "li")
    workspace.actions.change(1, Change(status="done"), revision=1)
    workspace.actions.make([draft("C4")], today=TODAY)
    assert workspace.reviews.last().promised == (1, 3), "frozen when the meeting closed"


def test_the_last_review_before_a_day(workspace):
    week = dt.timedelta(days=7)
    second = closed(workspace, TODAY + week, release="000002")
    first = closed(workspace, TODAY)
    assert workspace.reviews.all() == (second, first)
    assert workspace.reviews.last() == second
    assert workspace.reviews.last(before=TODAY + week) == first
    assert workspace.reviews.last(before=TODAY) is None


def test_closing_twice_on_a_day_keeps_the_later(workspace):
    closed(workspace, TODAY, "f1")
    later = closed(workspace, TODAY, "f1", "f2")
    assert workspace.reviews.all() == (later,)
    assert later.findings == ("f1", "f2")
