"""Verdicts on flows: the rule by hand, and what it promises about chance, by simulation."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import rates
from analytics.distributions import two_sided
from analytics.judgement import Judgement
from analytics.rates import Tally
from analytics.unusual_flows import Periods, flow_verdicts

PAGES = 400
OPENING = (5_000, 2_000, 600, 150)
SHARES = np.array(
    [
        [0.870, 0.060, 0.005, 0.001, 0.064],
        [0.080, 0.810, 0.050, 0.005, 0.055],
        [0.010, 0.100, 0.820, 0.030, 0.040],
        [0.002, 0.018, 0.080, 0.880, 0.020],
    ]
)
MONTHS = 13
SIMULATION_ERROR = 1.96 * np.sqrt(0.05 * 0.95 / PAGES)
ANY_SIZE = Judgement(materiality=0)


def matrices(chance, shares, months=MONTHS, noise=0.0):
    """Counts, levels × (levels and lost) × months; `noise`: standard deviation of log rates."""
    found = np.zeros((*SHARES.shape, months))
    for month in range(months):
        for row, opening in enumerate(OPENING):
            rate = np.array(shares[month][row])
            moving = np.arange(len(rate)) != row
            rate[moving] *= np.exp(noise * chance.standard_normal(len(rate) - 1))
            found[row, :, month] = chance.multinomial(opening, rate / rate.sum())
    return found


def page(counts):
    """All that a page shows: 20 flows, then up, down, lost, stable and net; and their groups."""
    level, to = np.indices(SHARES.shape)
    opening = np.broadcast_to(counts.sum(axis=1, keepdims=True), counts.shape)
    lost = to == len(SHARES)
    up, down = (to > level) & ~lost, to < level
    parts = [counts[chosen].sum(axis=0) for chosen in (up, down, lost, to == level, up)]
    flows = counts.reshape(-1, counts.shape[2])
    everybody = np.broadcast_to(counts.sum(axis=(0, 1)), (5, counts.shape[2]))
    against = np.zeros((25, counts.shape[2]))
    against[-1] = counts[down].sum(axis=0)
    whole = Tally(
        count=np.concatenate([flows, parts]),
        n=np.concatenate([opening.reshape(flows.shape), everybody]),
        against=against,
    )
    return periods(whole), [*level.ravel(), *["all"] * 5]


def periods(whole):
    """The newest month against the one before, twelve before, and all twelve."""
    months = whole.n.shape[1]
    return Periods(
        now=month(whole, months - 1),
        previous=month(whole, months - 2),
        year_ago=month(whole, months - MONTHS) if months >= MONTHS else None,
        earlier=month(whole, slice(max(months - MONTHS, 0), months - 1)),
    )


def month(whole, place):
    return Tally(count=whole.count[:, place], n=whole.n[:, place], against=whole.minus[:, place])


def alarms(shares, **options):
    """For each simulated page, which of its 25 rates are unusual, whatever their size."""
    chance = np.random.default_rng(options.pop("seed", 7))
    return np.array(
        [
            flow_verdicts(*page(matrices(chance, shares, **options)), ANY_SIZE)["unusual"]
            for _ in range(PAGES)
        ]
    )


@pytest.mark.parametrize("months", [2, 7, MONTHS])
def test_an_unchanged_bank_shows_something_on_at_most_one_page_in_twenty(months):
    found = alarms([SHARES] * months, months=months)

    assert found.any(axis=1).mean() <= 0.05 + SIMULATION_ERROR


def test_months_that_differ_by_a_tenth_as_they_always_did_are_no_news():
    """Rates a tenth apart from month to month: of independent customers every third page."""
    found = alarms([SHARES] * MONTHS, noise=0.1)

    assert found.any(axis=1).mean() <= 0.10


def shifted(step):
    """Rates of 13 months: in the last one the second row's first flow goes from 10 to 15 %."""
    before = SHARES.copy()
    before[1, :2] = 0.10, 0.79
    after = before.copy()
    after[1, :2] += step, -step
    return [before] * (MONTHS - 1) + [after]


@pytest.mark.parametrize("year", [True, False])
def test_a_flow_that_rises_from_ten_to_fifteen_percent_is_found(year):
    chance = np.random.default_rng(8)
    verdicts, others = [], []
    for _ in range(PAGES):
        whole, groups = page(matrices(chance, shifted(0.05)))
        if not year:
            whole = Periods(now=whole.now, previous=whole.previous, earlier=whole.earlier)
        found = flow_verdicts(whole, groups)
        verdicts.append(found["verdict"][5])
        others.append(found["unusual"][[*range(5), *range(10, 20)]].any())

    assert np.mean(np.array(verdicts) == "up") >= 0.8
    assert np.mean(others) <= 0.05


def one_rate(now, previous, earlier=(), year_ago=None, judgement=None):
    """The verdict on a single rate of (count, n) pairs; earlier ones end with the previous."""
    history = np.array([*earlier, previous], dtype=float).reshape(-1, 2)
    found = flow_verdicts(
        Periods(
            now=pair(now),
            previous=pair(previous),
            earlier=Tally(count=history[None, :, 0], n=history[None, :, 1]),
            year_ago=None if year_ago is None else pair(year_ago),
        ),
        ["one"],
        judgement,
    )
    return found.iloc[0]


def pair(value):
    count, n = value
    return Tally(count=np.array([float(count)]), n=np.array([float(n)]))


