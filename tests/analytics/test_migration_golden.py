"""The worked numbers of the domain model on migration: 3.5, and price and volume of 3.8."""

import pandas as pd
import pytest

from analytics.bridge import volume_and_price
from analytics.flows import Counting
from analytics.migration import migration_level_rates, migration_matrix, migration_rates
from analytics.migration_outlook import migration_long_run, migration_projection
from analytics.scope import Scope
from tests.support.banks import AT, BEFORE
from tests.support.releases import month, small_release

TIERS = ("mass", "mass_affluent", "affluent")
STAYED = ((860, 60, 5), (45, 225, 18), (4, 12, 80))
LOST = (75, 12, 4)
NEW, BACK = (120, 15, 2), (10, 1, 0)
EARLIER = month(10)


def worked_bank():
    """1,400 customers who move as in 3.5; who comes back had a row in an earlier month."""
    rows, number = [], 0

    def people(count, *sides):
        nonlocal number
        for _ in range(count):
            number += 1
            rows.extend((f"C{number:05d}", day, tier) for day, tier in sides)

    for was, counts, lost in zip(TIERS, STAYED, LOST, strict=True):
        for now, count in zip(TIERS, counts, strict=True):
            people(count, (BEFORE, was), (AT, now))
        people(lost, (BEFORE, was))
    for now, fresh, back in zip(TIERS, NEW, BACK, strict=True):
        people(fresh, (AT, now))
        people(back, (EARLIER, now), (AT, now))
    return pd.DataFrame(rows, columns=["customer_id", "snapshot_date", "tier"]).assign(aum_mavg=500)


@pytest.fixture(scope="module")
def worked(tmp_path_factory):
    return small_release(tmp_path_factory.mktemp("worked") / "store", worked_bank())


def test_opening_and_closing_of_the_matrix(worked):
    matrix = migration_matrix(worked, Scope.of(worked, before=BEFORE))
    count = matrix.set_index(["from_level", "to_level"])["customer_count"].sort_index()

    opening = sum(count[tier].sum() for tier in TIERS)
    closing = {tier: count.xs(tier, level="to_level").sum() for tier in TIERS}
    assert opening == 1400
    assert closing == {"mass": 1039, "mass_affluent": 313, "affluent": 105}
    assert sum(closing.values()) == 1457
    assert count["mass", "lost"] == 75
    assert count["new"].sum() == 137
    assert count["reactivated"].sum() == 11


def test_rates_with_their_intervals(worked):
    rates = migration_rates(worked, Scope.of(worked, before=BEFORE)).set_index("rate")
    percent = (rates[["value", "value_low", "value_high"]] * 100).round(2)

    assert tuple(percent.loc["up"]) == (5.93, 4.81, 7.29)
    assert tuple(percent.loc["down"]) == (4.36, 3.41, 5.56)
    assert tuple(percent.loc["lost"]) == (6.50, 5.32, 7.91)
    assert percent.loc["stable", "value"] == 83.21
    assert percent.loc["retained", "value"] == 93.50
    assert percent.loc["net", "value"] == 1.57
    assert tuple(rates.loc[["up", "down", "lost"], "n"]) == (83, 61, 91)


def test_valid_customers_alone_when_nobody_is_invalid_give_the_same(worked):
    scope = Scope.of(worked, before=BEFORE)
    closed = migration_rates(worked, scope)
    valid = migration_rates(worked, scope, counting=Counting(attrition="valid"))

    pd.testing.assert_frame_equal(closed, valid)


def test_the_top_level_cannot_rise_and_the_lowest_cannot_fall(worked):
    rates = migration_level_rates(worked, Scope.of(worked, before=BEFORE))
    value = rates.set_index(["from_level", "rate"])["n"]

    assert value["affluent", "up"] == 0
    assert value["mass", "down"] == 0
    assert value["mass_affluent", "up"] == 18


def test_the_projection_and_the_long_run_of_the_domain_model(worked):
    scope = Scope.of(worked, before=BEFORE)
    ahead = migration_projection(worked, scope, periods=4).set_index(["step", "level"])
    settled = migration_long_run(worked, scope).set_index("level")

    count = ahead["customer_count"]
    assert [round(count[1, tier], 2) for tier in TIERS] == [1074.69, 325.69, 109.98]
    assert [round(count[4, tier], 2) for tier in TIERS] == [1165.69, 360.90, 124.45]
    assert [round(settled.loc[t, "long_run_count"], 1) for t in TIERS] == [1570.7, 542.8, 212.1]
    assert [round(settled.loc[t, "expected_periods"], 2) for t in TIERS] == [15.42, 17.75, 18.73]
    assert round(settled["mobility"].iloc[0], 4) == 0.2278
    assert round(settled["singular_mobility"].iloc[0], 4) == 0.1629
    assert [round(settled.loc[t, "settled_share"], 3) for t in TIERS] == [0.631, 0.253, 0.115]


def test_price_and_volume_add_up():
    assert volume_and_price(300_000, 350_000, 6_000, 6_300) == pytest.approx((1_000, -700))
    assert volume_and_price(0, 350_000, 0, 6_300) == (6_300, 0)
