"""What the writers of a pack share: text that fits, bars that hang, ticks, names of sheets."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pages.pack import fitting
from pages.pack.excel import sheet_names
from pages.pack.model import Chart, Series, floating
from pages.pack.svg import ticks

TEXTS = st.text(alphabet="aWi 数据，.1-", min_size=1, max_size=80)


def steps(*changes):
    return Chart(
        title="",
        form="steps",
        unit="money",
        labels=tuple(map(str, changes)),
        series=(Series(name="AUM", values=(*changes,)),),
    )


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=9))
def test_hanging_bars_start_where_the_one_before_ended(changes):
    whole = sum(changes)
    drawn = floating(steps(*changes, whole))
    start = 0.0
    for place, change in enumerate([*changes, whole]):
        if place == len(changes):
            start = 0.0
        values = [each.values[place] for each in drawn.series]
        held = [each.values[place] for each in drawn.series if each.role == "none"]
        low, high = sum(v for v in values if v < 0), sum(v for v in values if v > 0)
        size = max(abs(start), abs(start + change), 1.0)
        assert abs((high - low) - (abs(change) + sum(map(abs, held)))) < 1e-6 * size
        assert abs(max(high, 0) - max(start, start + change, 0)) < 1e-6 * size
        assert abs(min(low, 0) - min(start, start + change, 0)) < 1e-6 * size
        start += change


def test_a_bar_across_zero_has_a_part_on_either_side():
    drawn = floating(steps(3.0, -5.0, -2.0))
    loss = [each.values for each in drawn.series if each.role == "loss"]

    assert sorted(values[1] for values in loss) == [-2.0, 3.0]


@given(TEXTS, st.floats(20, 400))
@example("1据1据1", 45.0)
def test_cut_text_fits(text, room):
    assert fitting.width(fitting.cut(text, 10, room), 10) <= max(room, fitting.width("…", 10))


@given(TEXTS, st.floats(40, 400), st.integers(1, 3))
def test_clamped_text_takes_no_more_lines(text, room, lines):
    assert fitting.line_count(fitting.clamped(text, 10, room, lines), 10, room) <= lines


@given(st.lists(st.tuples(st.floats(10, 900), st.booleans()), min_size=1, max_size=12))
def test_columns_fill_the_room_whatever_they_want(columns):
    wanted, gives = zip(*columns, strict=True)
    assert sum(fitting.column_widths(wanted, gives, 880.0)) == pytest.approx(880.0)


def test_numbers_do_not_give_way_to_long_names():
    widths = fitting.column_widths([900.0, 60.0, 80.0], [True, False, False], 300.0)
    assert widths == [160.0, 60.0, 80.0]


@given(st.floats(-1e12, 0), st.floats(0, 1e12))
def test_ticks_hold_all_values_and_zero(low, high):
    if high - low < 1e-6:
        return
    marks = ticks(low, high)
    assert marks[0] <= low + 1e-6 * (high - low)
    assert marks[-1] >= high - 1e-6 * (high - low)
    assert any(abs(mark) < 1e-9 * (high - low) for mark in marks)
    assert len(marks) <= 8


def test_sheets_have_names_that_excel_takes_and_that_differ():
    long = "一个非常非常长的工作表名称" * 4
    names = sheet_names(["a/b:c", "A b c", long, long, "", "'quoted'"])

    assert len({name.lower() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 for name in names)
    assert not [name for name in names if set("[]:*?/\\") & set(name)]
