"""A population in the scope: chosen once in a pair, at each date in a trend, never by the cube."""

from collections import Counter, defaultdict
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics.bridge import value_bridge
from analytics.conditions import Condition, Group, Population
from analytics.contribution import (
    contribution_change,
    contribution_curve,
    contribution_summary,
    contribution_trend,
)
from analytics.flows import Counting, earlier_flows, flows
from analytics.migration import migration_matrix, migration_trend
from analytics.migration_lists import migration_customers
from analytics.overview import headline
from analytics.policy_months import counts_everybody
from analytics.relations import fits_cube, fits_flows
from analytics.scope import Scope
from tests.support.condition_twin import is_in
from tests.support.movers import DATES, flow_keys, moving_bank, twin_moves
from tests.support.releases import small_release

BEFORE, AT = DATES[-2:]
LOST = ("closed", "invalid")
NAMES = [
    Group((Condition.of("tier", "one_of", ["affluent", "vip"]),)),
    Group((Condition.of("tier", "one_of", ["affluent", "vip"]),), negated=True),
    Group((Condition.of("segment", "one_of", ["P1"]),)),
    Group((Condition.of("segment", "none_of", ["P1"]),)),
    Group((Condition.of("gender", "one_of", ["F"]),)),
    Group((Condition.of("gender", "not_given"), Condition.of("aum_mavg", "above", [60_000]))),
    Group((Condition.of("branch_id", "one_of", ["B01", "B02"]),)),
    Group((Condition.of("area", "none_of", ["urban"]),)),
    Group((Condition.of("open_date", "last_days", [40]),)),
    Group(
        (
            Condition.of("open_date", "last_days", [60]),
            Group((Condition.of("tier", "one_of", ["mass"]),), negated=True),
        ),
        all_of=False,
    ),
]
CASES = [
    {"groups": groups, "before": before, "attrition": attrition, "branches": branches}
    for groups in ([NAMES[0], NAMES[4]], *([name] for name in NAMES))
    for before, attrition, branches in (
        (BEFORE, "closed", None),
        (DATES[0], "valid", ["B01"]),
    )
]


@pytest.fixture(scope="module")
def moving():
    frame = moving_bank(400)
    chance = np.random.default_rng(9)
    frame["segment"] = chance.choice(["P1", "P2", None], len(frame), p=[0.4, 0.4, 0.2])
    return frame


@pytest.fixture(scope="module")
def people(moving):
    chance = np.random.default_rng(5)
    ids = sorted(set(moving["customer_id"]))
    opened = [AT - pd.Timedelta(days=int(days)) for days in chance.integers(0, 120, len(ids))]
    return pd.DataFrame(
        {
            "customer_id": ids,
            "gender": chance.choice(["F", "M", None], len(ids)),
            "open_date": opened,
        }
    )


BRANCHES = {
    "branch_id": ["B00", "B01", "B02"],
    "name": ["North", "East", "South"],
    "area": ["urban", "county", None],
}


@pytest.fixture(scope="module")
def moving_engine(moving, people, tmp_path_factory):
    folder = tmp_path_factory.mktemp("named") / "store"
    return small_release(folder, moving, customers=people, branches=BRANCHES)


@pytest.fixture(scope="module")
def described(moving, people):
    """Rows with what is known of the customer and the branch, by date and id."""
    area = dict(zip(BRANCHES["branch_id"], BRANCHES["area"], strict=True))
    rows = moving.merge(people, on="customer_id")
    rows["area"] = rows["branch_id"].map(area)
    rows = rows.astype(object).where(rows.notna(), None)
    return {(row["snapshot_date"], row["customer_id"]): row for row in rows.to_dict("records")}


def in_any(groups, row, day):
    return any(is_in(group, row, day) for group in groups)


def scope_of(engine, case):
    named = [Population(str(at), 1, group) for at, group in enumerate(case["groups"])]
    where = {"branch_id": case["branches"]} if case["branches"] else {}
    return Scope.of(engine, at=AT, before=case["before"], where=where, populations=named)


def chosen_once(described, case, who):
    """By the row at the earlier date if open then, else at the later."""
    first = described.get((case["before"], who))
    day = case["before"] if first and first["status"] == "open" else AT
    row = described.get((day, who))
    return row is not None and in_any(case["groups"], row, day)


