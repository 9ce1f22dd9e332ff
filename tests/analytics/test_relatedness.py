"""Products held together: intervals against a bootstrap, false discoveries, impossible counts."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import market_problems as problems
from analytics.discoveries import false_discovery
from analytics.relatedness import (
    Together,
    herfindahl,
    leverage,
    lift,
    range_of,
    relatedness,
    together_of,
)


def holders(count, products, seed=1, related=0.3):
    """A customers × products table of who holds what; neighbours go together."""
    chance = np.random.default_rng(seed)
    held = chance.random((count, products)) < chance.uniform(0.05, 0.5, products)
    for place in range(1, products, 2):
        held[:, place] |= held[:, place - 1] & (chance.random(count) < related)
    return held


def together(held):
    names = tuple(f"P{place:02d}" for place in range(held.shape[1]))
    whole = held.astype(np.int64)
    return Together(products=names, customers=len(held), both=whole.T @ whole)


def test_measures_are_those_of_a_brute_force_count():
    held = holders(400, 5)
    frame = pd.DataFrame(held, columns=[f"P{place:02d}" for place in range(5)])

    found = relatedness(together(held))

    assert len(found) == 20
    for _, row in found.iterrows():
        a, b = frame[row["product"]], frame[row["other"]]
        assert row["both_count"] == (a & b).sum()
        assert row["support"] == pytest.approx((a & b).mean())
        assert row["confidence"] == pytest.approx(b[a].mean())
        assert row["lift"] == pytest.approx(b[a].mean() / b.mean())
        assert row["leverage"] == pytest.approx((a & b).mean() - a.mean() * b.mean())
        assert row["lift_low"] < row["lift"] < row["lift_high"]
        assert row["leverage_low"] < row["leverage"] < row["leverage_high"]


@pytest.mark.parametrize(
    ("n", "first", "second", "both"), [(1_000, 300, 500, 240), (4_000, 900, 500, 140)]
)
def test_intervals_are_those_of_the_bootstrap(n, first, second, both):
    chance = np.random.default_rng(3)
    cells = np.array([both, first - both, second - both, n - first - second + both])
    drawn = chance.multinomial(n, cells / n, size=20_000)
    a, b, c = drawn[:, 0] + drawn[:, 1], drawn[:, 0] + drawn[:, 2], drawn[:, 0]

    low, high = np.quantile(n * c / (a * b), [0.025, 0.975])
    assert [float(each) for each in lift(first, second, both, n)[1:]] == pytest.approx(
        [low, high], rel=0.01
    )
    low, high = np.quantile(c / n - a / n * b / n, [0.025, 0.975])
    assert [float(each) for each in leverage(first, second, both, n)[1:]] == pytest.approx(
        [low, high], abs=5e-4
    )


def test_nobody_with_both_is_a_lift_of_zero_with_a_finite_interval():
    value, low, high = (float(each) for each in lift(100, 200, 0, 1_000))

    assert (value, low) == (0, 0)
    assert 0 < high < 1
    assert np.isnan(lift(0, 200, 0, 1_000)).all()


@given(seed=st.integers(0, 100), products=st.integers(2, 6), count=st.integers(5, 200))
def test_both_directions_share_what_is_symmetric_and_parts_add_up(seed, products, count):
    held = holders(count, products, seed)
    whole = together(held)

    found = relatedness(whole).set_index(["product", "other"])
    back = found.swaplevel().rename_axis(["product", "other"]).loc[found.index]

    for column in ("support", "lift", "leverage", "p_value", "p_adjusted", "both_count"):
        pd.testing.assert_series_equal(found[column], back[column])
    first, second = together(held[: count // 2]), together(held[count // 2 :])
    both = first.plus(second)
    assert (both.customers, both.both.tolist()) == (whole.customers, whole.both.tolist())
    assert whole.checked() is whole


def test_of_products_that_have_nothing_to_do_with_one_another_few_are_named():
    """190 pairs at 5 % would give nine; under control there is on average next to none."""
    named = [
        relatedness(together(holders(3_000, 20, seed, related=0)))["named"].sum() / 2
        for seed in range(10)
    ]

    assert sum(named) <= 2


def test_pairs_that_go_together_are_named_and_only_with_enough_holders():
    pairs = relatedness(together(holders(3_000, 10, related=0.5))).set_index(["product", "other"])

    assert pairs["named"].loc[[("P00", "P01"), ("P01", "P00"), ("P04", "P05")]].all()
    few = relatedness(together(holders(60, 10, related=0.9)))
    assert not few.loc[few["both_count"] < 30, "named"].any()


def test_false_discovery_as_published():
    """Benjamini & Hochberg (1995), table of 15: four of them at 5 %."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
         0.4262, 0.5719, 0.6528, 0.7590, 1.0000]  # fmt: skip

    independent = false_discovery(p, any_dependence=False)

    assert (independent <= 0.05).sum() == 4
    assert independent[3] == pytest.approx(0.0095 * 15 / 4)
    any_of = false_discovery(p)
    assert (any_of <= 0.05).sum() == 3
    assert any_of[0] == pytest.approx(0.0001 * 15 * sum(1 / i for i in range(1, 16)))


