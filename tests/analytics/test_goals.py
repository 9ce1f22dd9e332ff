"""Goals: a lever's answer gives the goal, a list adds up to it, and who may be on a list."""

import datetime as dt
from dataclasses import replace

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.engine import DuckDBEngine
from analytics.goal_customers import (
    Chances,
    chances_of,
    gains_of,
    goal_customers,
    needed,
    people_of,
)
from analytics.goal_seek import goal_lever, lever_for
from analytics.line_customers import line_customers
from analytics.problems import UnreadableOption
from analytics.scenario_base import scenario_base_of
from analytics.scenario_levers import NEUTRAL, SLIDERS, Scenario
from analytics.scenario_model import MONEY, outcome
from analytics.scenario_problems import (
    GoalMeasureUnknown,
    GoalOutOfRange,
    LeverUnknown,
    NobodyAgreed,
    NobodyToGain,
)
from analytics.scope import Scope
from tests.analytics.test_scenarios import rich_bank
from tests.support.movers import DATES
from tests.support.releases import written_store
from tests.support.scenario_twin import quartile_gaps

AT = DATES[-1]
CHANCES = Chances(success=0.4, cost=50.0)


def banked(folder, rows, consents=None):
    store = written_store(folder, rows)
    if consents is not None:
        with duckdb.connect(str(store.path("000001"))) as connection:
            connection.register("consents", pd.DataFrame(consents))
            connection.execute("insert into consent by name select * from consents")
    return DuckDBEngine(store)


@pytest.fixture(scope="module")
def bank():
    rows = rich_bank()
    chance = np.random.default_rng(3)
    people = sorted(set(rows["customer_id"]))
    awake = dict(zip(people, chance.choice(["active", "dormant"], len(people)), strict=True))
    return rows.assign(activity=rows["customer_id"].map(awake))


@pytest.fixture(scope="module")
def engine(bank, tmp_path_factory):
    return banked(tmp_path_factory.mktemp("goals") / "store", bank)


@pytest.fixture(scope="module")
def base(engine):
    return scenario_base_of(engine, Scope.of(engine))


@settings(max_examples=25)
@given(
    lever=st.sampled_from(SLIDERS),
    measure=st.sampled_from(MONEY),
    share=st.floats(0.01, 0.99),
    others=st.sampled_from([NEUTRAL, Scenario(retention=0.2, cost_to_serve=-0.05)]),
)
def test_what_goal_seek_answers_gives_the_goal(base, lever, measure, share, others):
    most = lever_for(base, others, lever, measure, 1e12).most
    if most <= 1:
        return
    amount = most * share
    found = lever_for(base, others, lever, measure, amount)

    assert found.value is not None
    applied = outcome(base, others.with_lever(lever, found.value)).change[measure]
    if found.value:
        assert applied == pytest.approx(amount, rel=1e-6)
    else:
        assert applied >= amount


def test_a_goal_out_of_reach_says_how_far_a_lever_goes(base):
    found = lever_for(base, NEUTRAL, "retention", "contribution_ttm", 1e12)
    applied = outcome(base, Scenario(retention=found.most_value))

    assert found.value is None
    assert found.most_value == 1
    assert applied.change["contribution_ttm"] == pytest.approx(found.most)


def test_the_nearest_setting_is_taken(base):
    once = lever_for(base, NEUTRAL, "loan_rate", "contribution_ttm", 10.0)

    assert 0 < once.value < 5


def test_every_lever_is_tried(engine):
    frame = goal_lever(engine, Scope.of(engine), amount=1000.0)

    assert list(frame["lever"]) == list(SLIDERS)
    assert (frame["reachable"] == frame["value"].notna()).all()


def test_a_lever_without_data_carries_its_reason(tmp_path, bank):
    rows = bank.drop(columns="product_cnt").assign(manager_id=None)
    engine = banked(tmp_path / "store", rows)
    frame = goal_lever(engine, Scope.of(engine), amount=1000.0).set_index("lever")

    assert frame.loc["cross_sell", "problem"] == "E_LINE_VALUE"
    assert frame.loc["manager_hours", "problem"] == "E_NO_MANAGERS_NAMED"
    assert not frame.loc["cross_sell", "reachable"]


