"""The demo bank's rows: the contract, the seed, and the character of a real bank."""

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contract import TABLES
from data.sample import Plan, SamplePlanImpossible, bank, planted

ARROW = {
    "money": pa.decimal128(18, 2),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "integer": pa.int32(),
    "year": pa.int32(),
    "number": pa.float64(),
    "rate": pa.float64(),
    "flag": pa.bool_(),
    "codes": pa.list_(pa.string()),
}
GIVEN_BY_PARTS = {("customer_snapshot", "contribution")}
NOT_TOLD = {("holding", "snapshot_date"), ("complaint", "product_id")} | {
    ("competitor_offer", name)
    for name in (
        "feature_tags",
        "is_ours",
        "min_amount",
        "min_term_months",
        "quote_confirmed",
        "valid_from",
    )
}
NOT_UPLOADED = {"tier_policy", "parameter"}


@pytest.fixture(scope="module")
def small():
    return bank(Plan(customers=1_500))


def test_the_same_seed_gives_the_same_bank_to_the_bit(small):
    again = bank(Plan(customers=1_500))
    assert {name for name in small if not small[name].equals(again[name])} == set()


def test_another_seed_gives_another_bank(small):
    other = bank(Plan(customers=1_500, seed=7))
    assert not small["customer_snapshot"].equals(other["customer_snapshot"])


def test_every_table_a_bank_can_bring_is_filled(small):
    assert set(small) == set(TABLES) - NOT_UPLOADED
    assert {name for name, rows in small.items() if not len(rows)} == set()


def test_every_column_of_the_contract_is_there_in_its_type(small):
    missing, mistyped = set(), set()
    for name, table in TABLES.items():
        for column in table.columns if name in small else ():
            if column.name not in small[name].column_names:
                missing.add((name, column.name))
            elif small[name][column.name].type != ARROW.get(column.kind, pa.string()):
                mistyped.add((name, column.name))
    assert missing == GIVEN_BY_PARTS | NOT_TOLD
    assert mistyped == set()


def test_every_code_is_one_of_the_contract_and_nothing_required_is_empty(small):
    for name, rows in small.items():
        for column in TABLES[name].columns:
            if column.name not in rows.column_names:
                continue
            values = rows[column.name]
            if column.kind == "code":
                unknown = set(values.unique().to_pylist()) - {*column.code_values, None}
                assert unknown == set(), (name, column.name)
            if column.required:
                assert values.null_count == 0, (name, column.name)


def test_keys_are_unique(small):
    for name, rows in small.items():
        key = [column for column in TABLES[name].key if column in rows.column_names]
        groups = rows.select(key).group_by(key).aggregate([])
        assert len(groups) == len(rows), name


@settings(max_examples=12)
@given(
    customers=st.integers(100, 400),
    months=st.integers(1, 30),
    weeks=st.integers(0, 10),
    seed=st.integers(0, 2**40),
    end=st.sampled_from([date(2024, 2, 29), date(2025, 8, 31), date(2026, 5, 31)]),
)
def test_any_size_and_any_dates_make_a_sound_bank(customers, months, weeks, seed, end):
    plan = Plan(customers=customers, months=months, weeks=weeks, seed=seed, end=end)
    rows = bank(plan)["customer_snapshot"]
    dates = rows["snapshot_date"].unique().to_pylist()
    assert sorted(dates) == sorted({*plan.month_dates, *plan.week_dates})
    assert max(dates) == end
    parts = ("dep_demand_mavg", "dep_time_mavg", "wealth_mavg", "other_aum_mavg")
    total = sum(pc.cast(rows[name], pa.float64()).to_numpy() for name in parts)
    average = pc.cast(rows["aum_mavg"], pa.float64()).to_numpy()
    off = np.abs(total - average) > 0.01
    truths = planted(plan)
    known = {*truths.parts_mismatch, *truths.closed_with_balance}
    assert set(rows["customer_id"].filter(pa.array(off)).to_pylist()) <= known


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"customers": 5}, "The demo bank cannot have customers = 5. Choose 100 to 9000000."),
        ({"months": 0}, "The demo bank cannot have months = 0. Choose 1 to 120."),
        (
            {"end": date(2026, 10, 30)},
            "The demo bank cannot have end = 2026-10-30. Choose 2026-10-31 to 2026-10-31.",
        ),
    ],
)
def test_an_impossible_plan_is_refused_by_name(wrong, message):
    with pytest.raises(SamplePlanImpossible) as refusal:
        Plan(**wrong)
    assert str(refusal.value) == message


def test_the_plan_shows_24_month_ends_and_8_sundays():
    plan = Plan()
    assert len(plan.month_dates) == 24
    assert plan.month_dates[-1] == date(2026, 10, 31)
    assert plan.week_dates == (
        date(2026, 9, 6),
        date(2026, 9, 13),
        date(2026, 9, 20),
        date(2026, 9, 27),
        date(2026, 10, 4),
        date(2026, 10, 11),
        date(2026, 10, 18),
        date(2026, 10, 25),
    )


def test_a_larger_bank_keeps_the_first_block_and_the_planted_customers():
    assert planted(Plan(customers=20_000)) == planted(Plan(customers=50_000))
