"""Offers: who may take one, when it counts, how they compare, what is wrong with a book."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics import market_problems as problems
from analytics.internal_rate import internal_rate
from analytics.loan_plan import payment_plan
from analytics.offer_checks import offer_findings
from analytics.offer_compare import (
    current_offers,
    deposit_compare,
    deposit_ladder,
    loan_compare,
    loan_of,
    offer_cost,
)
from analytics.offers import Offer, offer_of
from analytics.quotes import Quote

AT = dt.date(2025, 12, 31)
EASY = ("civil_servant", "public_institution", "central_soe", "teacher", "doctor")


def ago(days):
    return AT - dt.timedelta(days=days)


def offer(offer_id="O01", value=5.0, basis="monthly_li", **more):
    plain = {"competitor": "other", "product_name": "loan", "line": "loan_personal"}
    return Offer(offer_id=offer_id, quote=Quote(value=value, basis=basis), **plain | more)


STAFF = offer(
    eligible_occupations=frozenset(EASY),
    eligible_grades=frozenset({"staff"}),
    repay_modes=("annuity", "bullet"),
    max_amount=300_000,
    term_months=36,
    observed_on=ago(10),
)


@pytest.mark.parametrize(
    ("occupation", "grade", "expected"),
    [
        ("teacher", "staff", "sure"),
        (None, "staff", "possible"),
        ("teacher", None, "possible"),
        (None, None, "possible"),
        ("farmer", "staff", "not"),
        ("farmer", None, "not"),
        (None, "deputy_section_or_mid_title_plus", "not"),
    ],
)
def test_eligibility(occupation, grade, expected):
    assert STAFF.eligibility(occupation, grade) == expected


def test_an_offer_without_conditions_is_for_everybody():
    assert offer().eligibility(None, None) == "sure"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"observed_on": AT}, "current"),
        ({"observed_on": ago(90)}, "current"),
        ({"observed_on": ago(91)}, "stale"),
        ({"observed_on": ago(10), "valid_to": AT}, "current"),
        ({"observed_on": ago(10), "valid_to": ago(1)}, "expired"),
        ({"observed_on": ago(-1)}, "later"),
        ({"observed_on": ago(10), "valid_from": ago(-1)}, "later"),
        ({}, "unconfirmed"),
        ({"valid_to": ago(1)}, "expired"),
    ],
)
def test_what_an_offer_is_on_a_day(facts, expected):
    assert offer(**facts).standing(AT) == expected


def test_only_current_offers_count_and_the_age_is_a_parameter():
    book = [offer("new", observed_on=ago(5)), offer("old", observed_on=ago(100)), offer("undated")]

    assert [each.offer_id for each in current_offers(book, AT)] == ["new"]
    assert [each.offer_id for each in current_offers(book, AT, 120)] == ["new", "old"]


@pytest.mark.parametrize(
    ("amount", "months", "expected"),
    [
        (300_000, 36, ""),
        (300_000.01, 36, "amount_above"),
        (9_999.99, 36, "amount_below"),
        (300_000, 37, "term_above"),
        (300_000, 5, "term_below"),
    ],
)
def test_limits(amount, months, expected):
    limited = replace(STAFF, min_amount=10_000, min_term_months=6)

    assert limited.limit(amount, months) == expected


def test_a_balance_is_covered_up_to_the_largest_amount():
    assert STAFF.covered(500_000) == 300_000
    assert STAFF.covered(80_000) == 80_000
    assert offer().covered(500_000) == 500_000


def test_the_comparison_ranks_by_what_it_costs_and_says_where_the_advertisement_differs():
    """A flat 0.35 % a month is advertised as 4.2 %, costs 7.9 % and with its fee 8.6 %."""
    book = [
        STAFF,
        offer("flat", 0.35, "flat_monthly_pct", fee_share=0.01),
        offer("ours", 7.2, "annual_pct", is_ours=True, repay_modes=("annuity",)),
        offer("silent", 6.5, "annual_pct"),
        offer("small", 1.0, "annual_pct", max_amount=100_000),
        offer("saving", 1.5, "annual_pct", line="deposit_time"),
    ]

    found = loan_compare(book, 300_000, 36)

    assert found[["offer", "repay_mode"]].to_numpy().tolist() == [
        ["O01", "annuity"], ["O01", "bullet"], ["flat", "flat"], ["ours", "annuity"],
        ["silent", "annuity"], ["small", "annuity"],
    ]  # fmt: skip
    assert found["headline_rank"].tolist() == [2, 2, 1, 5, 4, pd.NA]
    assert found["true_rank"].tolist() == [1, 1, 5, 4, 3, pd.NA]
    assert found["ranks_differ"].tolist() == [True, True, True, True, True, False]
    assert found["limit"].tolist() == ["", "", "", "", "", "amount_above"]
    assert found["mode_assumed"].tolist() == [False, False, False, False, True, True]
    assert found.loc[2, "headline_rate"] == pytest.approx(0.042)
    assert found.loc[2, "apr"] == pytest.approx(0.0856, abs=1e-4)


def test_offers_of_one_price_share_a_rank_whatever_their_basis():
    book = [
        offer("a", 5, "monthly_li"),
        offer("b", 6, "annual_pct"),
        offer("c", 0.5, "monthly_pct"),
    ]

    found = loan_compare(book, 100_000, 24)

    assert found["true_rank"].tolist() == [1, 1, 1]
    assert not found["ranks_differ"].any()


def test_the_order_of_offers_changes_no_number():
    book = [offer(str(rate), rate, "annual_pct") for rate in (5, 7, 6)]

    there = loan_compare(book, 50_000, 12).set_index("offer").sort_index()
    back = loan_compare(book[::-1], 50_000, 12).set_index("offer").sort_index()

    pd.testing.assert_frame_equal(there, back)


def test_the_table_for_exposure_is_the_comparison_of_every_term():
    dear = replace(STAFF, fee_share=0.01)

    table = offer_cost(dear, range(1, 60)).set_index(["repay_mode", "term_months"])

    assert table.index.get_level_values("term_months").max() == 36
    for mode in dear.modes:
        for months in (1, 12, 36):
            flows = payment_plan(loan_of(dear, mode, 1_000, months)).flows
            assert table.loc[(mode, months), "apr"] == pytest.approx(12 * internal_rate(flows))


@pytest.mark.parametrize(
    ("amount", "months", "problem"),
    [
        (0, 12, problems.AmountOutOfRange),
        (1_000, 0, problems.TermOutOfRange),
        (1_000, 12, problems.NothingToCompare),
    ],
)
def test_a_comparison_that_cannot_be_is_refused(amount, months, problem):
    with pytest.raises(problem):
        loan_compare([], amount, months)


def deposit(offer_id, value, months, **more):
    line = "deposit_demand" if months is None else "deposit_time"
    return offer(offer_id, value, "annual_pct", line=line, term_months=months, **more)


DEPOSITS = [
    deposit("ours3", 1.55, 36, is_ours=True),
    deposit("theirs3", 1.75, 36),
    deposit("theirs3b", 1.60, 36),
    deposit("year", 1.74, 12),
    deposit("demand", 0.1, None),
    deposit("quarter", 1.2, 3),
]


def test_a_long_deposit_yields_less_a_year_than_it_advertises():
    """3 years at 1.75 % simple: 5.25 % in all, 1.0525^(1/3) − 1 = 1.7202 % a year."""
    found = deposit_compare(DEPOSITS, 100_000).set_index("offer")

    assert found.loc["theirs3", "interest"] == pytest.approx(5_250)
    assert found.loc["theirs3", "ear"] == pytest.approx(1.0525 ** (1 / 3) - 1)
    assert found.loc["year", "ear"] == pytest.approx(0.0174)
    assert found.loc["demand", "ear"] == pytest.approx(1.00025**4 - 1)
    assert found.loc["quarter", "ear"] == pytest.approx(1.003**4 - 1)
    assert found.loc["theirs3", ["headline_rank", "true_rank"]].tolist() == [1, 2]
    assert found.loc["year", ["headline_rank", "true_rank"]].tolist() == [2, 1]
    assert found["ranks_differ"].sum() == 2


def test_one_term_is_compared_with_its_like_and_with_waiting():
    found = deposit_compare([*DEPOSITS, STAFF], 100_000, 36)

    assert found["offer"].tolist() == ["ours3", "theirs3", "theirs3b", "demand"]
    with pytest.raises(problems.NothingToCompare):
        deposit_compare([STAFF], 100_000)


def test_the_ladder_never_suggests_above_the_ceiling():
    ladder = deposit_ladder(DEPOSITS, ceiling=0.017).set_index("term_months")

    three = ladder.loc[36]
    assert (three["ours"], three["theirs"], three["offer"]) == (0.0155, 0.0175, "theirs3")
    assert three["gap"] == pytest.approx(0.002)
    assert three["suggested_at_most"] == 0.017
    assert three["at_ceiling"]
    assert np.isnan(ladder.loc[12, "ours"])
    assert (ladder["suggested_at_most"] <= 0.017).all()
    assert deposit_ladder(DEPOSITS)["suggested_at_most"].tolist() == [0.012, 0.0174, 0.0175]


BAD = [
    (replace(STAFF, quote=Quote(value=-5, basis="monthly_li")), "quote_value", "QuoteNegative"),
    (replace(STAFF, quote=Quote(value=500, basis="monthly_li")), "quote_value", "QuoteAbsurd"),
    (replace(STAFF, quote=Quote(value=5, basis="厘")), "quote_basis", "QuoteBasisUnknown"),
    (replace(STAFF, quote=Quote(value=float("nan"), basis="monthly_li")), "quote_value",
     "QuoteUnreadable"),
    (replace(STAFF, quote=Quote(value=0.3, basis="flat_monthly_pct"), repay_modes=("annuity",)),
     "repay_modes", "FlatQuoteElsewhere"),
    (replace(STAFF, term_months=0), "term_months", "OfferTermZero"),
    (replace(STAFF, term_months=-1), "term_months", "OfferTermZero"),
    (replace(STAFF, min_amount=400_000), "max_amount", "OfferLimitsReversed"),
    (replace(STAFF, min_term_months=48), "term_months", "OfferLimitsReversed"),
    (replace(STAFF, max_amount=0), "max_amount", "OfferAmountNegative"),
    (replace(STAFF, min_amount=-1), "min_amount", "OfferAmountNegative"),
    (replace(STAFF, fee_share=1), "fee_pct", "FeeOutOfRange"),
    (replace(STAFF, fee_share=-0.01), "fee_pct", "FeeOutOfRange"),
    (replace(STAFF, competitor=" "), "competitor", "OfferFieldMissing"),
    (replace(STAFF, line="loans"), "line", "OfferCodeUnknown"),
    (replace(STAFF, repay_modes=("baloon",)), "repay_modes", "OfferCodeUnknown"),
    (replace(STAFF, eligible_occupations=frozenset({"pilot"})), "eligible_occupations",
     "OfferCodeUnknown"),
    (replace(STAFF, valid_from=AT, valid_to=ago(1)), "valid_to", "OfferDatesReversed"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "column", "kind"), BAD, ids=[f"{k}-{c}" for _, c, k in BAD])
def test_what_is_wrong_in_a_row_names_row_column_and_remedy(wrong, column, kind):
    found = offer_findings([offer("fine"), replace(wrong, offer_id="O02")])

    assert [(each.row, each.column, type(each.problem).__name__) for each in found] == [
        (2, column, kind)
    ]
    assert found[0].blocks
    said = str(found[0].in_row)
    assert said.startswith("Row 2: ")
    assert "{" not in said


def test_a_fraction_in_a_row_is_asked_about_and_does_not_block():
    found = offer_findings([replace(STAFF, quote=Quote(value=0.06, basis="annual_pct"))])

    assert len(found) == 1
    assert not found[0].blocks
    assert found[0].doubt.meant[0].annual_rate == pytest.approx(0.06)
    confirmed = Quote(value=0.06, basis="annual_pct", confirmed=True)
    assert offer_findings([replace(STAFF, quote=confirmed)]) == []


def test_a_low_deposit_rate_is_believed_where_a_loan_rate_is_not():
    assert offer_findings([deposit("D", 0.1, None)]) == []
    assert len(offer_findings([offer("L", 0.1, "annual_pct")])) == 1


@pytest.mark.parametrize(
    ("older", "newer", "day"),
    [
        ({"valid_from": ago(60), "valid_to": ago(30)}, {"valid_from": ago(30)}, ago(30)),
        ({"valid_from": ago(60)}, {"valid_from": ago(30)}, ago(30)),
        ({"observed_on": ago(60)}, {"observed_on": ago(30)}, ago(30)),
        ({"valid_to": ago(30)}, {}, ago(30)),
        ({"valid_from": ago(60), "valid_to": ago(31)}, {"valid_from": ago(30)}, None),
        ({"valid_from": ago(30)}, {"valid_from": ago(60), "valid_to": ago(31)}, None),
    ],
)
def test_two_versions_of_one_offer_may_not_hold_on_the_same_day(older, newer, day):
    found = offer_findings([offer("A", **older), offer("B"), offer("A", **newer)])

    assert [(each.row, each.problem.facts["day"]) for each in found] == ([(3, day)] if day else [])
    if day:
        assert found[0].problem.facts["other_row"] == 1


def test_an_offer_repeated_without_dates_is_named():
    found = offer_findings([offer("A"), offer("A")])

    assert [type(each.problem) for each in found] == [problems.OfferRepeated]


def test_a_row_of_the_table_becomes_an_offer():
    row = {
        "offer_id": "O01", "competitor": "邮政储蓄银行", "product_name": "优享贷-一般职工",
        "line": "loan_personal", "eligible_occupations": list(EASY), "eligible_grades": ["staff"],
        "max_amount": 300_000.0, "quote_value": 5.0, "quote_basis": "monthly_li", "is_floor": True,
        "repay_modes": np.array(["annuity", "bullet"], dtype=object), "term_months": 36.0,
        "fee_pct": np.nan, "observed_on": pd.NaT, "valid_to": pd.Timestamp("2026-03-01"),
        "source": None, "features": "",
    }  # fmt: skip

    found = offer_of(row)

    assert found.quote == Quote(value=5.0, basis="monthly_li", is_floor=True)
    assert found.repay_modes == ("annuity", "bullet")
    assert found.eligible_occupations == frozenset(EASY)
    assert (found.term_months, found.max_amount, found.fee_share) == (36, 300_000.0, 0.0)
    assert (found.observed_on, found.valid_to) == (None, dt.date(2026, 3, 1))
    assert (found.features, found.is_ours, found.standing(AT)) == (None, False, "unconfirmed")
    assert offer_findings([found]) == []
    assert offer_of(row | {"competitor": "本行", "fee_pct": 1.0}).is_ours
    assert offer_of(row | {"repay_modes": "annuity|flat"}).repay_modes == ("annuity", "flat")
    assert offer_of({}).offer_id == ""