def test_more_upgrades_than_usual_in_numbers():
    found = one_rate((62, 1_000), (41, 1_000), [(43, 1_000)] * 6)

    assert found["usual_rate"] == pytest.approx(0.042714, abs=1e-6)
    assert found["expected_count"] == pytest.approx(42.71, abs=5e-3)
    assert found["excess_count"] == pytest.approx(19.29, abs=5e-3)
    assert found["p_value"] == pytest.approx(0.0336, abs=1e-4)
    assert found["p_adjusted"] == found["p_value"]
    assert found["compared_with"] == "previous"
    assert (found["history_count"], found["dispersion"]) == (7, 1)
    assert pd.isna(found["beyond_history"])
    assert found["verdict"] == "up"


def test_the_worked_upgrades_are_normal_although_they_rose_by_a_third():
    found = one_rate((83, 1_400), (64, 1_400))

    assert found["p_value"] == pytest.approx(0.107, abs=5e-4)
    assert found["usual_rate"] == pytest.approx(64 / 1_400)
    assert found["verdict"] == "normal"


def test_two_comparisons_of_one_rate_are_two_members_of_the_family():
    found = one_rate((62, 1_000), (41, 1_000), year_ago=(41, 1_000))

    assert found["p_adjusted"] == pytest.approx(2 * found["p_value"])
    assert found["verdict"] == "normal"


def test_either_comparison_is_enough():
    found = one_rate((90, 1_000), (80, 1_000), [(45, 1_000)] * 2, year_ago=(45, 1_000))

    assert found["compared_with"] == "year_ago"
    assert found["p_previous"] > 0.05
    assert found["verdict"] == "up"


def test_a_comparison_that_points_away_from_the_usual_rate_says_nothing():
    """More than a freak month before, but fewer than usual: neither up nor down."""
    found = one_rate((80, 1_000), (40, 1_000), [(90, 1_000)] * 5)

    assert found["significant"]
    assert found["excess_count"] < 0
    assert found["verdict"] == "normal"


def test_a_season_that_returns_is_normal():
    """One month in twelve does not reach the end of the range: the year ago tells."""
    year = [(120, 1_000), *[(50, 1_000), (51, 1_000), (49, 1_000)] * 3, (50, 1_000)]

    found = one_rate((115, 1_000), (50, 1_000), year, year_ago=year[0])
    first = one_rate((115, 1_000), (50, 1_000), year[1:])

    assert found["significant"]
    assert found["beyond_history"]
    assert found["as_year_ago"]
    assert found["verdict"] == "normal"
    assert first["verdict"] == "up"


def test_what_earlier_periods_also_showed_is_normal():
    swing = [(50, 1_000), (120, 1_000)] * 5

    found = one_rate((115, 1_000), (50, 1_000), swing)

    assert not found["beyond_history"]
    assert found["dispersion"] > 10
    assert found["verdict"] == "normal"


def test_only_the_newest_twelve_periods_count():
    old = [(900, 1_000)] * 5
    recent = [(50 + place % 3, 1_000) for place in range(11)]

    found = one_rate((120, 1_000), (50, 1_000), old + recent)

    assert found["history_count"] == 12
    assert found["history_high"] <= 0.052
    assert found["verdict"] == "up"


def test_a_small_step_is_not_material():
    found = one_rate((54_000, 1_000_000), (50_000, 1_000_000))

    assert found["significant"]
    assert not found["material"]
    assert found["verdict"] == "normal"


@pytest.mark.parametrize(("now", "previous"), [((5, 9), (1, 100)), ((50, 100), (1, 9))])
def test_under_ten_customers_are_too_few_to_say(now, previous):
    found = one_rate(now, previous)

    assert found["verdict"] == "few"
    assert pd.isna(found["p_value"])
    assert pd.isna(found["compared_with"])


def test_a_move_nobody_made_at_either_date_is_in_no_family():
    counts = np.array([[41.0, 62.0], [0.0, 0.0]])
    whole = Tally(count=counts, n=np.full((2, 2), 1_000.0))

    found = flow_verdicts(periods(whole), ["a", "b"])

    assert found["p_adjusted"][0] == found["p_value"][0]
    assert pd.isna(found["p_value"][1])
    assert list(found["verdict"]) == ["up", "normal"]


def test_a_move_that_never_was_counts_from_its_first_period():
    found = one_rate((40, 400), (10, 400), [(0, 0)] * 6)

    assert found["history_count"] == 1
    assert found["usual_rate"] == pytest.approx(0.025)
    assert found["verdict"] == "up"


def test_adjusted_values_are_one_family_over_both_comparisons():
    whole, groups = page(matrices(np.random.default_rng(5), [SHARES] * MONTHS))

    found = flow_verdicts(whole, groups)

    z = [rates.change_scores(whole.now, other) for other in whole.compared]
    p = two_sided(z / np.sqrt(found["dispersion"].to_numpy()))
    assert found["p_adjusted"].to_numpy() == pytest.approx(np.nanmin(rates.holm(p), axis=0))
    assert pytest.approx(p) == found[["p_previous", "p_year"]].to_numpy().T


@given(st.permutations(range(25)))
def test_the_order_of_the_rates_never_matters(order):
    whole, groups = page(matrices(np.random.default_rng(6), shifted(0.05)))
    turned = Periods(
        now=month_of(whole.now, order),
        previous=month_of(whole.previous, order),
        earlier=month_of(whole.earlier, order),
        year_ago=month_of(whole.year_ago, order),
    )

    plain = flow_verdicts(whole, groups)
    found = flow_verdicts(turned, [groups[place] for place in order])

    pd.testing.assert_frame_equal(found, plain.iloc[order].reset_index(drop=True))


def month_of(whole, order):
    order = np.array(order)
    return Tally(count=whole.count[order], n=whole.n[order], against=whole.minus[order])