def expected(moving, described, case):
    moves = twin_moves(
        moving, case["before"], AT, attrition=case["attrition"], branches=case["branches"]
    )
    return [row for row in moves if chosen_once(described, case, row[6])]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_pair_chooses_a_population_once(moving, moving_engine, described, case):
    scope, counting = scope_of(moving_engine, case), Counting(attrition=case["attrition"])
    plain = expected(moving, described, case)
    count, before, after = Counter(), defaultdict(float), defaultdict(float)
    for row in plain:
        count[row[:4]] += 1
        before[row[:4]] += row[4]
        after[row[:4]] += row[5]

    found = flows(moving_engine, scope, counting)
    matrix = migration_matrix(moving_engine, scope, counting=counting)
    bridge = value_bridge(moving_engine, scope, counting=counting).set_index("bucket")["change"]

    keys = flow_keys(found)
    assert dict(zip(keys, found["customer_count"], strict=True)) == dict(count)
    for key, was, now in zip(keys, found["value_before"], found["value_after"], strict=True):
        assert (was, now) == pytest.approx((before[key], after[key]), abs=0.005)
    assert matrix["customer_count"].sum() == len(plain)
    assert bridge["opening"] == pytest.approx(sum(row[4] for row in plain), abs=0.005)
    assert bridge["closing"] == pytest.approx(sum(row[5] for row in plain), abs=0.005)


@pytest.mark.parametrize("case", CASES[::2], ids=str)
def test_the_lists_of_a_pair_hold_the_same_people(moving, moving_engine, described, case):
    scope, counting = scope_of(moving_engine, case), Counting(attrition=case["attrition"])
    left = {row[6] for row in expected(moving, described, case) if row[3] in LOST}

    page = migration_customers(moving_engine, scope, counting=counting, move="lost", limit=10_000)
    assert set(page["customer_id"]) == left != set()


@pytest.mark.parametrize("case", CASES[::2], ids=str)
def test_the_two_sums_of_a_change_are_of_people_chosen_once(moving_engine, described, case):
    scope = scope_of(moving_engine, case)
    was = now = 0.0
    for (day, who), row in described.items():
        if row["status"] == "open" and chosen_once(described, case, who):
            was += row["contribution_ttm"] if day == case["before"] else 0
            now += row["contribution_ttm"] if day == AT else 0

    change = contribution_change(moving_engine, scope).set_index("metric").loc["total"]

    assert change["value_before"] == pytest.approx(was, abs=0.005)
    assert change["value"] == pytest.approx(now, abs=0.005)


@pytest.mark.parametrize("case", CASES[::2], ids=str)
def test_one_date_and_a_trend_choose_people_by_each_row(moving_engine, described, case):
    scope = scope_of(moving_engine, case)
    totals = defaultdict(float)
    for (day, _), row in described.items():
        if row["status"] == "open" and in_any(case["groups"], row, day):
            totals[day] += row["contribution_ttm"]

    trend = contribution_trend(moving_engine, scope).set_index("snapshot_date")["total"]
    summary = contribution_summary(moving_engine, scope)["total"].item()
    curve = contribution_curve(moving_engine, scope)["value"].iloc[-1]
    moments = headline(moving_engine, scope).set_index("moment")["contribution_ttm"]

    assert trend.to_dict() == pytest.approx(dict(totals), abs=0.005)
    assert (summary, curve, moments["at"]) == pytest.approx((totals[AT],) * 3, abs=0.005)


def test_a_population_of_everybody_changes_nothing(moving_engine):
    plain = Scope.of(moving_engine, at=AT, before=BEFORE)
    everybody = replace(plain, populations=(Population("All", 1, Group()),))

    for question in (migration_matrix, value_bridge, contribution_summary, migration_trend):
        pd.testing.assert_frame_equal(
            question(moving_engine, plain), question(moving_engine, everybody)
        )
    pd.testing.assert_frame_equal(
        earlier_flows(moving_engine, plain, Counting()),
        earlier_flows(moving_engine, everybody, Counting()),
        check_like=True,
    )


def test_prepared_figures_are_left_alone(moving_engine):
    plain = Scope.of(moving_engine, at=AT, before=BEFORE)
    named = replace(plain, populations=(Population("Women", 1, NAMES[4]),))
    snapshots = moving_engine.snapshots()

    for scope, fits in ((plain, True), (named, False)):
        assert fits_cube(scope, "contribution_ttm") is fits
        assert fits_flows(scope.pair, snapshots, scheme="TIER", measure="aum_mavg") is fits
        assert counts_everybody(scope, "personal") is fits
