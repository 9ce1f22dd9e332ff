"""A draft in the URL, and amounts as people type them."""

import math
from dataclasses import replace
from datetime import date

import pytest

from analytics.policy_draft import AssetWeights, Draft
from data.policy import TierPolicy
from pages.parts import policy_text
from pages.parts.policy_text import Unit
from pages.parts.text import Text

ENGLISH, CHINESE = Text(language="en"), Text(language="zh_CN")
YUAN, WAN = Unit(size=1, name="CNY"), Unit(size=10_000, name="万元")
DAY = date(2026, 10, 31)
BASE = Draft.of(TierPolicy(), "personal", DAY)
FIRMS = Draft.of(TierPolicy(), "corporate", DAY)


@pytest.mark.parametrize(
    ("typed", "unit", "amount"),
    [
        ("500000", YUAN, 500_000),
        ("500,000.50", YUAN, 500_000.5),
        ("50", WAN, 500_000),
        ("4.4", WAN, 44_000),
        ("50万", YUAN, 500_000),
        ("50 万元", WAN, 500_000),
        ("500000元", WAN, 500_000),
        ("5０万", WAN, 500_000),
        ("¥1.2亿", WAN, 120_000_000),
        ("500k", YUAN, 500_000),
        ("0.5M", YUAN, 500_000),
        ("500000 CNY", YUAN, 500_000),
        ("0", WAN, 0),
    ],
)
def test_an_amount_is_read_as_it_is_meant(typed, unit, amount):
    assert policy_text.amount_of(typed, unit) == amount


@pytest.mark.parametrize("typed", ["", "  ", "-5", "abc", "1,5", "1e309", "nan", "5 0,0", "五十"])
def test_what_is_no_amount_is_not_read(typed):
    assert policy_text.amount_of(typed, YUAN) is None


@pytest.mark.parametrize("value", [44_000.0, 50_000.0, 1_300.0, 0.01, 123_456.78])
@pytest.mark.parametrize("unit", [YUAN, WAN])
def test_a_shown_amount_is_read_back_as_itself(value, unit):
    assert policy_text.amount_of(policy_text.amount_text(value, unit), unit) == value


def test_the_unit_is_that_of_the_language_and_of_what_is_measured():
    assert policy_text.unit_of(CHINESE, "aum_mavg") == WAN
    assert policy_text.unit_of(CHINESE, "contribution_ttm") == Unit(size=1, name="元")
    assert policy_text.unit_of(ENGLISH, "aum_mavg") == YUAN
    euro = Text(language="zh_CN", currency="EUR")
    assert policy_text.unit_of(euro, "aum_mavg").name == "万欧元"


def test_lines_keep_all_their_digits_in_words():
    assert policy_text.line_word(ENGLISH, 1_234_567.0) == "¥1,234,567"
    assert policy_text.line_word(CHINESE, 1_234_567.0) == "123.4567万元"
    assert policy_text.line_word(CHINESE, 300.0) == "300元"


def test_only_what_differs_is_in_the_text():
    levels = (
        *BASE.levels[:2],
        replace(BASE.levels[2], bound=500_000.0),
        replace(BASE.levels[3], hold_months=9, watch_months=3, drop_rule="window_max"),
    )
    draft = replace(BASE, levels=levels, weights=AssetWeights(wealth=0.5))
    assert policy_text.draft_text(draft, BASE) == (
        "affluent=500000,vip.hold=9,vip.watch=3,vip.drop=window_max,wealth.weight=0.5"
    )


def test_a_draft_that_changes_nothing_still_names_its_customers():
    assert policy_text.draft_text(BASE, BASE) == "type=personal"
    assert policy_text.draft_text(FIRMS, FIRMS) == "type=corporate"
    raised = FIRMS.with_lines((10_000.5, 100_000.0, 500_000.0))
    assert policy_text.draft_text(raised, FIRMS) == "type=corporate,growth=10000.50"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "institution"),
        ("affluent=5", "personal"),
        ("type=corporate, growth=5", "corporate"),
        ("growth=5,type = corporate", "corporate"),
    ],
)
def test_a_draft_belongs_to_one_kind_of_customers(text, kind):
    assert policy_text.kind_of(text, "institution") == kind


def test_a_version_starts_with_the_month_after_the_newest_one():
    assert policy_text.month_after(date(2026, 10, 25)) == date(2026, 11, 1)
    assert policy_text.month_after(date(2026, 12, 31)) == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-01", date(2026, 11, 1)),
        (" 2026/11/1 ", date(2026, 11, 1)),
        ("２０２６.11.01", date(2026, 11, 1)),
        ("2026-02-30", None),
        ("1 Nov 2026", None),
        ("", None),
    ],
)
def test_a_day_is_read_in_the_ways_people_write_it(typed, day):
    assert policy_text.day_of(typed) == day


def test_the_lowest_tier_has_no_line_to_write():
    assert BASE.levels[0].bound == -math.inf
    assert "mass=" not in policy_text.draft_text(BASE.with_lines((1.0, 2.0, 3.0)), BASE)
