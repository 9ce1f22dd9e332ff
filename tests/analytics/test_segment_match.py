"""Refits beside the adopted segments: what is kept, born and died; and who moved between dates."""

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from analytics import problems
from analytics.engine import DuckDBEngine
from analytics.scope import Scope
from analytics.segment_match import matched, rematched, segment_overlaps
from analytics.segment_movers import (
    segment_mover_customers,
    segment_mover_customers_blocks,
    segment_movers,
)
from tests.support.releases import month, small_release
from tests.support.segment_fits import feature, quick_fit, segment, segmentation

FEATURES = [feature("txn_cnt_90d", mean=10, scale=5), feature("time_share", mean=0.3, scale=0.2)]
NAMES = {"P1": ("Sleepers", "沉睡客户"), "P2": ("Time savers", "定期储户"), "P3": ("Busy", "活跃")}


def adopted(codes=("P1", "P2", "P3"), **more):
    segments = [
        segment(code, number, -number, en=NAMES[code][0], zh=NAMES[code][1])
        for number, code in enumerate(codes)
    ]
    return segmentation(FEATURES, segments, **more)


def refit(count, *, features=FEATURES, centres=None):
    centres = centres or [(number, -number) for number in range(count)]
    segments = [segment(f"P{at}", *centre) for at, centre in enumerate(centres, 1)]
    return segmentation(features, segments)


def shared(text):
    """`P1 P1 90` per line: old segment, new segment, customers; `-` lacks a feature."""
    rows = [line.split() for line in text.strip().splitlines()]
    frame = pd.DataFrame(rows, columns=["old", "new", "customer_count"])
    return frame.replace("-", None).astype({"customer_count": int})


def states(found):
    return {row.code: row.state for row in found.frame.itertuples()}


def test_the_same_segments_in_another_order_keep_codes_and_names():
    found = matched(adopted(), refit(3), shared("P1 P3 50\nP2 P1 40\nP3 P2 30"))

    assert [each.code for each in found.segmentation.segments] == ["P2", "P3", "P1"]
    assert [each.name_zh for each in found.segmentation.segments] == [
        "定期储户",
        "活跃",
        "沉睡客户",
    ]
    assert states(found) == {"P1": "kept", "P2": "kept", "P3": "kept"}
    assert list(found.frame["jaccard"]) == [1, 1, 1]


def test_jaccard_is_shared_over_those_in_either():
    text = "P1 P1 60\nP1 P2 20\nP2 P2 70\nP2 P1 10\nP3 P3 30\nP3 - 10\n- P3 20"
    found = matched(adopted(), refit(3), shared(text)).frame.set_index("code")

    assert found.loc["P1", "jaccard"] == pytest.approx(60 / (80 + 70 - 60))
    assert found.loc["P1", ["overlap_count", "old_count", "new_count"]].tolist() == [60, 80, 70]
    assert found.loc["P1", "size_change"] == -10
    # Ten who lack a feature now and twenty who lacked one then belong to P3 once.
    assert found.loc["P3", "jaccard"] == pytest.approx(30 / (40 + 50 - 30))


def test_a_split_keeps_the_larger_part_and_the_other_is_born_from_it():
    found = matched(adopted(), refit(4), shared("P1 P1 60\nP1 P2 40\nP2 P3 50\nP3 P4 30"))
    table = found.frame.set_index("code")

    assert states(found) == {"P1": "kept", "P2": "kept", "P3": "kept", "P4": "born"}
    assert table.loc["P4", "came_from"] == "P1"
    assert table.loc["P4", ["old_count", "new_count", "size_change"]].tolist() == [0, 40, 40]
    assert table.loc["P4", "jaccard"] == pytest.approx(0.4)
    assert table.loc["P1", "came_from"] == ""
    assert len({each.name_zh for each in found.segmentation.segments}) == 4


def test_a_merge_keeps_the_larger_and_the_other_died_into_it():
    found = matched(adopted(), refit(2), shared("P1 P1 60\nP2 P1 40\nP3 P2 30"))
    table = found.frame.set_index("code")

    assert states(found) == {"P1": "kept", "P3": "kept", "P2": "died"}
    assert table.loc["P2", "went_to"] == "P1"
    assert table.loc["P2", ["old_count", "new_count", "size_change"]].tolist() == [40, 0, -40]
    assert table.loc["P2", "name_zh"] == "定期储户"


def test_less_than_half_in_common_is_another_segment():
    found = matched(
        adopted(("P1", "P2")), refit(2), shared("P1 P1 49\nP1 P2 51\nP2 P2 49\nP2 P1 51")
    )

    assert states(found) == {"P3": "born", "P4": "born", "P1": "died", "P2": "died"}


