"""The review in words: values by their unit, changes with their sign, what a step lacks."""

import datetime as dt
import math

import pandas as pd
import pytest

from pages.parts import review_bridge, review_meeting, review_promises, review_tiles
from pages.parts import review_words as words
from pages.parts.text import Text

ENGLISH, CHINESE = Text(language="en"), Text(language="zh_CN")
NOTHING = math.nan


def number(code="deposit_ytd", **facts):
    return {
        "number": code, "code": code, "customer_type": "", "unit": "money", "value": 110.0,
        "before": 105.0, "year_start": 100.0, "year_ago": NOTHING, "before_date": None,
        "year_start_date": dt.date(2025, 12, 31), "year_ago_date": None, "numerator": NOTHING,
        "denominator": NOTHING, "low": NOTHING, "high": NOTHING, "target": NOTHING,
        "completion": NOTHING, "elapsed_share": NOTHING, "gap": NOTHING, "flag": "", "good": 1,
        "page": "", "query": "",
    } | facts  # fmt: skip


def test_every_question_and_number_is_said_in_both_languages():
    for sentence in (*words.STEPS.values(), *words.NUMBERS.values(), *words.METHODS.values()):
        assert ENGLISH(sentence)
        assert CHINESE(sentence) != sentence


@pytest.mark.parametrize(
    ("row", "since", "said", "sign"),
    [
        (number(), "year_start", "+¥10 (+10.0%)", 1),
        (number(), "before", "+¥5", 1),
        (number(), "year_ago", "–", 0),
        (number(unit="share", value=0.2, before=0.25), "before", "−5.0 points", -1),
        (number(unit="count", value=90.0, before=100.0), "before", "−10", -1),
        (number(value=100.0), "year_start", "¥0 (0.0%)", 0),
        (number(year_start=0.0), "year_start", "+¥110", 1),
    ],
)
def test_a_change_has_its_sign_and_nothing_is_never_a_zero(row, since, said, sign):
    assert words.change(ENGLISH, row, since) == (said, sign)


def test_a_target_stands_beside_the_share_of_the_year_gone():
    row = number(target=200.0, completion=0.55, elapsed_share=0.75, gap=90.0)
    drawn = review_tiles.below(ENGLISH, row, [1.0, 2.0])
    assert "Target 55.0% · year 75.0%" in drawn
    assert "tv-goal behind" in drawn
    assert "¥90 to go" in drawn
    assert "tv-spark" in drawn


def test_without_a_target_no_completion_is_drawn():
    assert "tv-goal" not in review_tiles.below(ENGLISH, number(), [])


def test_a_tile_without_data_says_what_is_missing_and_shows_no_zero():
    rows = pd.DataFrame([number("loan_ytd", value=NOTHING) | {"missing": "loan_mavg"}])
    (tile,) = review_tiles.six(ENGLISH, rows.assign(missing_kind="column"))
    assert (tile.value, tile.change) == ("–", None)
    assert ENGLISH.column("loan_mavg") in tile.note


@pytest.mark.parametrize(
    ("kind", "missing", "said"),
    [("table", "complaint", "Complaints"), ("date", "2026-06-30", "an earlier date")],
)
def test_a_goal_without_data_names_it_as_people_do(kind, missing, said):
    row = {"goal": "satisfy", "unit": "score", "missing": missing, "missing_kind": kind}
    (tile,) = review_tiles.goals(ENGLISH, pd.DataFrame([row]))
    assert tile.note == f"Not provided: {said}"


def test_the_headline_reads_customers_tiers_and_the_first_known_balance():
    rows = pd.DataFrame([
        number("deposit_ytd", value=NOTHING), number("aum_ytd"),
        number("valid_count", unit="count", value=12_345.0),
        number("mid_high_count", unit="count", value=678.0),
    ])  # fmt: skip
    said = words.headline(ENGLISH, rows)
    assert "<b>12,345</b> valid customers, <b>678</b> of them" in said
    assert "AUM, daily average this year: <b>¥110</b>, <b>+¥10 (+10.0%)</b>" in said


