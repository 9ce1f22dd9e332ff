"""Replays worked by hand: lives of the domain model, gaps, closures, weeks, weights, ties."""

import datetime as dt

import duckdb
import pandas as pd
import pytest

from analytics import problems
from analytics.engine import DuckDBEngine
from analytics.policy import (
    policy_effect,
    policy_history,
    policy_movers,
    policy_replay,
    policy_sizes,
    policy_stability,
)
from analytics.policy_draft import AssetWeights
from analytics.policy_rules import draft_of
from analytics.scope import Scope
from tests.support.releases import month, small_release, written_store


def by_level(frame, column):
    return dict(zip(frame["level"], frame[column], strict=True))


def lives_of(tmp_path, amounts, **more):
    """A release of customers by name, each with amounts by month; None is no row."""
    rows = [
        {"customer_id": name, "snapshot_date": month(place), "aum_mavg": amount * 10_000} | more
        for name, series in amounts.items()
        for place, amount in enumerate(series, start=1)
        if amount is not None
    ]
    return small_release(tmp_path / "store", pd.DataFrame(rows))


WORKED = {
    "falls": (32, 28, 26, 4.5, 31, 31, 31),
    "stays": (32, 28, 26, 31, 29, 29, 29),
    "vip": (120, 90, 80, 70, 60, 40, 20),
    "edge": (29.99, 30.00, 30, 30, 30, 30, 30),
}


def levels_in(engine, changes, day):
    """Levels of the four by month, under a draft: everybody but one is counted by scope."""
    scope = Scope.of(engine, at=day)
    replay = policy_replay(engine, scope, draft_of(engine, scope, changes))
    return by_level(replay.sizes, "draft_count")


def test_the_worked_lives_of_the_domain_model(tmp_path):
    """Bounds 5, 30 and 100 (10,000 each), held 3, 3, 3 and 6 months; drop rules of the VIP."""
    engine = lives_of(tmp_path, WORKED)
    expected = {
        # falls, stays, vip, edge
        1: {"affluent": 2, "vip": 1, "mass_affluent": 1},
        2: {"affluent": 3, "vip": 1},
        3: {"affluent": 3, "vip": 1},
        4: {"mass": 1, "affluent": 2, "vip": 1},
        5: {"affluent": 3, "vip": 1},
        6: {"affluent": 3, "vip": 1},
    }
    last = {
        "vip.drop=last": {"mass_affluent": 2, "affluent": 2},
        "vip.drop=window_max": {"mass_affluent": 1, "affluent": 3},
    }

    for number, levels in expected.items():
        found = levels_in(engine, "", month(number))
        assert {level: count for level, count in found.items() if count} == levels
    for changes, levels in last.items():
        found = levels_in(engine, changes, month(7))
        assert {level: count for level, count in found.items() if count} == levels


def test_protection_and_flaps_of_a_worked_life(tmp_path):
    """32, 28, 26, 4.5, 31: protected two months, down in the fourth, up again in the fifth."""
    engine = lives_of(tmp_path, {"falls": WORKED["falls"]})

    row = policy_stability(engine, Scope.of(engine)).iloc[0]

    assert row["protection_months"] == 2
    assert (row["move_count"], row["flapping_count"], row["observed_count"]) == (2, 1, 1)
    assert row["customer_years"] == 0.5
    assert row["moves_per_customer_year"] == 4


def test_a_move_back_after_more_than_the_window_is_no_flap(tmp_path):
    engine = lives_of(tmp_path, {"slow": (6, 4, 4, 4, 4, 4, 4, 4, 6)})
    scope = Scope.of(engine)
    draft = draft_of(engine, scope)

    rates = {
        window: policy_replay(engine, scope, draft, window=window).stability["flapping_count"][0]
        for window in (4, 5, 6)
    }

    assert rates == {4: 0, 5: 1, 6: 1}


def test_a_missing_month_keeps_level_and_count_and_a_closed_customer_starts_anew(tmp_path):
    gone = pd.DataFrame(
        {
            "customer_id": "closed",
            "snapshot_date": [month(number) for number in (1, 2, 3, 4)],
            "aum_mavg": [400_000, 0, 40_000, 40_000],
            "status": ["open", "closed", "open", "open"],
        }
    )
    gap = pd.DataFrame(
        {
            "customer_id": "gap",
            "snapshot_date": [month(number) for number in (1, 2, 4)],
            "aum_mavg": [400_000, 200_000, 200_000],
            "status": "open",
        }
    )
    engine = small_release(tmp_path / "store", pd.concat([gone, gap], ignore_index=True))

    history = policy_history(engine, Scope.of(engine))

    at = {day: by_level(part, "draft_count") for day, part in history.groupby("snapshot_date")}
    assert at[month(2)]["affluent"] == 1
    assert (at[month(3)]["mass"], at[month(3)]["affluent"]) == (1, 0)
    assert (at[month(4)]["mass"], at[month(4)]["affluent"]) == (1, 1)
    stability = policy_stability(engine, Scope.of(engine)).iloc[0]
    assert (stability["move_count"], stability["protected_count"]) == (0, 1)


