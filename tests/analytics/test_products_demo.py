"""The demo bank: what was planted is found, lists keep the rules and add up to their marks."""

import pandas as pd
import pytest

from analytics.engine import DuckDBEngine
from analytics.products import line_growth
from analytics.products_left import balances_left, balances_left_customers
from analytics.products_main_bank import payroll_stopped_customers
from analytics.products_maturity import maturing_customers, maturing_sizes
from analytics.products_next import next_best_model, next_best_products
from analytics.products_penetration import product_changes, product_penetration
from analytics.products_rollover import short_term_rollover
from analytics.scope import Scope
from data.sample import Plan, planted

FRESH_DAYS = 365


@pytest.fixture(scope="module")
def engine(demo_store):
    return DuckDBEngine(demo_store)


@pytest.fixture(scope="module")
def scope(engine):
    return Scope.of(engine)


@pytest.fixture(scope="module")
def model(engine, scope):
    return next_best_model(engine, scope)


@pytest.fixture(scope="module")
def table(engine):
    def read(sql):
        with engine._connection.cursor() as cursor:
            return cursor.sql(sql).df()

    return read


def test_whose_salary_stopped_is_found(engine, scope):
    found = payroll_stopped_customers(engine, scope, limit=10_000)
    stopped = set(planted(Plan()).payroll_stopped)

    assert stopped
    assert stopped <= set(found["customer_id"])
    assert len(found) < 1.2 * len(stopped)


def test_the_leaver_leads_the_list_of_money_that_left(engine, scope):
    truth = planted(Plan())

    first = balances_left_customers(engine, scope, limit=1).iloc[0]

    assert first["customer_id"] == truth.leaver
    assert first["left_bank"] == pytest.approx(truth.leaver_amount, rel=0.05)
    assert first["gone"]


def test_money_that_left_adds_up(engine, scope):
    found = balances_left(engine, scope).set_index(["customer_type", "line"])
    total = found.loc[("all", "total")]
    people = balances_left_customers(engine, scope, limit=10_000)

    assert len(people) < 10_000
    assert people["left_bank"].sum() == pytest.approx(total["left_bank"], abs=0.01)
    lines = found.loc["all"].drop("total")
    for name in ("declined", "moved_inside", "paid_down", "left_bank"):
        assert lines[name].sum() == pytest.approx(total[name], abs=0.01)
    assert found.loc["personal"].loc["total", "declined"] < total["declined"]


def test_seven_days_are_rolled_over_as_often_as_was_drawn(engine, scope):
    row = short_term_rollover(engine, scope).set_index("product_id").loc["P06"]

    assert row["rolled_share_low"] < 0.93 < row["rolled_share_high"] + 0.01
    assert row["moved_count"] == row["matured_count"] - row["rolled_count"] - row["left_count"]


def test_proposals_beat_popularity_and_are_shown_where_they_do(engine, scope, model):
    tested = model.backtest.set_index("customer_type")
    page = next_best_products(engine, scope, limit=10_000, model=model)

    assert tested.loc["personal", "beats"]
    assert tested.loc["personal", "gain_low"] > 0
    assert set(page["customer_type"]) == set(tested.index[tested["beats"]])
    assert page["customer_id"].is_unique
    assert (page["lift"] > 1.1).all()
    assert (page["both_count"] >= 30).all()


def test_nobody_is_proposed_what_does_not_suit_or_without_consent(engine, scope, model, table):
    page = next_best_products(engine, scope, limit=10_000, model=model)
    people = table("select customer_id, risk_tolerance, risk_assessed_on from customer")
    products = table("select product_id, line, risk_level from product")
    said = table("select * from consent").sort_values("recorded_on")
    told = page.merge(people, on="customer_id").merge(products, on="product_id")

    invests = told[told["line_y"].isin(["wealth", "fund_insurance"])]
    assert len(invests) > 0
    assert (invests["risk_level"] <= invests["risk_tolerance"]).all()
    age = (pd.Timestamp(scope.at) - pd.to_datetime(invests["risk_assessed_on"])).dt.days
    assert age.between(0, FRESH_DAYS).all()
    assert not invests["product_id"].isin(["P23"]).any()
    newest = said.groupby(["customer_id", "purpose", "channel"]).tail(1)
    willing = newest[newest["granted"]]
    for purpose in ("marketing", "personalised_reco"):
        assert set(page["customer_id"]) <= set(
            willing.loc[willing["purpose"] == purpose, "customer_id"]
        )
    unassessed = told[told["risk_tolerance"].isna()]
    assert len(unassessed) > 0


def test_changes_close_and_meet_penetration(engine, scope):
    changes = product_changes(engine, scope).set_index(["customer_type", "product_id"])
    now = product_penetration(engine, scope, by="customer_type")

    for row in now[now["holder_count"] > 0].to_dict("records"):
        assert (
            changes.loc[(row["customer_type"], row["product_id"]), "holders_at"]
            == (row["holder_count"])
        )
    closing = changes["holders_before"] + changes["gained"] + changes["gained_new"]
    assert (closing - changes["lost"] - changes["lost_left"] == changes["holders_at"]).all()


def test_branches_add_up_to_the_bank(engine, scope):
    branches = [f"B{number:03d}" for number in range(1, 16)]
    parts = [
        line_growth(engine, Scope.of(engine, where={"branch_id": [branch]})) for branch in branches
    ]
    whole = line_growth(engine, scope)
    mine = whole[whole["customer_type"] == "all"].set_index("line")["at"]
    together = pd.concat(parts)
    together = together[together["customer_type"] == "all"].groupby("line")["at"].sum()
    assert together.loc[mine.index].to_numpy() == pytest.approx(mine.to_numpy(), abs=0.01)


def test_the_list_of_what_falls_due_is_as_long_as_its_size(engine, scope):
    sizes = maturing_sizes(engine, scope).groupby("window")[["holding_count", "balance"]].sum()
    for window in ("week", "month", "ahead"):
        people = maturing_customers(engine, scope, window=window, limit=10_000)
        assert len(people) == sizes.loc[window, "holding_count"]
        assert people["balance"].sum() == pytest.approx(sizes.loc[window, "balance"], abs=0.01)