def test_half_in_common_is_enough():
    found = matched(adopted(("P1", "P2")), refit(2), shared("P1 P1 50\nP1 P2 50\nP2 P2 50"))

    assert states(found)["P1"] == "kept"


def test_a_number_never_comes_back():
    merged = matched(adopted(), refit(2), shared("P1 P1 60\nP2 P2 40\nP3 P1 10"))
    assert states(merged)["P3"] == "died"

    again = matched(merged.segmentation, refit(3), shared("P1 P1 50\nP1 P3 20\nP2 P2 40"))
    assert states(again) == {"P1": "kept", "P2": "kept", "P4": "born"}
    kept = type(again.segmentation).from_json(again.segmentation.to_json())
    assert (
        matched(kept, refit(3), shared("P1 P1 9\nP2 P2 9\nP4 P2 1")).segmentation.segments[2].code
        == "P5"
    )


def test_a_name_that_died_is_not_given_to_others():
    old = adopted(("P1", "P2"))
    new = refit(2, centres=[(0, 0), (0.2, 2.5)])  # the second is one of time savers by its centre
    found = matched(old, new, shared("P1 P1 60\nP1 P2 25\nP2 P1 5"))

    born = found.frame.set_index("state").loc["born"]
    assert born["name_zh"] != "定期储户"
    assert born["name_zh"].endswith("定期储户")


def test_drift_is_measured_in_deviations_of_the_adopted_fit():
    """A centre of 2 × 3 + 11 = 17 transactions was at (17 - 10) / 5 = 1.4; it stood at 1."""
    later = [feature("txn_cnt_90d", mean=11, scale=3), feature("time_share", mean=0.3, scale=0.2)]
    new = refit(3, features=later, centres=[(-1 / 3, 0), (2, -1), (3, -2)])
    found = matched(adopted(), new, shared("P1 P1 9\nP2 P2 9\nP3 P3 9")).frame.set_index("code")

    assert found.loc["P1", "centre_shift"] == pytest.approx(0)
    assert found.loc["P2", "centre_shift"] == pytest.approx(0.4)
    assert found.loc["P2", "shifted_feature"] == "txn_cnt_90d"
    assert found.loc["P3", "centre_shift"] == pytest.approx(0)


def test_drift_without_a_common_feature_is_not_said():
    new = refit(3, features=[feature("loan_mavg"), feature("payroll_in")])
    found = matched(adopted(), new, shared("P1 P1 9\nP2 P2 9\nP3 P3 9")).frame

    assert found["centre_shift"].isna().all()
    assert (found["shifted_feature"] == "").all()


def test_nobody_in_common_is_all_new():
    found = matched(adopted(), refit(2), shared("P1 - 5\n- P1 5"))

    assert set(found.frame["state"]) == {"born", "died"}
    assert (found.frame[["came_from", "went_to"]] == "").all(axis=None)


@pytest.fixture(scope="module")
def demo(demo_store):
    engine = DuckDBEngine(demo_store)
    scope = Scope.of(engine)
    return SimpleNamespace(engine=engine, scope=scope, adopted=quick_fit(engine, scope))


def test_a_refit_of_the_demo_bank_keeps_every_segment(demo):
    new = quick_fit(demo.engine, demo.scope, seed=9)
    shuffled = replace(new, segments=new.segments[::-1])
    found = rematched(demo.engine, demo.scope, demo.adopted, shuffled)

    assert (found.frame["state"] == "kept").all()
    assert found.frame["jaccard"].min() > 0.99
    names = {each.code: each.name_en for each in demo.adopted.segments}
    assert {each.code: each.name_en for each in found.segmentation.segments} == names


def test_overlaps_count_every_customer_once(demo):
    six = quick_fit(demo.engine, demo.scope, k=6)
    found = segment_overlaps(demo.engine, demo.scope, demo.adopted, six)

    assert found["customer_count"].sum() == 17_073
    same = segment_overlaps(demo.engine, demo.scope, demo.adopted, demo.adopted)
    assert (same["old"] == same["new"]).all()


TWO = segmentation(
    [feature("txn_cnt_90d")],
    [segment("P1", 0, en="Quiet", zh="低频"), segment("P2", 20, en="Busy", zh="活跃")],
)
BEFORE, AT = month(11), month(12)
# id, branch before and after, transactions before and after (x: no row, ?: not known), amounts
MOVES = """
C1 B1 B1 0  20 10 30
C2 B1 B1 0  0  10 11
C3 B1 B1 20 x  40 0
C4 B1 B1 x  20 0  5
C5 B1 B2 20 20 60 61
C6 B2 B1 0  0  7  9
C7 B1 B1 ?  20 1  2
C8 B1 B1 20 ?  3  4
C9 B1 B1 20 0  50 10
"""