@pytest.mark.parametrize("amount", [0, -1, float("nan"), float("inf"), 1e20])
def test_a_goal_nobody_can_mean_is_refused(engine, amount):
    with pytest.raises(GoalOutOfRange):
        goal_lever(engine, Scope.of(engine), amount=amount)
    with pytest.raises(GoalOutOfRange):
        goal_customers(engine, Scope.of(engine), amount=amount)


def test_unknown_measures_levers_and_orders_are_refused(engine):
    scope = Scope.of(engine)
    with pytest.raises(GoalMeasureUnknown):
        goal_lever(engine, scope, amount=1.0, measure="colour")
    with pytest.raises(LeverUnknown):
        goal_lever(engine, scope, amount=1.0, lever="magic")
    with pytest.raises(UnreadableOption):
        goal_customers(engine, scope, amount=1.0, by="luck")


@pytest.mark.parametrize("measure", MONEY)
def test_potentials_are_those_of_a_plain_quartile(engine, bank, measure):
    scope = Scope.of(engine)
    gains = gains_of(engine, scope, measure=measure, by="fewest", chances=CHANCES)
    listed = people_of(engine, scope, gains, limit=10_000)
    plain = quartile_gaps(bank, AT, measure).set_index("customer_id")

    assert set(listed["customer_id"]) == set(plain.index)
    gap = listed.set_index("customer_id")["gap"]
    assert gap.to_dict() == pytest.approx(plain["gap"].astype(float).to_dict())
    chance = np.where(listed["activity"] == "dormant", 0.4 * 0.3, 0.4)
    assert np.allclose(listed["chance"], chance)
    assert np.allclose(listed["gain"], listed["chance"] * listed["gap"])


@pytest.mark.parametrize("by", ["fewest", "cheapest"])
def test_the_list_adds_up_to_the_goal_and_no_further(engine, by):
    scope = Scope.of(engine)
    gains = gains_of(engine, scope, measure="aum_mavg", by=by, chances=CHANCES)
    amount = gains.most * 0.37
    found = goal_customers(
        engine, scope, amount=amount, measure="aum_mavg", by=by, success=0.4, cost=50.0,
        limit=10_000,
    )  # fmt: skip

    assert len(found) == found["needed_count"].iloc[0]
    assert found["gain"].sum() == pytest.approx(found["goal_gain"].iloc[0])
    assert found["gain"].sum() >= amount > found["gain"].iloc[:-1].sum()
    assert found["cost"].sum() == pytest.approx(found["goal_cost"].iloc[0])
    assert found["gain_total"].to_list() == pytest.approx(found["gain"].cumsum().to_list())


def test_nobody_reaches_the_goal_with_fewer_customers_nor_for_less(engine):
    scope = Scope.of(engine)
    ways = {
        by: gains_of(engine, scope, measure="aum_mavg", by=by, chances=CHANCES)
        for by in ("fewest", "cheapest")
    }
    amount = ways["fewest"].most * 0.9
    fewest, cheapest = (needed(ways[by], amount) for by in ("fewest", "cheapest"))

    assert fewest.count < cheapest.count
    assert cheapest.cost < fewest.cost


def test_the_list_applied_as_a_scenario_gives_the_goal(engine, base, bank):
    scope = Scope.of(engine)
    amount = 2_000.0
    found = goal_customers(engine, scope, amount=amount, success=0.4, cost=50.0, limit=10_000)
    raised = found.set_index("customer_id")["gain"]
    now = bank[(bank["snapshot_date"] == AT) & (bank["status"] == "open")]
    lifted = now["contribution_ttm"] + now["customer_id"].map(raised).fillna(0)
    scenario = Scenario(worklist=float(found["goal_gain"].iloc[0]))

    change = outcome(base, scenario).change["contribution_ttm"]

    assert change == pytest.approx(lifted.sum() - now["contribution_ttm"].sum())
    assert change >= amount
    assert lever_for(base, NEUTRAL, "worklist", "contribution_ttm", amount).value == (
        pytest.approx(amount)
    )


