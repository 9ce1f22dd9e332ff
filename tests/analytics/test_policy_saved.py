"""A draft beside what a load derives: today's tiers before it is saved, and the draft's after."""

import datetime as dt
from collections import Counter

import numpy as np
import pandas as pd
import pytest

from analytics.engine import DuckDBEngine
from analytics.policy import policy_replay
from analytics.policy_rules import draft_levels, draft_of, policy_in_force
from analytics.scope import Scope
from data import publish
from data.release import Store
from data.workspace import Workspace
from tests.support.deliveries import delivery
from tests.support.releases import month

DAYS = [month(number) for number in range(1, 11)]
EFFECTIVE = month(9)
CHANGES = {
    "personal": "affluent=200000,affluent.hold=2,vip.drop=window_max,vip.watch=3",
    "corporate": "type=corporate,growth=5000,priority=60000,growth.hold=0",
}


def delivered(folder):
    """400 customers over ten months: companies, closures, customers without a row."""
    chance = np.random.default_rng(17)
    ids = [f"C{number:03d}" for number in range(400)]
    kind = np.where(np.arange(400) % 5 == 0, "corporate", "personal")
    customers = pd.DataFrame({"customer_id": ids, "customer_type": kind, "branch_id": "B1"})
    worth = np.exp(chance.normal(11.5, 1.4, 400))
    months = []
    for day in DAYS:
        worth = worth * np.exp(chance.normal(0, 0.3, 400))
        rows = pd.DataFrame(
            {
                "customer_id": ids,
                "snapshot_date": day.isoformat(),
                "status": np.where(chance.random(400) < 0.03, "closed", "open"),
                "aum_mavg": worth.round(2).astype(str),
                "loan_mavg": "0",
                "contribution": (worth / 120).round(2).astype(str),
            }
        )
        months.append(rows[chance.random(400) > 0.04])
    tables = {"customer": customers, "customer_snapshot": pd.concat(months, ignore_index=True)}
    return delivery(folder, tables)


def stored_levels(engine, day, kind):
    """Tiers and watched customers as the load wrote them, read without our questions."""
    with engine._connection.cursor() as cursor:
        rows = cursor.execute(
            """select coalesce(tier, 'unknown'), tier_watch from customer_snapshot
            where snapshot_date = $day and customer_type = $kind and status = 'open'""",
            {"day": day, "kind": kind},
        ).fetchall()
    return Counter(level for level, _ in rows), sum(watched for _, watched in rows)


def levels_of(replay, column):
    counts = zip(replay.sizes["level"], replay.sizes[column], strict=True)
    return {level: count for level, count in counts if count}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("saved")
    store = Store(folder / "store")
    publish.publish(store, delivered(folder / "staged"))
    return store


@pytest.mark.parametrize("kind", CHANGES)
def test_the_replay_of_the_rules_in_force_is_what_the_load_derived(store, kind):
    engine = DuckDBEngine(store)

    for day in DAYS[3:]:
        scope = Scope.of(engine, at=day)
        replay = policy_replay(engine, scope, draft_of(engine, scope, CHANGES[kind]))
        levels, watched = stored_levels(engine, day, kind)
        assert levels_of(replay, "current_count") == levels
        assert replay.stability["watch_count"][0] == watched
    engine.close()


def test_trying_and_leaving_a_draft_changes_nothing(store):
    before = (store.current, store.path(store.current).stat().st_mtime_ns)
    engine = DuckDBEngine(store)

    policy_replay(engine, Scope.of(engine), draft_of(engine, Scope.of(engine), "vip=900000"))
    engine.close()

    assert (store.current, store.path(store.current).stat().st_mtime_ns) == before
    assert Workspace(store).tier_policy().version == "shipped"


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """The same bank with both drafts saved from the ninth month on, and what they promised."""
    folder = tmp_path_factory.mktemp("saved-again")
    store = Store(folder / "store")
    publish.publish(store, delivered(folder / "staged"))
    engine = DuckDBEngine(store)
    scope, promised = Scope.of(engine), {}
    for kind, changes in CHANGES.items():
        draft = draft_of(engine, scope, changes)
        promised[kind] = policy_replay(engine, scope, draft)
        policy = Workspace(store).tier_policy()
        Workspace(store).save_tier_policy(draft_levels(draft, policy, EFFECTIVE))
    engine.close()
    publish.rederive(store)
    return store, promised


@pytest.mark.parametrize("kind", CHANGES)
def test_a_saved_draft_gives_what_its_replay_promised(saved, kind):
    store, promised = saved
    engine = DuckDBEngine(store)
    replay = promised[kind]

    for day in (month(9), month(10)):
        part = replay.history[replay.history["snapshot_date"] == day]
        counts = zip(part["level"], part["draft_count"], strict=True)
        stored, _ = stored_levels(engine, day, kind)
        assert {level: count for level, count in counts if count} == stored
    assert replay.stability["watch_count"][1] == stored_levels(engine, month(10), kind)[1]
    engine.close()


@pytest.mark.parametrize("kind", CHANGES)
def test_older_months_keep_the_rules_they_had(saved, kind):
    store, promised = saved
    engine = DuckDBEngine(store)
    part = promised[kind].history
    part = part[part["snapshot_date"] == month(8)]

    counts = zip(part["level"], part["current_count"], strict=True)

    assert {level: count for level, count in counts if count} == stored_levels(
        engine, month(8), kind
    )[0]
    engine.close()


def test_the_release_knows_the_saved_rules_by_date(saved):
    store, _ = saved
    engine = DuckDBEngine(store)
    policy = policy_in_force(engine, Scope.of(engine))

    assert policy.ladder("TIER", "personal", EFFECTIVE).bounds[2] == 200_000
    assert policy.ladder("TIER", "personal", EFFECTIVE - dt.timedelta(days=1)).bounds[2] == 300_000
    assert policy.version == "v2"
    engine.close()
