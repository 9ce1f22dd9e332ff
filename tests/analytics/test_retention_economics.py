"""The worked numbers of retention economics (domain model 3.18), and what counts as measured."""

import datetime as dt
import math

import duckdb
import pandas as pd
import pytest

from analytics.engine import DuckDBEngine
from analytics.retention_economics import (
    cost_per_sale,
    economics_of,
    is_worth_keeping,
    retention_economics,
    sales_of_budget,
)
from analytics.scope import Scope
from tests.support.banks import AT, BEFORE
from tests.support.releases import small_release, written_store

START = dt.date(2025, 10, 1)


def items(frame, column):
    return dict(zip(frame["item"], frame[column], strict=True))


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """A bank without campaigns or contacts."""
    rows = {"customer_id": ["A", "A"], "snapshot_date": [BEFORE, AT]}
    return small_release(tmp_path_factory.mktemp("plain") / "store", rows)


@pytest.fixture(scope="module")
def active(tmp_path_factory):
    """200 customers: 100 treated of whom 20 bought, 100 in the control group of whom 5 bought."""
    ids = [f"C{number:03d}" for number in range(200)]
    store = written_store(
        tmp_path_factory.mktemp("active") / "store",
        {
            "customer_id": ids,
            "snapshot_date": [AT] * 200,
            "branch_id": ["B02"] * 10 + ["B01"] * 190,
        },
    )
    members = pd.DataFrame(
        {
            "campaign_id": "K1",
            "customer_id": ids,
            "arm": ["treat"] * 100 + ["control"] * 100,
            "assigned_on": START,
            "contacted_on": [START] * 100 + [None] * 100,
            "responded_on": None,
            "converted_on": [START] * 20 + [None] * 80 + [START] * 5 + [None] * 95,
        }
    )
    campaigns = pd.DataFrame(
        {
            "campaign_id": ["K1", "K2"],
            "name": ["done", "not over"],
            "start": [START, AT],
            "end": [START + dt.timedelta(30), AT + dt.timedelta(30)],
            "cost_fixed": [1000.0, 0.0],
            "cost_per_contact": [4.0, 1.0],
            "value_per_success": [300.0, 1.0],
            "status": ["closed", "running"],
        }
    )
    calls = pd.DataFrame(
        {
            "contact_id": [f"T{number}" for number in range(50)],
            "customer_id": ids[:50],
            "contact_ts": pd.Timestamp("2025-12-01"),
            "channel": ["call"] * 40 + ["sms"] * 10,
            "type": "care",
            "result": ["reached"] * 20 + ["refused"] * 4 + ["not_reached"] * 16 + ["reached"] * 10,
        }
    )
    with duckdb.connect(str(store.path("000001"))) as connection:
        for name, frame in (
            ("campaign_member", members),
            ("campaign", campaigns),
            ("contact", calls),
        ):
            connection.register("frame", frame)
            connection.execute(f"insert into {name} by name select * from frame")
    return DuckDBEngine(store)


def test_a_sale_costs_the_contacts_it_takes():
    assert cost_per_sale(1, 0.5) == 2
    assert cost_per_sale(1, 0.15) == pytest.approx(6.67, abs=0.005)
    assert cost_per_sale(1, 0) == math.inf


def test_the_worked_ratios_and_sales(plain):
    assumed = items(retention_economics(plain, Scope.of(plain)), "assumed")

    assert assumed["ratio_success"] == pytest.approx(3.33, abs=0.005)
    assert assumed["ratio"] == pytest.approx(16.67, abs=0.005)
    assert (assumed["sales_existing"], assumed["sales_new"]) == pytest.approx((1000, 60))


def test_a_budget_pays_its_sales():
    assert sales_of_budget(100_000, 50, 0.5) == 1000
    assert sales_of_budget(100_000, 250, 0.15) == pytest.approx(60)


def test_an_action_pays_if_what_it_keeps_is_worth_more():
    assert is_worth_keeping(0.10, 2666.67, 200)
    assert not is_worth_keeping(0.10, 2666.67, 266.67)


def test_without_campaigns_nothing_is_measured_and_nothing_is_zero(plain):
    frame = retention_economics(plain, Scope.of(plain))

    assert frame["measured"].isna().all()
    assert (frame["n"] == 0).all()
    assert economics_of(plain, Scope.of(plain)).success == 0.5


def test_what_ended_campaigns_and_calls_say_is_measured(active):
    frame = retention_economics(active, Scope.of(active))
    measured, n = items(frame, "measured"), items(frame, "n")

    assert measured["success_existing"] == pytest.approx(0.20)
    assert measured["uplift"] == pytest.approx(0.15)
    assert measured["contact_cost_existing"] == pytest.approx(4 + 1000 / 100)
    assert measured["cost_per_sale_existing"] == pytest.approx(70)
    assert measured["reached"] == pytest.approx(24 / 40)
    assert (n["success_existing"], n["uplift"], n["reached"]) == (100, 200, 40)
    assert pd.isna(measured["success_new"])


def test_the_uplift_has_limits_around_it(active):
    frame = retention_economics(active, Scope.of(active)).set_index("item")
    row = frame.loc["uplift"]
    error = 1.959964 * math.sqrt(0.2 * 0.8 / 100 + 0.05 * 0.95 / 100)

    assert row["measured_low"] == pytest.approx(0.15 - error)
    assert row["measured_high"] == pytest.approx(0.15 + error)


def test_a_contact_brings_what_it_adds_to_a_control_group(active):
    found = economics_of(active, Scope.of(active))

    assert found.success == pytest.approx(0.15)
    assert found.success_value.value == 300


def test_fewer_than_thirty_are_too_few_to_say(active):
    few = economics_of(active, Scope.of(active, where={"branch_id": ["B02"]}))

    assert (few.success_existing.value, few.success_existing.n) == (None, 10)
    assert (few.cost.value, few.uplift.value) == (None, None)
    assert few.success == 0.5
