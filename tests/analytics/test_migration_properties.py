"""What must hold for any bank: identities of matrix and bridge on random banks."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.bridge import bridge_of
from analytics.flows import CAME, LEFT, Counting, flows
from analytics.migration import counts_of, matrix_of, rates_of
from analytics.migration_lists import moves_of
from analytics.problems import EmptyScope, UnknownValue
from analytics.scope import Scope
from tests.support.movers import DATES, moving_bank
from tests.support.releases import small_release

SCOPES = ({}, {"branch_id": ["B01"]}, {"customer_type": ["personal"], "branch_id": ["B00", "B02"]})
banks = st.builds(
    dict,
    seed=st.integers(0, 10_000),
    customers=st.integers(5, 60),
    before=st.sampled_from(DATES[:-1]),
    attrition=st.sampled_from(["closed", "valid"]),
    where=st.sampled_from(SCOPES),
)


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    return lambda: tmp_path_factory.mktemp("any") / "store"


def found_flows(folders, case):
    engine = small_release(folders(), moving_bank(case["customers"], seed=case["seed"]))
    try:
        scope = Scope.of(engine, at=DATES[-1], before=case["before"], where=case["where"])
        return flows(engine, scope, Counting(attrition=case["attrition"]))
    except (EmptyScope, UnknownValue):
        return None
    finally:
        engine.close()


@settings(max_examples=12)
@given(case=banks)
def test_closing_is_opening_less_who_left_and_with_who_came(folders, case):
    found = found_flows(folders, case)
    if found is None:
        return
    for kind, part in found.groupby("customer_type"):
        n = counts_of(part)
        came = n["new"] + n["reactivated"] + n["transferred_in"]
        left = n["lost"] + n["transferred_out"]
        assert n["closing"] == n["opening"] - left + came
        assert n["lost"] == n["closed"] + n["invalid"]

        matrix = matrix_of(part, "TIER", few=10)
        rows = matrix[matrix["row_share"].notna()].groupby("from_level")
        for level, row in rows:
            opening = part[(part["from_level"] == level) & ~part["state"].isin(CAME)]
            assert row["customer_count"].sum() == opening["customer_count"].sum()
            assert row["row_share"].sum() == pytest.approx(1, abs=1e-12)
        rates = rates_of(part).set_index("rate")["value"]
        assert kind
        if n["opening"]:
            assert rates["retained"] + rates["lost"] == pytest.approx(1, abs=1e-12)
            assert rates["net"] == pytest.approx(rates["up"] - rates["down"], abs=1e-12)


@settings(max_examples=12)
@given(case=banks)
def test_the_bridge_closes_to_the_cent_and_is_the_sum_of_its_moves(folders, case):
    found = found_flows(folders, case)
    if found is None:
        return
    bridge = bridge_of(found).set_index("bucket")
    inner = bridge.drop(["opening", "closing"])

    difference = bridge.loc["opening", "change"] + inner["change"].sum()
    assert round(difference - bridge.loc["closing", "change"], 2) == 0
    everybody = moves_of(found, "TIER", ">")
    assert everybody.customer_count == inner["customer_count"].sum()
    assert everybody.value_after - everybody.value_before == pytest.approx(
        inner["change"].sum(), abs=0.005
    )


@settings(max_examples=6)
@given(case=banks, factor=st.sampled_from([2, 10]))
def test_more_money_moves_the_bridge_and_no_customer_when_levels_stay(folders, case, factor):
    found = found_flows(folders, case)
    if found is None:
        return
    richer = found.assign(
        **{
            name: found[name] * factor
            for name in ("value_before", "value_after", "growth", "decline")
        }
    )
    plain, more = bridge_of(found), bridge_of(richer)
    pd.testing.assert_series_equal(plain["customer_count"], more["customer_count"])
    assert (more["change"] - factor * plain["change"]).abs().max() < 0.01


@settings(max_examples=6)
@given(case=banks, shuffle=st.integers(0, 1000))
def test_the_order_of_rows_never_matters(folders, case, shuffle):
    rows = moving_bank(case["customers"], seed=case["seed"])
    scope = {"at": DATES[-1], "before": case["before"], "where": case["where"]}
    answers = []
    for frame in (rows, rows.sample(frac=1, random_state=shuffle)):
        engine = small_release(folders(), frame)
        try:
            answers.append(flows(engine, Scope.of(engine, **scope)))
        except (EmptyScope, UnknownValue):
            answers.append(None)
        engine.close()
    if answers[0] is None:
        assert answers[1] is None
        return
    keys = ["customer_type", "from_level", "to_level", "state"]
    pd.testing.assert_frame_equal(
        answers[0].sort_values(keys, ignore_index=True),
        answers[1].sort_values(keys, ignore_index=True),
    )
    assert not answers[0]["state"].isin(set(CAME) & set(LEFT)).any()
