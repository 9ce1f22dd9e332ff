"""What the week's list says: every reason and advice in both languages, and nothing forbidden."""

import datetime as dt
import re

import pandas as pd
import pytest

from analytics.week_list import MARKETING, REASONS
from pages.parts import week_words
from pages.parts.text import Text

ROW = {
    "reasons": ",".join(REASONS),
    "outflow": 250_000.0,
    "is_gone": False,
    "last_payroll": 5_000.0,
    "from_level": "affluent",
    "missing": 30_000.0,
    "maturing": 50_000.0,
    "next_maturity": dt.date(2026, 1, 10),
    "margin_at_risk": 3_525.0,
    "gap": 10_000.0,
    "next_level": "vip",
    "purpose": "service",
    "suitable_level": 2,
    "extra_care": False,
}
LOAN, DEPOSIT = r"loan|贷款", r"deposit|存款|存单"
GIFT = r"gift|cash-?back|present|礼|返现|赠"


@pytest.fixture(params=["en", "zh_CN"])
def t(request):
    return Text(language=request.param)


def test_every_reason_is_told_with_its_amount(t):
    told = week_words.reasons(t, ROW)
    assert len(re.split("[;；]", told)) == len(REASONS)
    assert "vip" not in told
    assert "_" not in told
    gone = week_words.reasons(t, ROW | {"reasons": "large_outflow", "is_gone": True})
    assert gone != week_words.reasons(t, ROW | {"reasons": "large_outflow"})


def test_unknown_amounts_and_days_leave_no_gap(t):
    unknown = {"maturing": None, "next_maturity": None, "margin_at_risk": float("nan")}
    for more in (unknown, {"next_maturity": None}):
        told = week_words.reasons(t, ROW | more)
        assert "nan" not in told
        assert "None" not in told


def test_no_words_couple_a_loan_with_a_deposit_or_promise_a_gift(t):
    said = [week_words.advice(t, code) for code in (*REASONS, "winback")]
    assert all(said)
    said += [week_words.reasons(t, ROW | {"reasons": code}) for code in REASONS]
    said.append(week_words.reasons(t, ROW))
    for words in said:
        assert not re.search(GIFT, words.lower())
        assert not (re.search(LOAN, words.lower()) and re.search(DEPOSIT, words.lower()))


def test_ways_are_those_agreed_to_else_service_only(t):
    alone = week_words.channels(t, ROW)
    agreed = week_words.channels(t, ROW | {"may_call": True, "may_sms": True})
    assert t.code("channel", "call") in agreed
    assert t.code("channel", "sms") in agreed
    assert t.code("channel", "visit") not in agreed
    assert agreed != alone
    assert "R2" in week_words.suitability(t, ROW)
    assert "R" not in week_words.suitability(t, ROW | {"suitable_level": 0})
    assert "65" in week_words.suitability(t, ROW | {"extra_care": True})


def test_what_could_not_be_judged_is_named(t):
    found = pd.DataFrame(
        {"reason": REASONS, "missing": ["consent" if each in MARKETING else "" for each in REASONS]}
    )
    lines = week_words.missing(t, found)
    assert len(lines) == len(MARKETING)
    assert all(t(week_words.LACKING["consent"]) in line for line in lines)