@pytest.fixture(scope="module")
def moved(tmp_path_factory):
    rows = []
    for line in MOVES.strip().splitlines():
        who, was, now, before, after, value_before, value_after = line.split()
        for day, branch, count, value in (
            (BEFORE, was, before, value_before),
            (AT, now, after, value_after),
        ):
            if count != "x":
                rows.append(
                    {
                        "customer_id": who,
                        "snapshot_date": day,
                        "branch_id": branch,
                        "txn_cnt_90d": None if count == "?" else int(count),
                        "contribution_ttm": float(value),
                        "aum_mavg": float(value) * 100,
                    }
                )
    return small_release(tmp_path_factory.mktemp("moved") / "store", pd.DataFrame(rows))


def test_moves_between_segments_worked_by_hand(moved):
    found = segment_movers(moved, Scope.of(moved), TWO)

    assert [f"{r.from_segment}>{r.to_segment} {r.customer_count}" for r in found.itertuples()] == [
        "P1>P1 2",
        "P1>P2 1",
        "P2>P1 1",
        "P2>P2 1",
        "P2> 1",
        "P2>lost 1",
        ">P2 1",
        "new>P2 1",
    ]
    assert found["from_share"].tolist() == pytest.approx(
        [2 / 3, 1 / 3, 1 / 4, 1 / 4, 1 / 4, 1 / 4, 1, 1]
    )
    table = found.set_index(["from_segment", "to_segment"])
    assert table.loc[("P2", "P1"), ["contribution_before", "contribution_after"]].tolist() == [
        50,
        10,
    ]
    assert table.loc[("P2", "lost"), ["aum_before", "aum_after"]].tolist() == [4_000, 0]


def test_a_branch_sees_transfers(moved):
    found = segment_movers(moved, Scope.of(moved, where={"branch_id": ["B1"]}), TWO)

    pairs = {(row.from_segment, row.to_segment): row for row in found.itertuples()}
    assert pairs["P2", "transferred_out"].contribution_after == 0
    assert pairs["transferred_in", "P1"].contribution_before == 0
    assert pairs["P2", "lost"].customer_count == 1


def test_the_list_of_a_move_holds_its_customers(moved):
    scope = Scope.of(moved)
    found = segment_mover_customers(moved, scope, TWO, move="P2>P1")

    (row,) = found.to_dict("records")
    assert (row["customer_id"], row["value_before"], row["value_after"]) == ("C9", 50, 10)
    assert row["change"] == -40
    assets = segment_mover_customers(moved, scope, TWO, move=">P2", measure="aum_mavg")
    assert assets[["customer_id", "value_after"]].to_numpy().tolist() == [["C7", 200]]
    gone = segment_mover_customers(moved, scope, TWO, move="P2>lost")
    assert gone[["customer_id", "branch_id"]].to_numpy().tolist() == [["C3", "B1"]]


def test_an_unknown_move_is_named(moved):
    for move in ("P1", "P9>P1", "lost>P1", "P1>new"):
        with pytest.raises(problems.UnknownMove):
            segment_mover_customers(moved, Scope.of(moved), TWO, move=move)
    with pytest.raises(problems.UnknownMeasure):
        segment_mover_customers(moved, Scope.of(moved), TWO, move="P1>P2", measure="loan_mavg")


def test_one_date_has_no_moves(moved):
    with pytest.raises(problems.NoEarlierDate):
        segment_movers(moved, Scope(at=BEFORE), TWO)


def test_the_demo_banks_moves_add_up_and_every_list_is_as_long_as_its_cell(demo):
    pair = demo.scope.pair
    found = segment_movers(demo.engine, pair, demo.adopted)

    here = found[~found["to_segment"].isin(["lost", "transferred_out"])]
    assert here["customer_count"].sum() == 17_073
    for row in found.head(6).itertuples():
        move = f"{row.from_segment}>{row.to_segment}"
        blocks = segment_mover_customers_blocks(demo.engine, pair, demo.adopted, move=move)
        people = pd.concat(blocks)
        assert len(people) == row.customer_count
        assert people["value_after"].sum() == pytest.approx(row.contribution_after)
        assert (people["change"].abs().diff().dropna() <= 0).all()
