"""Intervals and tests of rates: worked numbers, scipy as twin, coverage by simulation."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analytics import rates
from analytics.distributions import two_sided
from analytics.rates import Tally

COUNTS = st.tuples(st.integers(0, 60), st.integers(0, 200)).map(lambda pair: (pair[0], sum(pair)))


def tally(count, n, against=None):
    parts = [None if part is None else np.atleast_1d(np.asarray(part, dtype=float)) for part in
             (count, n, against)]  # fmt: skip
    return Tally(count=parts[0], n=parts[1], against=parts[2])


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        (4, 100, 0.0157, 0.0984),
        (0, 40, 0.0, 0.0876),
        (83, 1_400, 0.0481, 0.0729),
        (61, 1_400, 0.0341, 0.0556),
        (91, 1_400, 0.0532, 0.0791),
    ],
)
def test_wilson_as_worked(count, n, low, high):
    assert rates.wilson(count, n) == pytest.approx((low, high), abs=5e-5)


def test_the_difference_of_upgrades_as_worked():
    now, before = tally(83, 1_400), tally(64, 1_400)

    z = rates.z_scores(now, before)
    difference, low, high = rates.rate_difference(now, before)

    assert z[0] == pytest.approx(1.610, abs=5e-4)
    assert two_sided(z)[0] == pytest.approx(0.107, abs=5e-4)
    assert (difference[0], low[0], high[0]) == pytest.approx((0.0136, -0.0030, 0.0303), abs=5e-5)


def test_newcombe_as_published():
    """Newcombe (1998), Table II: 56/70 against 48/80 and 10/10 against 0/10."""
    _, low, high = rates.rate_difference(tally([56, 10], [70, 10]), tally([48, 0], [80, 10]))

    assert low == pytest.approx([0.0524, 0.6075], abs=5e-5)
    assert high == pytest.approx([0.3339, 1.0], abs=5e-5)


def test_an_uplift_as_worked():
    """Domain model 3.19: 320 of 4,000 against 50 of 1,000."""
    now, before = tally(320, 4_000), tally(50, 1_000)

    _, low, high = rates.rate_difference(now, before)

    assert (low[0], high[0]) == pytest.approx((0.0127, 0.0448), abs=5e-5)
    assert rates.change_scores(now, before)[0] == pytest.approx(3.24, abs=5e-3)


def test_holm_as_worked_and_who_is_no_member():
    assert rates.holm([0.200, np.nan, 0.012, 0.030]) == pytest.approx(
        [0.200, np.nan, 0.036, 0.060], nan_ok=True
    )
    assert rates.holm([[0.2], [np.nan]]).shape == (2, 1)
    assert rates.holm([]).shape == (0,)


@given(st.lists(st.one_of(st.just(math.nan), st.floats(0, 1)), max_size=30))
def test_holm_never_lowers_a_p_value_and_keeps_their_order(p_values):
    p = np.array(p_values)
    adjusted = rates.holm(p)
    known = ~np.isnan(p)

    assert (np.isnan(adjusted) == ~known).all()
    assert (adjusted[known] >= p[known]).all()
    assert (adjusted[known] <= 1).all()
    order = np.argsort(p[known], kind="stable")
    assert (np.diff(adjusted[known][order]) >= 0).all()
    assert adjusted[known] == pytest.approx(stepwise(p[known]))


def stepwise(p):
    """Holm from its definition: the largest (m − rank) · p among those not larger."""
    order = sorted(range(len(p)), key=lambda place: p[place])
    steps = [min(1, (len(p) - rank) * p[place]) for rank, place in enumerate(order)]
    found = np.empty(len(p))
    for rank, place in enumerate(order):
        found[place] = max(steps[: rank + 1])
    return found


@given(COUNTS)
def test_wilson_holds_its_rate_and_mirrors(pair):
    count, n = pair
    low, high = rates.wilson(count, n)
    if n == 0:
        assert np.isnan([low, high]).all()
        return

    assert 0 <= low <= count / n <= high <= 1
    mirrored = rates.wilson(n - count, n)
    assert (low, high) == pytest.approx((1 - mirrored[1], 1 - mirrored[0]), abs=1e-12)
    twin = stats.binomtest(count, n).proportion_ci(method="wilson")
    assert (low, high) == pytest.approx((twin.low, twin.high), abs=1e-7)


@given(COUNTS, COUNTS)
def test_a_difference_lies_in_its_interval_and_turns_with_the_dates(one, other):
    now, before = tally(*one), tally(*other)
    difference, low, high = rates.rate_difference(now, before)
    back = rates.rate_difference(before, now)
    if min(one[1], other[1]) == 0:
        assert np.isnan(difference).all()
        return

    assert -1 <= low[0] <= difference[0] <= high[0] <= 1
    assert (difference[0], low[0], high[0]) == pytest.approx(
        (-back[0][0], -back[2][0], -back[1][0])
    )


@given(st.lists(st.tuples(COUNTS, COUNTS), min_size=1, max_size=8))
def test_fisher_is_scipy_s(pairs):
    (count, n), (count_before, n_before) = np.array(pairs).transpose(1, 2, 0).tolist()

    found = rates.fisher(tally(count, n), tally(count_before, n_before))

    twin = [
        stats.fisher_exact([[a, b - a], [c, d - c]]).pvalue
        for a, b, c, d in zip(count, n, count_before, n_before, strict=True)
    ]
    assert found == pytest.approx(twin, rel=1e-9, abs=1e-12)


@given(st.lists(st.tuples(COUNTS, COUNTS), min_size=1, max_size=8))
def test_the_test_is_exact_where_customers_are_few(pairs):
    (count, n), (count_before, n_before) = np.array(pairs).transpose(1, 2, 0).tolist()

    z = rates.change_scores(tally(count, n), tally(count_before, n_before))

    for place, (a, b, c, d) in enumerate(zip(count, n, count_before, n_before, strict=True)):
        if min(b, d) == 0 or a + c in {0, b + d}:
            assert np.isnan(z[place])
            continue
        table = np.array([[a, b - a], [c, d - c]])
        if stats.contingency.expected_freq(table).min() < 5:
            twin = stats.fisher_exact(table).pvalue
        else:
            twin = stats.chi2_contingency(table, correction=False).pvalue
        assert two_sided(z[place]) == pytest.approx(twin, rel=1e-7, abs=1e-12)
        assert z[place] * (a / b - c / d) >= 0


def test_a_hundred_cells_against_two_dates_cost_little():
    cells = np.arange(200) % 7
    now, before = tally(cells, np.full(200, 900_000)), tally(cells[::-1], np.full(200, 1_000_000))

    z = rates.change_scores(now, before)

    assert np.isfinite(z[cells + cells[::-1] > 0]).all()


def brute_net(now, before):
    """Every way the movers may have fallen on the two dates."""
    (up, down, n), (up_before, down_before, n_before) = now, before
    rose, fell = up + up_before, down + down_before
    seen = abs((up - down) / n - (up_before - down_before) / n_before)
    total = 0.0
    for a, c in itertools.product(range(rose + 1), range(fell + 1)):
        rest = n - a - c
        others = n + n_before - rose - fell
        if not 0 <= rest <= others:
            continue
        away = abs((a - c) / n - (rose - a - fell + c) / n_before)
        if away >= seen - 1e-12:
            total += math.comb(rose, a) * math.comb(fell, c) * math.comb(others, rest)
    return total / math.comb(n + n_before, n)


NETS = st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 40)).map(
    lambda parts: (parts[0], parts[1], max(sum(parts), 1))
)


@given(NETS, NETS)
def test_a_net_rate_of_few_movers_is_tested_exactly(now, before):
    up, down, n = now
    up_before, down_before, n_before = before
    first, second = tally(up, n, down), tally(up_before, n_before, down_before)

    z = rates.change_scores(first, second)

    moved, everybody = up + down + up_before + down_before, n + n_before
    few = min(moved, everybody - moved) * min(n, n_before) / everybody < 5
    if np.isnan(z[0]) or not few or down + down_before == 0:
        return
    assert two_sided(z)[0] == pytest.approx(min(1, brute_net(now, before)), rel=1e-7)


def test_a_net_rate_without_downgrades_is_the_upgrade_rate():
    plain = rates.z_scores(tally(83, 1_400), tally(64, 1_400))
    net = rates.z_scores(tally(83, 1_400, 0), tally(64, 1_400, 0))

    assert net == pytest.approx(plain)


@given(NETS)
def test_a_net_interval_holds_its_rate_and_mirrors(parts):
    up, down, n = parts
    low, high = rates.net_interval(up, down, n)
    back = rates.net_interval(down, up, n)

    assert -1 <= low <= (up - down) / n <= high <= 1
    assert (low, high) == pytest.approx((-back[1], -back[0]))


@pytest.mark.parametrize(
    ("up", "down", "n", "most"), [(0.05, 0.04, 1_400, 0.965), (0.01, 0.002, 300, 1.0)]
)
def test_net_intervals_cover_the_truth_at_least_nineteen_times_in_twenty(up, down, n, most):
    moved = np.random.default_rng(1).multinomial(n, [up, down, 1 - up - down], size=4_000)

    low, high = rates.net_interval(moved[:, 0], moved[:, 1], n)

    assert 0.94 < np.mean((low <= up - down) & (up - down <= high)) < most


def test_dispersion_is_one_by_chance_and_sees_through_outliers():
    z = np.random.default_rng(2).standard_normal(5_000)

    assert rates.dispersion(z) == pytest.approx(1, abs=0.05)
    assert rates.dispersion(2 * z) == pytest.approx(4, abs=0.2)
    assert rates.dispersion(np.append(z, [90.0] * 20)) == pytest.approx(1, abs=0.1)
    assert rates.dispersion([np.nan, 5.0]) == 1
    assert rates.dispersion([]) == 1
