"""What must hold for any amounts, on the pure ranking."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import concentration
from analytics.curves import curve_of
from analytics.profile import profile
from data.contract import BUCKETS_PER_E
from tests.support.banks import plain_summary

AMOUNTS = st.lists(
    st.integers(-10_000_00, 100_000_000_00).map(lambda cents: cents / 100), min_size=2, max_size=80
)
SHARES = ("top01_share", "top05_share", "top10_share", "top20_share", "customers_for_80_share")


def bucket(value):
    if value > 0:
        return 1 + math.floor(math.log(value + 1) * BUCKETS_PER_E)
    return -1 - math.floor(math.log(1 - value) * BUCKETS_PER_E) if value < 0 else 0


def steps_of(amounts, *, exact=True):
    """The ranking as the database would give it, whole buckets or refined everywhere."""
    buckets = np.array([bucket(value) for value in amounts])
    values = np.asarray(amounts, dtype=float)
    numbers, place = np.unique(buckets, return_inverse=True)
    steps = concentration.whole_buckets(
        numbers, np.bincount(place), np.bincount(place, weights=values)
    )
    if not exact:
        return steps
    distinct, counts = np.unique(values, return_counts=True)
    return concentration.refined(
        steps, np.array([bucket(value) for value in distinct]), distinct, counts
    )


def positive(amounts):
    return sum(amounts) > 1


@given(AMOUNTS.filter(positive))
def test_an_exact_ranking_gives_the_textbook_figures(amounts):
    found = profile(steps_of(amounts))
    plain = plain_summary(np.sort(amounts)[::-1])

    for name, value in plain.items():
        assert found[name] == pytest.approx(value, rel=1e-9, abs=1e-7), name


@given(AMOUNTS.filter(positive))
def test_shares_end_at_one(amounts):
    curve = curve_of(steps_of(amounts, exact=False))

    assert curve["value_share"].iloc[-1] == pytest.approx(1)
    assert curve["customer_share"].iloc[-1] == 1
    assert curve["customer_count"].is_monotonic_increasing


@given(AMOUNTS.filter(positive))
def test_doubling_the_money_leaves_the_shares(amounts):
    single = profile(steps_of(amounts))
    double = profile(steps_of([2 * value for value in amounts]))

    for name in SHARES:
        assert double[name] == pytest.approx(single[name], rel=1e-9)
    assert double["total"] == pytest.approx(2 * single["total"])


@given(AMOUNTS, st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(amounts, chance):
    shuffled = list(amounts)
    chance.shuffle(shuffled)

    assert profile(steps_of(shuffled)) == pytest.approx(profile(steps_of(amounts)), nan_ok=True)


@given(AMOUNTS)
def test_the_gini_of_buckets_is_within_the_error_it_states(amounts):
    _, exact, no_error = concentration.gini(steps_of(amounts))
    _, rough, error = concentration.gini(steps_of(amounts, exact=False))

    assert no_error == 0
    if exact is not None:
        assert abs(exact - rough) <= error + 1e-9


@given(AMOUNTS, st.integers(0, 80))
def test_who_leaves_and_who_stays_add_up(amounts, count):
    steps = steps_of(amounts)
    count = min(count, len(amounts))
    cut = concentration.cut(steps, count)

    left = concentration.without_best(steps, count)

    assert left.customer_count == len(amounts) - count
    assert left.sum + cut.total == pytest.approx(sum(amounts), rel=1e-9, abs=1e-6)


def test_shares_of_counts_are_not_pushed_up_by_binary_fractions():
    assert concentration.rank_of_share(0.07, 100) == 7
    assert concentration.rank_of_share(0.01, 700) == 7
    assert concentration.rank_of_share(0.20, 11) == 3


def test_exactly_eighty_percent_is_enough():
    assert concentration.count_reaching(steps_of([40, 40, 20]), 0.8) == 2


def test_one_customer_has_no_normalised_gini():
    assert profile(steps_of([5.0]))["gini_normalised"] is None


def test_share_may_exceed_one_before_loss_makers():
    assert profile(steps_of([10.0, -4.0]))["peak_share"] == pytest.approx(10 / 6)
