"""Internal rates against numpy-financial, the closed forms against the payments, and odd money."""

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import market_problems as problems
from analytics.internal_rate import cost, internal_rate, internal_rates, sign_changes
from analytics.loan_cost import (
    annuity_factor,
    annuity_rate,
    cost_table,
    flat_cost,
    interest_share,
    monthly_cost,
    quoted_rate,
)
from analytics.loan_plan import Loan, payment_plan

MODES = ("annuity", "equal_principal", "bullet", "flat")


def random_loans(count, seed=5):
    """Flows of loans with one change of sign: any payments, some months without, some losses."""
    chance = np.random.default_rng(seed)
    for _ in range(count):
        months = int(chance.integers(1, 61))
        paid = chance.uniform(0, 2, months) * (chance.random(months) > 0.2)
        paid[-1] += chance.uniform(0.1, 20)
        received = paid.sum() * chance.uniform(0.4, 1.05)
        yield np.array([received, *-paid]) * 10_000


def test_a_thousand_random_loans_agree_with_numpy_financial():
    loans = list(random_loans(1_000))

    found = [internal_rate(flows) for flows in loans]

    assert found == pytest.approx([npf.irr(flows) for flows in loans], rel=1e-8, abs=1e-9)


def test_many_at_once_are_the_same_as_one_by_one():
    loans = list(random_loans(100, seed=6))
    padded = np.zeros((len(loans), max(map(len, loans))))
    for place, flows in enumerate(loans):
        padded[place, : len(flows)] = flows

    found = internal_rates(padded)

    assert found == pytest.approx([internal_rate(flows) for flows in loans], abs=1e-14)


@pytest.mark.parametrize(
    ("name", "flows", "rate"),
    [
        ("zero rate", [1_200, *[-100] * 12], 0.0),
        ("one month", [100, -101], 0.01),
        ("one month, all of it a fee", [99, -100], 1 / 99),
        ("less paid than received", [100, -50, -40], 80 / (18_500**0.5 - 50) - 1),
        ("balloon", [100, -1, -1, -101], 0.01),
        ("a pause at the start", [100, 0, 0, -100 * 1.01**3], 0.01),
        ("received late", [0, 0, 100, -110], 0.1),
        ("received in two parts", [50, 50, -55 * 1.1 - 55], 0.1),
        ("from the bank's side", [-100, 101], 0.01),
        ("a deposit handed back at the end", [100, -60, -60, 5], npf.irr([100, -60, -60, 5])),
    ],
)
def test_odd_money_with_an_answer(name, flows, rate):
    assert internal_rate(flows) == pytest.approx(rate, abs=1e-11), name


@pytest.mark.parametrize("flows", [[1e6, *[-1e-9] * 600], [1e-3, -1e15], [1e6, *[-1] * 359, -1e6]])
def test_even_extreme_money_is_worth_nothing_at_its_rate(flows):
    rate = internal_rate(flows)

    worth = sum(flow * (1 + rate) ** -month for month, flow in enumerate(flows))
    assert worth == pytest.approx(0, abs=1e-11 * abs(flows[0]))


def test_a_fee_larger_than_the_interest_only_raises_the_rate():
    plan = payment_plan(Loan(amount=10_000, term_months=6, monthly_rate=0.002,
                             repay_mode="annuity", fee_share=0.05))  # fmt: skip
    interest, fee = float(sum(plan.interest)), 500

    assert fee > interest
    assert internal_rate(plan.flows) == pytest.approx(npf.irr(plan.flows), abs=1e-10)
    assert float(plan.total_cost) == pytest.approx(interest + fee)


@pytest.mark.parametrize(
    "flows", [[], [0, 0], [100], [100, 100], [-5, -5, -5], [-3, -100, -100]],
)  # fmt: skip
def test_money_that_flows_one_way_has_no_rate(flows):
    with pytest.raises(problems.NoChangeOfSign):
        internal_rate(flows)


def test_a_fee_of_the_whole_amount_is_refused():
    with pytest.raises(problems.FeeOutOfRange):
        payment_plan(Loan(amount=100, term_months=12, monthly_rate=0.01, repay_mode="flat",
                          fee_share=1.0))  # fmt: skip


