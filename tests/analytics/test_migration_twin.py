"""Flows, matrix, bridge and lists against one customer after the other in plain Python."""

from collections import Counter, defaultdict
from itertools import pairwise

import pandas as pd
import pytest

from analytics.bridge import bridge_mix, value_bridge
from analytics.flows import Counting, earlier_flows, flows
from analytics.migration import migration_matrix, migration_rates, migration_trend
from analytics.migration_lists import migration_customers, migration_selection
from analytics.scope import Scope
from tests.support.movers import DATES, TIERS, flow_keys, moving_bank, twin_moves
from tests.support.releases import small_release

BEFORE, AT = DATES[-2:]
CASES = [
    {"attrition": attrition, "before": before, "where": where}
    for attrition in ("closed", "valid")
    for before in (DATES[0], BEFORE)
    for where in (
        {},
        {"branch_id": ["B01"]},
        {"branch_id": ["B00", "B02"], "customer_type": ["personal"]},
        {"tier": ["affluent", "vip"]},
        {"branch_id": ["B03"], "tier": ["mass", "mass_affluent"]},
    )
]


@pytest.fixture(scope="module")
def moving():
    return moving_bank()


@pytest.fixture(scope="module")
def moving_engine(moving, tmp_path_factory):
    return small_release(tmp_path_factory.mktemp("moving") / "store", moving)


@pytest.fixture(params=["cube", "raw"])
def way(request, monkeypatch):
    if request.param == "raw":
        monkeypatch.setattr("analytics.relations.FLOW_MEASURES", frozenset())


def asked(engine, case):
    scope = Scope.of(engine, at=AT, before=case["before"], where=case["where"])
    return scope, Counting(attrition=case["attrition"])


def expected(moving, case):
    where = case["where"]
    found = twin_moves(
        moving,
        case["before"],
        AT,
        attrition=case["attrition"],
        branches=where.get("branch_id"),
        tiers=where.get("tier"),
    )
    kinds = where.get("customer_type")
    return [row for row in found if kinds is None or row[0] in kinds]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_flows_count_everybody_once_on_both_ways(moving, moving_engine, way, case):
    scope, counting = asked(moving_engine, case)
    plain = expected(moving, case)
    count = Counter(row[:4] for row in plain)
    before, after = defaultdict(float), defaultdict(float)
    for row in plain:
        before[row[:4]] += row[4]
        after[row[:4]] += row[5]

    found = flows(moving_engine, scope, counting)

    keys = flow_keys(found)
    assert dict(zip(keys, found["customer_count"], strict=True)) == dict(count)
    for key, was, now in zip(keys, found["value_before"], found["value_after"], strict=True):
        assert was == pytest.approx(before[key], abs=0.005)
        assert now == pytest.approx(after[key], abs=0.005)


@pytest.mark.parametrize("case", CASES[::2], ids=str)
def test_the_bridge_closes_and_every_bar_is_its_list(moving, moving_engine, case):
    scope, counting = asked(moving_engine, case)
    plain = expected(moving, case)

    bridge = value_bridge(moving_engine, scope, counting=counting).set_index("bucket")

    inner = bridge.drop(["opening", "closing"])
    opening, closing = bridge.loc["opening", "change"], bridge.loc["closing", "change"]
    assert round(opening + inner["change"].sum() - closing, 2) == 0
    assert opening == pytest.approx(sum(row[4] for row in plain), abs=0.005)
    assert closing == pytest.approx(sum(row[5] for row in plain), abs=0.005)
    for bucket, row in inner[inner["customer_count"] > 0].iterrows():
        people = migration_customers(
            moving_engine, scope, counting=counting, move=bucket, limit=10_000
        )
        assert len(people) == row["customer_count"], bucket
        assert people["change"].sum() == pytest.approx(row["change"], abs=0.005), bucket
        assert people["change"].abs().is_monotonic_decreasing


@pytest.mark.parametrize("case", CASES[1::2], ids=str)
def test_the_matrix_adds_up_and_every_cell_is_its_list(moving, moving_engine, case):
    scope, counting = asked(moving_engine, case)
    matrix = migration_matrix(moving_engine, scope, counting=counting)
    rates = migration_rates(moving_engine, scope, counting=counting)

    for kind, cells in matrix.groupby("customer_type"):
        stood = cells[~cells["from_level"].isin(["new", "reactivated", "transferred_in"])]
        stayed = cells[~cells["to_level"].isin(["lost", "transferred_out"])]
        opening = stood["customer_count"].sum()
        gone = opening - stood.loc[stood.index.isin(stayed.index), "customer_count"].sum()
        came = cells["customer_count"].sum() - opening
        assert stayed["customer_count"].sum() == opening - gone + came
        shares = stood.groupby("from_level")["row_share"].sum()
        assert shares.to_numpy() == pytest.approx(1, abs=1e-12)
        assert (rates.loc[rates["customer_type"] == kind, "denominator"] == opening).all()
    for cell in matrix.itertuples():
        chosen = migration_selection(
            moving_engine,
            scope,
            counting=counting,
            move=f"{cell.from_level}>{cell.to_level}",
            customer_type=cell.customer_type,
        ).iloc[0]
        assert chosen["customer_count"] == cell.customer_count
        assert chosen["value_before"] == pytest.approx(cell.value_before, abs=0.005)