def test_a_weekly_date_carries_the_levels_of_the_last_month_end(tmp_path):
    weekly = pd.DataFrame(
        {
            "customer_id": ["A", "A", "B", "C", "A", "B", "C"],
            "snapshot_date": [month(1), month(2), month(2), month(1), *[dt.date(2025, 3, 9)] * 3],
            "aum_mavg": [400_000, 350_000, 60_000, 60_000, 10, 2_000_000, 10],
        }
    )
    engine = small_release(tmp_path / "store", weekly)
    scope = Scope.of(engine, at=dt.date(2025, 3, 9))

    replay = policy_replay(engine, scope, draft_of(engine, scope, "affluent=380000"))

    assert by_level(replay.sizes, "current_count") == {
        "mass": 0, "mass_affluent": 1, "affluent": 1, "vip": 0, "unknown": 1,
    }  # fmt: skip
    assert list(replay.history["snapshot_date"].unique()) == [month(1), month(2)]
    assert replay.sizes["current_value"].sum() == 2_000_020


def parted_bank(**parts):
    rows = pd.DataFrame(
        {
            "customer_id": ["A", "B", "C"] * 2,
            "snapshot_date": [month(1)] * 3 + [month(2)] * 3,
            "aum_mavg": [300_000.0, 299_999.99, 60_000.0] * 2,
            "dep_demand_mavg": [100_000.0, 0.0, 60_000.0] * 2,
            "dep_time_mavg": [0.0, 99_999.99, None] * 2,
            "wealth_mavg": [200_000.0, 200_000.0, None] * 2,
            "other_aum_mavg": [0.0, 0.0, None] * 2,
        }
    )
    return rows.assign(**parts)


def parted_release(tmp_path, rows):
    """A release whose prepared sums hold the parts of assets, as a load's do."""
    store = written_store(tmp_path / "store", rows)
    with duckdb.connect(str(store.path("000001"))) as connection:
        for part in AssetWeights().by_part:
            connection.execute(f"""
                update cube_kpi set {part}_mavg = found.total from (
                    select snapshot_date, customer_type, branch_id, tier, sum({part}_mavg) as total
                    from customer_snapshot where status = 'open' group by all) as found
                where found.snapshot_date = cube_kpi.snapshot_date""")
    return DuckDBEngine(store)


def test_weights_count_parts_of_assets_and_a_sum_on_the_line_is_on_it(tmp_path):
    engine = parted_release(tmp_path, parted_bank())
    scope = Scope.of(engine)

    # A: 100,000 x 0.1 + 200,000 x 0.2; B: 99,999.99 + 200,000 x 0.2; C: 60,000 x 0.1.
    text = "dep_demand.weight=0.1,wealth.weight=0.2"
    page = policy_movers(engine, scope, draft=text)

    assert dict(zip(page["customer_id"], page["metric"], strict=True)) == {
        "A": 50_000, "C": 6_000,
    }  # fmt: skip
    assert dict(zip(page["customer_id"], page["draft_level"], strict=True)) == {
        "A": "mass_affluent", "C": "mass",
    }  # fmt: skip


def test_weights_without_parts_say_which_are_missing_and_when(tmp_path):
    rows = parted_bank()
    rows.loc[rows["snapshot_date"] == month(1), "wealth_mavg"] = None
    engine = parted_release(tmp_path, rows)

    with pytest.raises(problems.AssetPartsMissing, match="2025-01-31 has no wealth_mavg"):
        policy_sizes(engine, Scope.of(engine), draft="wealth.weight=0.5")
    with pytest.raises(problems.AssetPartsDiffer, match="39 %"):
        policy_sizes(engine, Scope.of(engine), draft="dep_time.weight=0.5")
    assert len(policy_sizes(engine, Scope.of(engine), draft="vip=2000000")) == 4


def test_what_a_draft_measures_must_be_there(tmp_path):
    rows = {"customer_id": ["A"], "snapshot_date": [month(1)], "aum_mavg": [None]}
    engine = small_release(tmp_path / "store", rows)

    with pytest.raises(problems.NotProvided, match="aum_mavg"):
        policy_effect(engine, Scope.of(engine))


def test_equal_amounts_are_listed_by_id(tmp_path):
    rows = pd.DataFrame(
        {
            "customer_id": ["C", "A", "B"],
            "snapshot_date": month(3),
            "aum_mavg": [450_000, 450_000, 460_000],
        }
    )
    engine = small_release(tmp_path / "store", rows)

    page = policy_movers(engine, Scope.of(engine), draft="affluent=500000")

    assert list(page["customer_id"]) == ["B", "A", "C"]