@given(st.lists(st.floats(0, 1), max_size=30), st.booleans())
def test_false_discovery_is_its_step_up_rule(p, dependent):
    """Named at 5 % are exactly the k smallest, k the last place with p ≤ 0.05·k/(m·c)."""
    m = len(p)
    c = sum(1 / i for i in range(1, m + 1)) if dependent else 1.0
    reached = [k for k, each in enumerate(sorted(p), 1) if each * m * c <= 0.05 * k * (1 - 1e-12)]

    found = false_discovery([*p, np.nan], any_dependence=dependent)

    assert np.isnan(found[-1])
    assert (found[:-1] <= 0.05).sum() >= max(reached, default=0)
    assert (found[:-1] >= np.array(p) - 1e-15).all()


def test_counts_that_cannot_be_are_named():
    for both in ([[10, 11], [11, 20]], [[60, 5], [5, 60]], [[101, 0], [0, 5]], [[10, 3], [2, 10]]):
        wrong = Together(products=("A", "B"), customers=100, both=np.array(both))
        with pytest.raises(problems.CountsImpossible):
            wrong.checked()


def test_a_long_frame_becomes_the_matrix():
    pairs = pd.DataFrame(
        [("B", "B", 40), ("A", "A", 30), ("B", "A", 12), ("C", "C", 5)],
        columns=["first", "second", "customer_count"],
    )

    found = together_of(pairs, 100)

    assert found.products == ("A", "B", "C")
    assert found.both.tolist() == [[30, 12, 0], [12, 40, 0], [0, 0, 5]]


def test_width_depth_and_products_per_customer():
    """Ten customers: 2 with nothing, 4 with one line, 3 with two, 1 with three; 20 products."""
    both = np.array([[7, 3, 1], [3, 4, 1], [1, 1, 2]])
    lines = Together(products=("a", "b", "c"), customers=10, both=both)

    found = range_of(lines, [2, 4, 3, 1], [2, 0, 4, 4])

    assert found.width == 3
    assert found.per_customer == pytest.approx(13 / 8)
    assert found.three_plus_share == pytest.approx(1 / 8)
    assert found.depth == pytest.approx(20 / 13)
    lifts = [10 * 3 / 28, 10 * 1 / 14, 10 * 1 / 8]
    assert found.relatedness == pytest.approx(sum(lifts) / 3)


def test_concentration_without_amounts_or_with_debts():
    assert np.isnan(herfindahl([]))
    assert np.isnan(herfindahl([0, 0]))
    assert herfindahl([-5, 10, 10]) == pytest.approx(0.5)