def test_a_row_and_a_column_open_their_customers(moving, moving_engine):
    scope = Scope.of(moving_engine, at=AT, before=BEFORE)
    plain = twin_moves(moving, BEFORE, AT)

    row = migration_customers(moving_engine, scope, move="mass>", limit=10_000)
    column = migration_customers(moving_engine, scope, move=">lost", limit=10_000)

    assert sorted(row["customer_id"]) == sorted(each[6] for each in plain if each[1] == "mass")
    assert sorted(column["customer_id"]) == sorted(each[6] for each in plain if each[3] == "closed")


def test_pages_of_a_list_are_the_list(moving_engine):
    scope = Scope.of(moving_engine, at=AT, before=BEFORE)
    whole = migration_customers(moving_engine, scope, move="growth", limit=10_000)

    pages = [
        migration_customers(moving_engine, scope, move="growth", limit=7, offset=offset)
        for offset in range(0, 35, 7)
    ]

    pd.testing.assert_frame_equal(pd.concat(pages, ignore_index=True), whole.head(35))


@pytest.mark.parametrize("attrition", ["closed", "valid"])
def test_branches_add_up_to_the_bank_when_transfers_cancel(moving_engine, way, attrition):
    counting = Counting(attrition=attrition)
    bank = value_bridge(
        moving_engine, Scope.of(moving_engine, at=AT, before=BEFORE), counting=counting
    ).set_index("bucket")
    parts = [
        value_bridge(
            moving_engine,
            Scope.of(moving_engine, at=AT, before=BEFORE, where={"branch_id": [branch]}),
            counting=counting,
        ).set_index("bucket")
        for branch in ("B00", "B01", "B02", "B03")
    ]
    total = sum(part["change"] for part in parts)
    count = sum(part["customer_count"] for part in parts)

    for bucket in ("opening", "closing", "new", "reactivated", "lost"):
        assert total[bucket] == pytest.approx(bank.loc[bucket, "change"], abs=0.005)
        assert count[bucket] == bank.loc[bucket, "customer_count"]
    assert count["transferred_in"] == count["transferred_out"] > 0


def test_looking_back_turns_the_matrix_over(moving, tmp_path):
    """Swapped dates transpose who stayed, and swap who came with who left."""
    two = moving[moving["snapshot_date"].isin([BEFORE, AT])]
    swapped = two.assign(snapshot_date=two["snapshot_date"].map({BEFORE: AT, AT: BEFORE}))
    found = []
    for name, rows in (("there", two), ("back", swapped)):
        engine = small_release(tmp_path / name, rows)
        scope = Scope.of(engine, where={"branch_id": ["B01", "B02"]})
        found.append(flows(engine, scope))
    there, back = (
        frame[frame["state"] == "stay"].set_index(["customer_type", "from_level", "to_level"])
        for frame in found
    )
    turned = back.swaplevel(1, 2)["customer_count"].sort_index()
    assert there["customer_count"].sort_index().to_dict() == turned.to_dict()
    came, left = ("new", "back", "in"), ("closed", "invalid", "out")
    count = [frame.set_index("state")["customer_count"] for frame in found]
    assert count[0][count[0].index.isin(came)].sum() == count[1][count[1].index.isin(left)].sum()


def test_every_pair_of_dates_is_in_the_trend_on_both_ways(moving, moving_engine, way):
    scope = Scope.of(moving_engine, at=AT, where={"branch_id": ["B01"]})
    found = earlier_flows(moving_engine, scope, Counting(attrition="valid"))
    trend = migration_trend(moving_engine, scope, counting=Counting(attrition="valid"))

    for before, at in pairwise(DATES):
        plain = twin_moves(moving, before, at, attrition="valid", branches=["B01"])
        count = Counter(row[:4] for row in plain)
        rows = found[found["at_date"] == at]
        assert dict(zip(flow_keys(rows), rows["customer_count"], strict=True)) == dict(count)
        ups = sum(
            TIERS[row[0]].index(row[2]) > TIERS[row[0]].index(row[1])
            for row in plain
            if row[3] == "stay" and row[0] == "personal"
        )
        of_date = trend[(trend["snapshot_date"] == at) & (trend["customer_type"] == "personal")]
        assert of_date["up_count"].item() == ups


def test_mix_and_rate_add_up_to_the_change(moving_engine):
    scope = Scope.of(moving_engine, at=AT, before=BEFORE)
    for measure in ("aum_mavg", "contribution_ttm"):
        counting = Counting(measure=measure)
        ends = value_bridge(moving_engine, scope, counting=counting)["change"]
        parts = bridge_mix(moving_engine, scope, counting=counting).set_index("part")["change"]
        change = ends.iloc[-1] - ends.iloc[0]
        assert parts[["size", "mix", "rate"]].sum() == pytest.approx(change, abs=0.005)
        if measure == "contribution_ttm":
            assert parts[["volume", "price"]].sum() == pytest.approx(change, abs=0.005)
