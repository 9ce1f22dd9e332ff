"""Payment plans: cents that add up, lines that follow from one another, refusals."""

from decimal import Decimal

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import market_problems as problems
from analytics.loan_plan import Loan, cents, payment_plan

MODES = ("annuity", "equal_principal", "bullet", "flat")
LOANS = st.builds(
    Loan,
    amount=st.decimals("0.01", "9999999.99", places=2).map(float),
    term_months=st.integers(1, 120),
    monthly_rate=st.sampled_from([0.0, 0.00001, 0.0012, 0.005, 0.0083, 0.03]),
    repay_mode=st.sampled_from(MODES),
    fee_share=st.sampled_from([0.0, 0.01]),
)


def brute_force(loan):
    """The same plan in binary numbers, month by month."""
    owed, rows = loan.amount, []
    level = float(-npf.pmt(loan.monthly_rate, loan.term_months, loan.amount))
    for month in range(1, loan.term_months + 1):
        base = loan.amount if loan.repay_mode == "flat" else owed
        interest = base * loan.monthly_rate
        if loan.repay_mode == "annuity":
            principal = level - interest
        elif loan.repay_mode == "bullet":
            principal = loan.amount if month == loan.term_months else 0.0
        else:
            principal = loan.amount / loan.term_months
        owed -= principal
        rows.append((interest, principal))
    return np.array(rows)


@given(loan=LOANS)
def test_a_plan_is_its_brute_force_twin(loan):
    plan = payment_plan(loan)

    found = np.array([[float(i), float(p)] for i, p in zip(plan.interest, plan.principal)])  # noqa: B905

    assert found == pytest.approx(brute_force(loan), abs=1e-8 * max(loan.amount, 1))
    assert float(sum(plan.principal)) == pytest.approx(loan.amount, rel=1e-15)


@given(loan=LOANS)
def test_the_plan_as_shown_adds_up_in_cents(loan):
    plan = payment_plan(loan)

    table = plan.table

    assert table["month"].tolist() == list(range(1, loan.term_months + 1))
    assert table["principal"].sum() == cents(Decimal(repr(loan.amount)))
    assert table["interest"].sum() == cents(sum(plan.interest))
    assert table["payment"].sum() == table["interest"].sum() + table["principal"].sum()
    assert (table["payment"] == table["interest"] + table["principal"]).all()
    before = [cents(Decimal(repr(loan.amount))), *table["remaining"][:-1]]
    assert (table["remaining"] == before - table["principal"]).all()
    assert table["remaining"].iloc[-1] == 0
    assert table[["payment", "interest", "principal", "remaining"]].min().min() >= 0


def test_the_last_payment_takes_the_cents():
    table = payment_plan(
        Loan(amount=300_000, term_months=36, monthly_rate=0.005, repay_mode="annuity")
    ).table

    assert set(table["payment"][:-1]) == {Decimal("9126.58")}
    assert table["payment"].iloc[-1] == Decimal("9126.62")
    assert table["interest"].sum() == Decimal("28556.92")
    assert table.iloc[0].tolist() == [
        1, Decimal("9126.58"), Decimal("1500.00"), Decimal("7626.58"), Decimal("292373.42"),
    ]  # fmt: skip


def test_a_loan_too_small_for_its_months_spreads_its_cents():
    table = payment_plan(
        Loan(amount=2, term_months=120, monthly_rate=0.03, repay_mode="annuity")
    ).table

    assert table["principal"].sum() == 2
    assert table["payment"].min() >= 0


def test_half_a_cent_is_rounded_up():
    table = payment_plan(
        Loan(amount=100.1, term_months=2, monthly_rate=0.05, repay_mode="bullet")
    ).table

    assert table["interest"].tolist() == [Decimal("5.01"), Decimal("5.00")]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"amount": 0}, problems.AmountOutOfRange),
        ({"amount": -1}, problems.AmountOutOfRange),
        ({"amount": float("nan")}, problems.AmountOutOfRange),
        ({"amount": 1e308}, problems.AmountOutOfRange),
        ({"term_months": 0}, problems.TermOutOfRange),
        ({"term_months": 601}, problems.TermOutOfRange),
        ({"term_months": 1.5}, problems.TermOutOfRange),
        ({"monthly_rate": -0.001}, problems.QuoteNegative),
        ({"monthly_rate": 1.0}, problems.QuoteAbsurd),
        ({"monthly_rate": float("nan")}, problems.QuoteAbsurd),
        ({"fee_share": -0.01}, problems.FeeOutOfRange),
        ({"fee_share": 1}, problems.FeeOutOfRange),
        ({"repay_mode": "anuity"}, problems.RepayModeUnknown),
    ],
)
def test_what_no_loan_can_be_is_refused(change, problem):
    plain = {"amount": 100, "term_months": 12, "monthly_rate": 0.005, "repay_mode": "annuity"}

    with pytest.raises(problem) as refused:
        payment_plan(Loan(**plain | change))

    assert "{" not in str(refused.value)
