"""The two gates by worked numbers, and how often a quiet bank's scan names a rate: seldom."""

import numpy as np
import pandas as pd
import pytest

from analytics.engine import DuckDBEngine
from analytics.findings_judge import Rates, Sums, judged_rates, judged_sums
from analytics.findings_lines import rate_tables, rates_of
from analytics.findings_scans import SCANS
from analytics.findings_tables import case_of
from analytics.judgement import Judgement
from analytics.rates import Tally
from analytics.scope import Scope
from data.sample.plan import Plan
from data.sample.truths import planted

WEEKS, MONTHS = 200, 60


def tally(count, n):
    return Tally(count=np.array(count, dtype=float), n=np.array(n, dtype=float))


def one_rate(*, now, earlier, n=1000, year=None, smallest=0.005):
    """One rate now, in the periods before, and a year ago."""
    return Rates(
        now=tally([now], [n]),
        earlier=tally([earlier], [[n] * len(earlier)]),
        year_ago=tally([year or 0], [0 if year is None else n]),
        smallest=np.array([smallest]),
        groups=["all"],
    )


EVEN = [20, 21, 19, 20, 22, 18, 20, 20]


def test_a_rate_far_from_its_usual_one_is_unusual_and_its_facts_are_counts():
    row = judged_rates(one_rate(now=60, earlier=EVEN)).iloc[0]

    assert row["unusual"]
    assert row["usual_rate"] == 0.02
    assert row["expected_count"] == 20
    assert row["excess_count"] == 40
    assert row["history_count"] == 8
    assert row["history_low"] == pytest.approx(0.018175)
    assert row["history_high"] == pytest.approx(0.021825)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"now": 22}, "as good as before"),
        ({"smallest": 0.05}, "smaller than what matters"),
        ({"year": 60}, "a year ago it was the same"),
        ({"earlier": EVEN[:2]}, "only two periods to compare with"),
        ({"n": 9, "now": 9, "earlier": [0, 1] * 4}, "fewer than ten customers"),
        ({"earlier": [*EVEN[:6], 65, 66]}, "within what earlier periods showed"),
    ],
)
def test_each_condition_of_an_unusual_rate_holds_by_itself(changed, why):
    given = {"now": 60, "earlier": EVEN} | changed

    assert not judged_rates(one_rate(**given)).iloc[0]["unusual"], why


def test_a_rate_that_swings_by_itself_is_no_news():
    restless = [5, 38, 12, 33, 4, 36, 9, 37]
    calm, wild = (
        judged_rates(one_rate(now=42, earlier=earlier)).iloc[0] for earlier in (EVEN, restless)
    )

    assert calm["unusual"]
    assert wild["dispersion"] > 5 > calm["dispersion"]
    assert not wild["unusual"]


def sums(growth, *, now, year=np.nan, opening=100e6):
    """One branch of 100 million with these earlier growths."""
    past = np.array([growth], dtype=float)
    return Sums(
        opening=np.array([opening]),
        change=np.array([now * opening]),
        earlier_opening=np.full(past.shape, opening),
        earlier_change=past * opening,
        year_growth=np.array([year]),
        whole=np.array([opening]),
    )


QUIET = [0.00, 0.01, -0.01, 0.00, 0.01]


def test_money_beyond_the_usual_range_and_the_bank_s_line_is_material():
    row = judged_sums(sums(QUIET, now=-0.10)).iloc[0]

    assert row["material"]
    assert row["expected_change"] == 0
    assert row["excess_change"] == -10e6
    assert row["threshold"] == 1e6
    assert (row["growth_low"], row["growth_high"]) == pytest.approx((-0.044478, 0.044478))


def test_the_line_is_one_percent_of_the_balance_where_that_is_more():
    big = judged_sums(sums(QUIET, now=-0.10, opening=900e6)).iloc[0]

    assert big["threshold"] == 9e6


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"now": 0.04}, "within the usual range"),
        ({"opening": 1e6}, "under the bank's line"),
        ({"now": 0.12, "year": 0.13}, "the season returns"),
        ({"now": 0.12, "year": 0.115}, "only the part beyond the season counts"),
    ],
)
def test_each_condition_of_material_money_holds_by_itself(changed, why):
    given = {"now": -0.10} | changed

    assert not judged_sums(sums(QUIET, **given)).iloc[0]["material"], why