def test_several_rates_are_refused_and_counted():
    """10 % and 20 % both fit: 100 → 230 → 132."""
    with pytest.raises(problems.SeveralRates) as refused:
        internal_rate([-100, 230, -132])

    assert refused.value.facts == {"count": 2}
    assert np.isnan(internal_rates([[-100, 230, -132], [np.nan, 1, -1]])).all()


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e308])
def test_an_amount_nobody_can_mean_is_named_by_its_month(value):
    with pytest.raises(problems.FlowUnreadable) as refused:
        internal_rate([100, -1, value])

    assert refused.value.facts["month"] == 2


def test_changes_of_sign_leave_zeros_out():
    rows = np.array([[0, 1, 0, -1, 0], [1, -1, 0, 1, -1], [1, 0, 0, 1, 0.0]])

    assert sign_changes(rows).tolist() == [1, 3, 0]


def test_simple_and_compound_a_year():
    found = cost([100, -100.5])

    assert found.apr == pytest.approx(0.06)
    assert found.ear == pytest.approx(0.0616778, abs=1e-7)


LOANS = {
    "amount": st.integers(1_000, 5_000_000),
    "term_months": st.integers(1, 360),
    "monthly_rate": st.sampled_from([0.0, 1e-5, 0.001, 0.005, 0.0075, 0.02]),
    "fee_share": st.sampled_from([0.0, 1e-6, 0.01, 0.2]),
    "repay_mode": st.sampled_from(MODES),
}


@given(loan=st.builds(Loan, **LOANS))
def test_closed_forms_are_the_rates_of_the_payments(loan):
    flows = payment_plan(loan).flows

    found = monthly_cost(loan.repay_mode, loan.monthly_rate, loan.term_months, loan.fee_share)
    share = interest_share(loan.repay_mode, loan.monthly_rate, loan.term_months)

    assert float(found) == pytest.approx(internal_rate(flows), abs=1e-11)
    assert loan.amount * float(share) == pytest.approx(
        -flows[1:].sum() - loan.amount, abs=1e-6 * loan.amount
    )


@given(loan=st.builds(Loan, **LOANS))
def test_the_rate_to_quote_undoes_the_cost(loan):
    found = monthly_cost(loan.repay_mode, loan.monthly_rate, loan.term_months, loan.fee_share)

    quoted = quoted_rate(loan.repay_mode, found, loan.term_months, loan.fee_share)

    assert float(quoted) == pytest.approx(loan.monthly_rate, abs=1e-10)


def test_a_fee_dearer_than_the_wanted_cost_leaves_nothing_to_quote():
    found = [float(quoted_rate(mode, 0.001, 12, 0.1)) for mode in MODES]

    assert found == pytest.approx([0, 0, 0, 0], abs=1e-15)


def test_annuity_factors_have_one_rate_and_impossible_ones_none():
    rates = np.array([0, 1e-9, 0.005, 0.3])

    assert annuity_rate(annuity_factor(rates, 36), 36) == pytest.approx(rates, abs=1e-12)
    assert np.isnan(annuity_rate([36.1, 0, -1], 36)).all()


def test_the_table_of_a_book_holds_every_pair_once():
    table = cost_table("flat", [0.005, 0.004, 0.005], [12, 36])

    assert table[["monthly_rate", "term_months"]].to_numpy().tolist() == [
        [0.004, 12], [0.004, 36], [0.005, 12], [0.005, 36],
    ]  # fmt: skip
    assert table["apr"].to_numpy()[2:] == pytest.approx([0.108964, 0.110825], abs=1e-6)
    assert table["apr"].to_numpy() == pytest.approx(
        12 * flat_cost(table["monthly_rate"], table["term_months"])
    )
    assert (table["ear"] > table["apr"]).all()


@pytest.mark.parametrize("compute", [monthly_cost, quoted_rate])
def test_an_unknown_way_of_repaying_is_refused(compute):
    with pytest.raises(problems.RepayModeUnknown):
        compute("balloon", 0.005, 36)