def test_a_goal_out_of_reach_lists_everybody(engine):
    found = goal_customers(engine, Scope.of(engine), amount=1e12, measure="aum_mavg", limit=5)

    assert not found["reachable"].any()
    assert found["needed_count"].iloc[0] > 5


def test_expected_sales_are_chances_added_up(engine):
    scope = Scope.of(engine)
    gains = gains_of(engine, scope, measure="aum_mavg", by="fewest", chances=CHANCES)
    wanted = needed(gains, gains.most * 0.4)
    listed = people_of(engine, scope, gains, limit=wanted.count)

    assert wanted.sales == pytest.approx(listed["chance"].sum())


def test_without_campaigns_the_planning_figures_are_taken_and_say_so(engine):
    found = chances_of(engine, Scope.of(engine))

    assert (found.success, found.cost) == (0.5, 50.0)
    assert not found.success_measured
    assert not found.cost_measured


def consent(who, purpose, granted, *, channel="call", day=AT, expires=None):
    return {
        "customer_id": who,
        "purpose": purpose,
        "channel": channel,
        "recorded_on": day,
        "granted": granted,
        "expires_on": expires,
        "source": "branch",
    }


def test_only_who_agreed_is_offered_anything(tmp_path, bank):
    ids = sorted(set(bank["customer_id"]))
    early, past = AT - dt.timedelta(90), AT - dt.timedelta(1)
    said = [consent(who, "marketing", granted=True, day=early) for who in ids[:400]]
    said += [consent(who, "marketing", granted=False) for who in ids[100:200]]
    said += [
        consent(who, "marketing", granted=True, channel="sms", day=early, expires=past)
        for who in ids[400:450]
    ]
    said += [consent(who, "personalised_reco", granted=False) for who in ids[:50]]
    engine = banked(tmp_path / "store", bank, said)
    scope = Scope.of(engine)
    asked = {"amount": 1e12, "measure": "aum_mavg", "limit": 10_000}
    everybody = goal_customers(engine, scope, **asked)
    willing = goal_customers(engine, replace(scope, purpose="marketing"), **asked)
    may = {*ids[50:100], *ids[200:400]}

    assert set(willing["customer_id"]) == set(everybody["customer_id"]) & may
    assert set(everybody.loc[everybody["has_agreed"], "customer_id"]) == set(willing["customer_id"])


def test_a_bank_without_consents_has_service_lists_only(engine):
    with pytest.raises(NobodyAgreed):
        goal_customers(
            engine, replace(Scope.of(engine), purpose="marketing"), amount=1.0, measure="aum_mavg"
        )


def test_equal_customers_have_nothing_to_gain(tmp_path):
    rows = pd.DataFrame(
        {"customer_id": [f"C{n}" for n in range(60)], "snapshot_date": AT, "aum_mavg": 500.0}
    )
    engine = banked(tmp_path / "store", rows)

    with pytest.raises(NobodyToGain):
        goal_customers(engine, Scope.of(engine), amount=1.0, measure="aum_mavg")


def test_ties_are_listed_by_customer_id(tmp_path):
    ids = [f"C{number:02d}" for number in range(40, 0, -1)]
    amounts = [1000.0] * 20 + [9000.0] * 20
    engine = banked(
        tmp_path / "store",
        pd.DataFrame({"customer_id": ids, "snapshot_date": AT, "aum_mavg": amounts}),
    )
    found = goal_customers(engine, Scope.of(engine), amount=1e9, measure="aum_mavg")

    assert list(found["customer_id"]) == sorted(ids[:20])


def test_who_is_between_two_lines_is_counted_as_the_lines_say(engine, bank):
    found = line_customers(
        engine, Scope.of(engine), value_low=50_000, value_high=300_000, limit=10_000
    )
    now = bank[
        (bank["snapshot_date"] == AT)
        & (bank["status"] == "open")
        & (bank["customer_type"] == "personal")
        & (bank["aum_mavg"] >= 50_000)
        & (bank["aum_mavg"] < 300_000)
    ]

    assert set(found["customer_id"]) == set(now["customer_id"])
    assert found["amount"].is_monotonic_decreasing
