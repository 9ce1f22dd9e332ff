"""Numbers, money and dates as a reader of each language expects them."""

import math
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.parts.text import Text

ENGLISH, CHINESE = Text(), Text(language="zh_CN")


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (0, "0", "0"),
        (7, "7", "7"),
        (0.473, "0.47", "0.47"),
        (1234, "1,234", "1,234"),
        (9999.4, "9,999", "9,999"),
        (12_345, "12.3K", "1.23万"),
        (-12_345, "−12.3K", "−1.23万"),
        (999_949, "1.00M", "100万"),
        (1_234_567, "1.23M", "123万"),
        (99_995_000, "100M", "1.00亿"),
        (123_456_789, "123M", "1.23亿"),
        (1_234_567_890_123, "1,235B", "12,346亿"),
        (Decimal("12345.67"), "12.3K", "1.23万"),
        (None, "–", "–"),
        (math.nan, "–", "–"),
    ],
)
def test_short_numbers_keep_three_digits(value, english, chinese):
    assert ENGLISH.number(value) == english
    assert CHINESE.number(value) == chinese


@pytest.mark.parametrize(
    ("value", "currency", "english", "chinese"),
    [
        (-12_345, "CNY", "−¥12.3K", "−¥1.23万"),
        (1_500_000, "EUR", "€1.50M", "€150万"),
        (5, "CHF", "CHF 5", "CHF 5"),
        (None, "CNY", "–", "–"),
    ],
)
def test_money_carries_its_symbol_after_the_sign(value, currency, english, chinese):
    assert ENGLISH.money(value, currency) == english
    assert CHINESE.money(value, currency) == chinese


def test_exact_values_show_every_digit():
    assert ENGLISH.exact(1_234_567.891) == "1,234,567.89"
    assert ENGLISH.exact(20_000) == "20,000"
    assert ENGLISH.exact_money(Decimal("-0.5")) == "−¥0.50"


def test_shares_and_their_differences():
    assert ENGLISH.percent(0.71339) == "71.3%"
    assert ENGLISH.percent(1.0664, decimals=2) == "106.64%"
    assert ENGLISH.points(0.0142) == "+1.4 points"
    assert CHINESE.points(-0.0142) == "−1.4个百分点"
    assert ENGLISH.points(0.0) == "0.0 points"
    assert ENGLISH.points(None) == "–"


def test_dates_are_written_as_people_write_them():
    assert ENGLISH.date(date(2025, 6, 30)) == "30 Jun 2025"
    assert CHINESE.date(date(2025, 6, 30)) == "2025年6月30日"
    assert ENGLISH.month(date(2025, 6, 30)) == "June 2025"
    assert CHINESE.snapshot(date(2025, 6, 8), "week") == "2025年6月8日"


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_the_short_form_is_within_half_a_percent(value):
    text = ENGLISH.number(value).replace("−", "-").replace(",", "")
    scale = {"K": 1e3, "M": 1e6, "B": 1e9}.get(text[-1], 1.0)
    shown = float(text.rstrip("KMB")) * scale
    assert abs(shown - value) <= max(0.005 * abs(value), 0.5)


@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_a_negative_amount_reads_like_its_positive_with_a_minus(value):
    assert CHINESE.money(-value) in {f"−{CHINESE.money(value)}", CHINESE.money(value)}
