"""Break-even rates verified by plugging them back, and the book's arithmetic."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analytics import market_problems as problems
from analytics.break_even import Repricing, break_even_rates, indifferent_rate, sensitivity
from analytics.internal_rate import internal_rate
from analytics.loan_plan import Loan, payment_plan

BOOK = Repricing(
    rate=0.072, carry=0.037, kept_without=0.70, kept_with=0.95, balance=50_000_000, other=0.0
)
SHARES = st.floats(0.01, 1)
RANDOM = st.builds(
    lambda s, **facts: Repricing(kept_without=min(s), kept_with=max(s), **facts),
    st.tuples(SHARES, SHARES),
    rate=st.floats(0.01, 0.2),
    carry=st.floats(0, 0.1),
    other=st.floats(0, 0.03),
    balance=st.floats(1, 1e9),
)


@given(repricing=RANDOM)
def test_at_the_break_even_rate_both_sides_are_equal(repricing):
    effect = repricing.effect(repricing.break_even_rate)

    assert effect.change == pytest.approx(0, abs=1e-9 * repricing.balance)
    assert effect.saved + effect.given_up == pytest.approx(0, abs=1e-9 * repricing.balance)


@given(repricing=RANDOM, new_rate=st.floats(0, 0.2))
def test_the_parts_of_an_effect_add_up_and_twins_agree(repricing, new_rate):
    r, effect = repricing, repricing.effect(new_rate)

    change = r.balance * (
        r.kept_with * (new_rate - r.carry + r.other) - r.kept_without * (r.rate - r.carry + r.other)
    )
    assert effect.change == pytest.approx(change, abs=1e-6 * r.balance)
    assert effect.saved + effect.given_up == pytest.approx(effect.change, abs=1e-6 * r.balance)
    if new_rate > r.break_even_rate + 1e-9:
        assert effect.change > 0


@given(repricing=RANDOM, new_rate=st.floats(0.05, 0.2))
def test_the_share_needed_plugged_back_changes_nothing(repricing, new_rate):
    needed = repricing.share_needed(new_rate)
    assume(repricing.kept_without <= needed <= 1)

    effect = replace(repricing, kept_with=needed).effect(new_rate)
    assert effect.change == pytest.approx(0, abs=1e-8 * repricing.balance)


def test_no_share_makes_a_rate_without_margin_pay():
    assert BOOK.share_needed(0.037) == np.inf
    assert BOOK.share_needed(0.02) == np.inf
    assert BOOK.zero_margin_rate == 0.037
    assert replace(BOOK, other=0.008).zero_margin_rate == pytest.approx(0.029)


def test_nobody_leaves_either_way_so_no_lower_rate_pays():
    assert replace(BOOK, kept_without=1, kept_with=1).break_even_rate == pytest.approx(0.072)


def test_a_lever_that_costs_less_than_the_price_does_better():
    price = BOOK.effect(0.060)
    speed = BOOK.lever(0.85, 0.002)

    assert price.change == pytest.approx(-132_500)
    assert speed.change == pytest.approx(50_000_000 * (0.85 * 0.033 - 0.70 * 0.035))
    assert speed.change > price.change


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"kept_without": 0.96}, problems.RetainedSharesReversed),
        ({"kept_without": -0.1}, problems.RetainedShareOutOfRange),
        ({"kept_with": 1.1}, problems.RetainedShareOutOfRange),
        ({"kept_with": float("nan")}, problems.RetainedShareOutOfRange),
        ({"kept_with": 0, "kept_without": 0}, problems.RetainedShareOutOfRange),
    ],
)
def test_assumptions_that_cannot_be_are_refused(facts, problem):
    with pytest.raises(problem):
        replace(BOOK, **facts).effect(0.06)
    with pytest.raises(problem):
        _ = replace(BOOK, **facts).break_even_rate


def test_the_grid_is_the_single_answers_and_null_where_fewer_would_stay():
    grid = sensitivity(BOOK, 0.060, (0.5, 0.7, 0.9), (0.8, 0.95))

    assert len(grid) == 6
    for _, row in grid.iterrows():
        one = replace(BOOK, kept_without=row["kept_without"], kept_with=row["kept_with"])
        if row["kept_without"] > row["kept_with"]:
            assert row[["break_even_rate", "change"]].isna().all()
        else:
            assert row["break_even_rate"] == pytest.approx(one.break_even_rate)
            assert row["change"] == pytest.approx(one.effect(0.060).change)


def test_many_segments_at_once():
    found = break_even_rates([0.072, 0.072], 0.037, 0.70, [0.95, 0.5], [0, 0.008])

    assert found[0] == pytest.approx(0.062_789, abs=1e-6)
    assert np.isnan(found[1])


@pytest.mark.parametrize("mode", ["annuity", "equal_principal", "bullet", "flat"])
@pytest.mark.parametrize("fee", [0.0, 0.005])
def test_at_the_indifferent_rate_the_customer_pays_as_much_with_us(mode, fee):
    quoted = indifferent_rate(0.06, 36, repay_mode=mode, fee_share=fee)

    loan = Loan(amount=300_000, term_months=36, monthly_rate=quoted / 12, repay_mode=mode,
                fee_share=fee)  # fmt: skip
    assert 12 * internal_rate(payment_plan(loan).flows) == pytest.approx(0.06, abs=1e-10)


def test_the_trouble_of_changing_banks_lets_our_rate_be_higher():
    assert indifferent_rate(0.06, 36) == pytest.approx(0.06)
    assert indifferent_rate(0.06, 36, switching_cost_share=0.01) == pytest.approx(
        0.066761, abs=1e-6
    )
    assert indifferent_rate(0.0, 36, fee_share=0.01) == 0
