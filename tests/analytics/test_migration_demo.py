"""The demo bank's planted outflow is where a manager would look for it; its lists are right."""

import pandas as pd
import pytest

from analytics.bridge import value_bridge
from analytics.engine import DuckDBEngine
from analytics.flows import Counting
from analytics.migration_change import migration_flow_changes
from analytics.migration_lists import migration_customers, tier_worklist, tier_worklist_sizes
from analytics.scope import Scope
from data.sample.plan import Plan
from data.sample.truths import planted

VALID = Counting(attrition="valid")


@pytest.fixture(scope="module")
def demo(demo_store):
    return DuckDBEngine(demo_store)


@pytest.fixture(scope="module")
def truths():
    return planted(Plan())


def test_the_outflow_is_the_largest_negative_bar_of_its_branch_and_its_people_are_listed(
    demo, truths
):
    scope = Scope.of(demo, where={"branch_id": [truths.outflow_branch]})
    bridge = value_bridge(demo, scope, counting=VALID).set_index("bucket")["change"]

    inner = bridge.drop(["opening", "closing"])
    assert inner.idxmin() == "down"
    people = migration_customers(demo, scope, counting=VALID, move="down", limit=10_000)
    assert set(truths.outflow) <= set(people["customer_id"])


def test_the_outflow_is_the_unusual_move_of_its_month(demo, truths):
    scope = Scope.of(demo, where={"customer_type": ["personal"]})
    changes = migration_flow_changes(demo, scope, counting=VALID)

    unusual = changes[changes["unusual"]]
    assert list(unusual["from_level"]) == ["affluent"]
    assert list(unusual["to_level"]) == ["mass_affluent"]
    assert unusual["excess_count"].item() > len(truths.outflow) / 2


def test_the_leaver_is_the_largest_single_move(demo, truths):
    first = migration_customers(demo, Scope.of(demo), counting=VALID, move=">", limit=1).iloc[0]

    assert first["customer_id"] == truths.leaver
    assert first["change"] == -truths.leaver_amount


def test_who_is_near_or_on_watch_stands_where_the_list_says(demo):
    scope = Scope.of(demo, where={"customer_type": ["personal"]})
    near = tier_worklist(demo, scope, worklist="near", limit=10_000)
    watch = tier_worklist(demo, scope, worklist="watch", limit=10_000)

    sizes = tier_worklist_sizes(demo, scope).iloc[0]
    assert len(near) == sizes["near_count"] > 0
    assert sizes["first_gap"] == near["gap"].min()
    assert ((near["amount"] >= 0.9 * near["next_bound"]) & (near["gap"] > 0)).all()
    assert (near["gap"] / near["next_bound"]).is_monotonic_increasing
    assert len(watch) == sizes["watch_count"] > 0
    assert watch["months_left"].between(1, 6).all()
    assert watch["months_left"].is_monotonic_increasing
    assert (watch["missing"] > 0).all()
    assert (watch["tier"] != watch["tier_raw"]).all()


def test_who_falls_next_month_was_on_the_list_with_one_month_left(demo):
    """The list of two months ago against what happened a month later."""
    snapshots = demo.snapshots()
    months = list(snapshots.loc[snapshots["grain"] == "month", "snapshot_date"])
    where = {"customer_type": ["personal"]}
    watch = tier_worklist(
        demo, Scope.of(demo, at=months[-2], where=where), worklist="watch", limit=10_000
    )
    fell = migration_customers(
        demo, Scope.of(demo, at=months[-1], where=where), move="down", limit=10_000
    )

    due = set(watch.loc[watch["months_left"] == 1, "customer_id"])
    assert set(fell["customer_id"]) <= due
    assert pd.Series(sorted(due)).isin(fell["customer_id"]).mean() > 0.5