def test_one_wild_period_does_not_excuse_the_next():
    row = judged_sums(sums([*QUIET, -0.40], now=-0.25)).iloc[0]

    assert row["material"]


def test_without_three_earlier_periods_money_is_measured_against_nothing():
    row = judged_sums(sums([0.01], now=0.05)).iloc[0]

    assert row["material"]
    assert row["excess_change"] == 5e6
    assert np.isnan(row["growth_low"])


@pytest.fixture(scope="module")
def demo(demo_store):
    return DuckDBEngine(demo_store)


def history(engine, day):
    """A scan's rates at a date: places, counts and customers, with usual rates and dispersions."""
    case = case_of(engine, Scope.of(engine, at=day), Judgement())
    days = [at for _, at in case.pairs]
    year = case.year_ago and case.year_ago[1]
    places, count, n = rate_tables([scan(case) for scan in SCANS], days, year)
    judged = judged_rates(rates_of(places, count, n))
    return places, n, judged, days.index(year) if year in days else None


def drawn(chance, n, judged):
    """Counts at the usual rates with the dispersions shown: beta-binomial, every period anew."""
    rate = np.nan_to_num(judged["usual_rate"].to_numpy())[:, None]
    alike = (judged["dispersion"].to_numpy()[:, None] - 1) / np.maximum(n - 1, 1)
    alike = np.clip(alike, 1e-9, 0.5)
    spread = (1 - alike) / alike
    moving = chance.beta(np.maximum(rate * spread, 1e-12), np.maximum((1 - rate) * spread, 1e-12))
    return chance.binomial(n.astype(int), np.where(rate > 0, moving, 0)).astype(float)


def null_scans(engine, day, times, *, seed):
    """How many of so many scans of a bank where nothing happens call any rate unusual."""
    places, n, judged, year = history(engine, day)
    chance, named = np.random.default_rng(seed), 0
    for _ in range(times):
        count = drawn(chance, n, judged)
        if year is not None:
            count[:, -1] = count[:, year]
        named += judged_rates(rates_of(places, count, n))["unusual"].any()
    return int(named)


def test_of_200_weeks_in_which_nothing_happens_at_most_16_name_a_rate(demo):
    assert null_scans(demo, planted(Plan()).event_week, WEEKS, seed=1) <= 0.08 * WEEKS


def test_months_in_which_nothing_happens_seldom_name_a_rate(demo):
    assert null_scans(demo, planted(Plan()).event_month, MONTHS, seed=2) <= 0.08 * MONTHS


def test_the_same_scan_names_a_rate_when_something_happens(demo):
    """Otherwise naming nothing in quiet weeks would be easy."""
    places, n, judged, _ = history(demo, planted(Plan()).event_week)
    chance, found = np.random.default_rng(3), 0
    branch = (places["kind"] == "branch") & (places["move"] == "lost") & (places["level"] == "mass")
    line = int(np.argmax(np.where(branch, n[:, -2], 0)))
    for _ in range(20):
        count = drawn(chance, n, judged)
        count[line, -2] += 0.05 * n[line, -2]
        verdicts = judged_rates(rates_of(places, count, n))
        found += bool(verdicts["unusual"].iloc[line])
    assert found == 20


def test_dispersion_is_shared_by_a_group_and_by_all_where_a_group_is_small():
    chance = np.random.default_rng(5)
    places = pd.DataFrame({"kind": "branch", "move": "lost", "level": ["a"] * 30 + ["b"]})
    places = places.assign(customer_type="", branch_id="", to_level="", product_id="")
    n = np.full((31, 14), 1000.0)
    rate = np.clip(chance.normal(0.05, 0.02, n.shape), 0.001, None)
    judged = judged_rates(rates_of(places, chance.binomial(1000, rate).astype(float), n))

    assert judged["dispersion"].iloc[:30].median() == pytest.approx(
        judged["dispersion"].iloc[-1], rel=0.5
    )
    assert judged["dispersion"].min() > 4