def test_a_step_without_its_table_is_named_with_it():
    found = pd.DataFrame([
        {"step": 11, "kind": "table", "name": "competitor_offer", "whole": True},
        {"step": 7, "kind": "method", "name": "early_warning", "whole": True},
        {"step": 9, "kind": "method", "name": "care_coverage", "whole": False},
    ])  # fmt: skip
    seven, nine, eleven = words.missing(ENGLISH, found)
    assert seven.startswith("7 Who may leave? Left out")
    assert "early warning" in seven
    assert "In part" in nine
    assert ENGLISH.table("competitor_offer") in eleven


def test_steps_without_an_answer_share_one_line_and_others_name_their_lack_inside():
    found = pd.DataFrame([
        {"step": 7, "kind": "method", "name": "early_warning", "whole": True},
        {"step": 9, "kind": "method", "name": "care_coverage", "whole": False},
        {"step": 13, "kind": "waiting", "name": "promises", "whole": True},
    ])  # fmt: skip
    assert words.left_out(ENGLISH, found) == (
        "Left out: 7 Who may leave? – early warning (comes later); "
        "13 What was promised last week? – nothing promised yet."
    )
    assert words.left_out(ENGLISH, found[~found["whole"]]) == ""
    assert words.lacking(ENGLISH, found[found["step"] == 9]) == [
        "Missing here: care coverage (comes later)."
    ]


@pytest.mark.parametrize(
    ("unit", "said"),
    [("score", "3.74"), ("per10k", "3.74"), ("number", "3.74"), ("share", "374.0%")],
)
def test_a_rating_is_no_share(unit, said):
    assert words.value(ENGLISH, unit, 3.74) == said
    assert words.change(ENGLISH, number(unit="score", value=3.7, before=3.74), "before") == (
        "−0.04", -1,
    )  # fmt: skip


def promise(**facts):
    return {
        "action_count": 4, "done_count": 2, "overdue_count": 1, "open_count": 2,
        "dismissed_count": 0, "customer_count": 4, "waiting_count": 0, "kept_count": 3,
        "kept_share": 0.75, "drift_count": 50, "drift_share": 0.5, "difference_low": -0.2,
        "difference_high": 0.6,
    } | facts  # fmt: skip


class Held:
    last = None


def test_promises_are_counted_once_and_overdue_ones_are_not_open_in_time():
    line = review_promises.line_html(ENGLISH, Held, promise())
    assert "<b>2</b> done" in line
    assert '<span class="late"><b>1</b> overdue' in line
    assert "<b>1</b> open, in time" in line


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "No clear difference."),
        ({"difference_low": 0.05}, "Clearly better."),
        ({"difference_high": -0.05}, "Clearly worse."),
        ({"difference_low": NOTHING}, "Too few to say."),
    ],
)
def test_promised_customers_stand_beside_similar_ones_left_alone(facts, said):
    told = review_promises.happened(ENGLISH, promise(**facts))
    assert "3 of 4 promised customers" in told
    assert "50 similar customers" in told
    assert told.endswith(said)


def test_without_newer_data_nothing_is_claimed():
    waiting = promise(customer_count=0, waiting_count=4, kept_share=NOTHING)
    assert review_promises.happened(ENGLISH, waiting) == "No newer data for them yet."


def test_the_meeting_s_bars_are_as_long_as_their_amounts_and_point_where_money_went():
    rows = [
        number("bridge_opening", value=100.0, numerator=10),
        number("bridge_up", value=20.0, numerator=2),
        number("bridge_down", value=-40.0, numerator=3),
        number("bridge_flat", value=0.0, numerator=0),
        number("bridge_closing", value=80.0, numerator=10),
    ]
    drawn = review_bridge.bars(ENGLISH, rows)
    assert 'class="gain" style="left:50%;width:25.0%"' in drawn
    assert 'class="loss" style="right:50%;width:50.0%"' in drawn
    assert "Unchanged" not in drawn


@pytest.mark.parametrize(
    ("row", "view"),
    [
        ({"kind": "single_customer", "move": "rose"}, "leaving"),
        ({"kind": "branch", "move": "lost"}, "leaving"),
        ({"kind": "flow", "move": "down"}, "moves"),
        ({"kind": "product", "move": "given_up"}, "product"),
    ],
)
def test_every_finding_has_one_view_of_the_meeting(row, view):
    assert review_meeting.belongs(row) == view
