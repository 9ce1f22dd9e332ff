"""Key figures, daily averages and their course against plain pandas, from both sources of sums."""

import calendar

import pandas as pd
import pytest

from analytics.overview import headline
from analytics.review import review_numbers
from analytics.review_kpis import review_kpis
from analytics.review_series import review_series
from analytics.scope import Scope
from tests.support.movers import TIERS, moving_bank
from tests.support.releases import month, small_release

DATES = tuple(month(number) for number in range(1, 19))
AT, BEFORE = DATES[-1], DATES[-2]
SUMS = ["aum_mavg", "deposit_mavg", "loan_mavg", "contribution_ttm"]
SCOPES = (
    {},
    {"branch_id": ["B01"]},
    {"customer_type": ["personal"], "tier": ["affluent", "vip"]},
    {"manager_id": ["M02"]},
)


@pytest.fixture(scope="module")
def rows():
    """Eighteen months of a small bank; some institutions' deposits are other banks'."""
    frame = moving_bank(250, dates=DATES)
    deposit = (frame["aum_mavg"] * 0.6).round(2)
    return frame.assign(deposit_mavg=deposit, loan_mavg=(frame["aum_mavg"] * 0.1).round(2))


@pytest.fixture(scope="module")
def moving(rows, tmp_path_factory):
    return small_release(tmp_path_factory.mktemp("review") / "store", rows)


@pytest.fixture(params=["cube", "raw"], autouse=True)
def way(request, monkeypatch):
    if request.param == "raw":
        monkeypatch.setattr("analytics.review_kpis.fits", lambda scope: False)


def chosen(rows, where, day=None):
    own = rows[rows["status"] == "open"]
    for column, values in where.items():
        own = own[own[column].isin(values)]
    return own if day is None else own[own["snapshot_date"] == day]


@pytest.mark.parametrize("where", SCOPES)
def test_key_figures_are_the_sums_of_their_customers(moving, rows, where):
    found = review_kpis(moving, Scope.of(moving, where=where))

    keys = ["customer_type", "branch_id", "tier"]
    for moment, day in (("at", AT), ("before", BEFORE)):
        own = chosen(rows, where, day)
        wanted = own.groupby(keys)[SUMS].sum()
        wanted.insert(0, "customer_count", own.groupby(keys).size())
        mine = found[found["moment"] == moment].set_index(keys)[wanted.columns]
        pd.testing.assert_frame_equal(
            mine.sort_index(), wanted, check_dtype=False, rtol=0, atol=1e-6
        )


def test_key_figures_add_up_to_the_headline(moving):
    scope = Scope.of(moving)
    found = review_kpis(moving, scope).groupby("moment")
    wanted = headline(moving, scope).set_index("moment")

    for name in ("customer_count", "valid_count", *SUMS):
        for moment in ("at", "before"):
            assert found[name].sum()[moment] == pytest.approx(wanted.loc[moment, name])


def plain_average(rows, where, column, days):
    """The day-weighted mean of month sums, in plain Python."""
    weights = {day: calendar.monthrange(day.year, day.month)[1] for day in days}
    total = sum(chosen(rows, where, day)[column].sum() * weight for day, weight in weights.items())
    return total / sum(weights.values())


@pytest.mark.parametrize("where", SCOPES)
@pytest.mark.parametrize("name", ["deposit", "loan", "aum"])
def test_daily_averages_are_the_weighted_means_of_the_months(moving, rows, where, name):
    numbers = review_numbers(moving, Scope.of(moving, where=where), steps=(2,))
    found = numbers.set_index("number").loc[f"{name}_ytd"]

    spans = {
        "value": DATES[12:],
        "before": DATES[12:-1],
        "year_start": DATES[:12],
        "year_ago": DATES[:6],
    }
    for moment, days in spans.items():
        wanted = plain_average(rows, where, f"{name}_mavg", days)
        assert found[moment] == pytest.approx(wanted), moment


@pytest.mark.parametrize("where", SCOPES)
def test_the_course_ends_with_the_numbers(moving, rows, where):
    scope = Scope.of(moving, where=where)
    series = review_series(moving, scope).set_index(["number", "snapshot_date"])["value"]
    numbers = review_numbers(moving, scope, steps=(2, 3, 4, 6)).set_index("number")

    drawn = sorted(set(series.index.get_level_values(0)))
    assert set(drawn) >= {"deposit_ytd", "aum_mavg", "valid_count", "contribution_ttm"}
    for number in drawn:
        assert series[number, AT] == pytest.approx(numbers.loc[number, "value"]), number
        before = numbers.loc[number, "before"]
        assert series[number, BEFORE] == pytest.approx(before), number
    above = chosen(rows, where, DATES[-5])
    above = above[(above["customer_type"] == "personal") & (above["tier"] != TIERS["personal"][0])]
    assert series["mid_high_count_personal", DATES[-5]] == len(above)
