"""Scenarios: the base is the contribution page's, levers do what they say, parts add up."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import problems
from analytics.contribution import contribution_summary
from analytics.engine import DuckDBEngine
from analytics.questions import answer
from analytics.questions_scenarios import SCENARIOS
from analytics.scenario_base import scenario_base_of
from analytics.scenario_levers import (
    ASSUMPTIONS,
    LEVERS,
    NEUTRAL,
    SLIDERS,
    Scenario,
    scenarios_json,
    scenarios_of,
)
from analytics.scenario_model import outcome, shifted
from analytics.scenario_parts import shapley
from analytics.scenario_problems import (
    LeverNeedsHistory,
    LeverOutOfRange,
    LeverUnknown,
    LineValueNeeded,
    NoManagersNamed,
    ScenarioNamesClash,
    ScenarioUnreadable,
    TooManyScenarios,
)
from analytics.scenarios import (
    customer_lifetime_value,
    scenario_base,
    scenario_comparison,
    scenario_levers,
    scenario_result,
)
from analytics.scope import Scope
from tests.support.movers import DATES, moving_bank
from tests.support.releases import small_release
from tests.support.scenario_twin import cells, in_every_order, year, yearly_moves

AT = DATES[-1]
NAMES = {question.name: question for question in SCENARIOS}
settings = st.builds(
    Scenario,
    retention=st.sampled_from([0.0, 0.1, 0.5, 1.0, -0.3]),
    upgrade=st.sampled_from([0.0, 0.2, 2.0, -0.4]),
    deposit_rate=st.sampled_from([0.0, -5.0, 20.0]),
    loan_rate=st.sampled_from([0.0, 30.0]),
    cost_to_serve=st.sampled_from([0.0, -0.2]),
    cross_sell=st.sampled_from([0.0, 0.1]),
    manager_hours=st.sampled_from([0.0, 4.0]),
)


def rich_bank():
    """The moving bank with balances, income in parts that make its contribution, and products."""
    rows = moving_bank(900, seed=11)
    chance = np.random.default_rng(5)
    size = len(rows)
    rows["dep_demand_mavg"] = (rows["aum_mavg"] * 0.3).round(2)
    rows["deposit_mavg"] = (rows["aum_mavg"] * 0.8).round(2)
    rows["loan_mavg"] = np.where(chance.random(size) < 0.2, 50_000.0, 0.0)
    rows["nii_deposit"] = (rows["deposit_mavg"] * 0.001).round(2)
    rows["nii_loan"] = (rows["loan_mavg"] * 0.0025).round(2)
    rows["fee_income"] = np.where(chance.random(size) < 0.5, 7.0, 0.0)
    rows["cost_to_serve"] = 5.0
    rows["expected_loss"] = (rows["loan_mavg"] * 0.0005).round(2)
    month = rows["nii_deposit"] + rows["nii_loan"] + rows["fee_income"]
    rows["contribution"] = (month - rows["cost_to_serve"] - rows["expected_loss"]).round(2)
    rows["product_cnt"] = chance.integers(1, 5, size)
    rows["is_valid"] = (rows["status"] == "open") & (rows["aum_mavg"] >= 100)
    is_open = rows["status"] == "open"
    sums = rows[is_open].groupby("customer_id")["contribution"].cumsum()
    place = rows["snapshot_date"].map({day: number + 1 for number, day in enumerate(DATES)})
    rows["contribution_ttm"] = (sums.reindex(rows.index).fillna(0) * 12 / place).round(6)
    return rows


@pytest.fixture(scope="module")
def bank():
    return rich_bank()


@pytest.fixture(scope="module")
def engine(bank, tmp_path_factory):
    return small_release(tmp_path_factory.mktemp("scenarios") / "store", bank)


@pytest.fixture(scope="module")
def base(engine):
    return scenario_base_of(engine, Scope.of(engine))


def test_the_base_is_what_the_contribution_page_says(engine):
    for where in ({}, {"branch_id": ["B01"]}, {"tier": ["mass", "vip"]}):
        scope = Scope.of(engine, where=where)
        total = contribution_summary(engine, scope)["total"].iloc[0]

        assert scenario_base(engine, scope)["contribution"].sum() == pytest.approx(total, abs=0.005)
        assert scenario_base_of(engine, scope).contribution == pytest.approx(total, abs=0.005)


def test_the_cells_are_those_of_a_crosstab(engine, bank):
    found = scenario_base(engine, Scope.of(engine)).set_index(["customer_type", "level"])
    plain = cells(bank, AT)

    assert found["customer_count"].to_dict() == plain["count"].to_dict()
    assert found["contribution"].to_dict() == pytest.approx(plain["sum"].to_dict())


def test_income_in_parts_closes_to_the_contribution(engine):
    found = scenario_base(engine, Scope.of(engine))

    assert found["other"].abs().max() < 0.01
    assert (found["nii_deposit"] > 0).any()


def test_without_income_columns_parts_are_estimated_and_close_all_the_same(tmp_path):
    rows = rich_bank().drop(
        columns=["nii_deposit", "nii_loan", "fee_income", "cost_to_serve", "expected_loss"]
    )
    found = scenario_base(*with_scope(small_release(tmp_path / "store", rows)))
    parts = found["nii_deposit"] + found["nii_loan"] + found["fee_income"]
    spent = found["cost_to_serve"] + found["expected_loss"]

    assert (found["nii_deposit"] > 0).any()
    assert (parts - spent + found["other"]).to_list() == pytest.approx(
        found["contribution"].to_list()
    )


def with_scope(engine, **asked):
    return engine, Scope.of(engine, **asked)


def test_the_moves_of_the_year_are_those_counted_one_by_one(base, bank):
    stayed, lost, came = yearly_moves(bank, DATES, "personal")
    moves = next(b for b in base.blocks if b.customer_type == "personal").moves
    opening = stayed.sum(axis=1) + lost
    large = np.flatnonzero(opening / (len(DATES) - 1) >= 30)

    assert len(large) >= 2
    for place in large:
        assert moves.shares[place] == pytest.approx(stayed[place] / opening[place])
        assert moves.lost[place] == pytest.approx(lost[place] / opening[place])
    assert moves.entered == pytest.approx(came / (len(DATES) - 1))
    assert moves.periods == 12


def test_retention_and_upgrades_are_a_year_lived_month_by_month(base):
    scenario = Scenario(retention=0.4, upgrade=0.5)
    for block, tiers in zip(base.blocks, outcome(base, scenario).tiers, strict=True):
        if block.moves is None:
            continue
        margin, moves = block.per["contribution"], block.moves
        kept = year(block.valid.count, margin, moves, Scenario(retention=0.4))
        both = year(block.valid.count, margin, moves, scenario)

        assert tiers.change.sum() == pytest.approx(kept + moves.rise * (both - kept))


def test_a_neutral_scenario_is_the_base_exactly(engine, base):
    found = outcome(base, NEUTRAL)
    result = scenario_result(engine, Scope.of(engine))

    assert found.change == {"contribution_ttm": 0.0, "aum_mavg": 0.0, "deposit_mavg": 0.0}
    assert (result["change"] == 0).all()
    assert (result["after_count"] == result["base_after_count"]).all()
    assert (result["contribution"] == result["base_contribution"]).all()


@given(scenario=settings)
def test_the_parts_of_levers_add_up_to_the_change(base, scenario):
    parts, change = shapley(base, scenario), outcome(base, scenario).change

    assert set(parts) == set(scenario.active)
    assert sum(part["contribution"] for part in parts.values()) == pytest.approx(
        change["contribution_ttm"], abs=1e-6
    )
    assert sum(part["aum"] for part in parts.values()) == pytest.approx(
        change["aum_mavg"], abs=1e-3
    )


def test_a_levers_part_is_its_mean_over_every_order(base):
    scenario = Scenario(retention=0.3, upgrade=0.4, deposit_rate=-5, cost_to_serve=-0.1)

    def value(each):
        return outcome(base, each).change["contribution_ttm"]

    parts = {lever: part["contribution"] for lever, part in shapley(base, scenario).items()}

    assert parts == pytest.approx(in_every_order(value, scenario))


@pytest.mark.parametrize(
    ("lever", "values"),
    [
        ("retention", (-0.5, 0.0, 0.2, 0.6, 1.0)),
        ("cost_to_serve", (0.5, 0.1, 0.0, -0.2, -0.5)),
        ("cross_sell", (0.0, 0.05, 0.3, 0.5)),
    ],
)
def test_more_of_a_lever_brings_more(base, lever, values):
    found = [
        outcome(base, NEUTRAL.with_lever(lever, value)).change["contribution_ttm"]
        for value in values
    ]

    assert found == sorted(found)
    assert len(set(found)) == len(found)


def test_prices_are_balances_times_basis_points(base):
    plain = Scenario(deposit_rate=-2, deposit_response=0.0)
    deposits = sum(b.valid.amounts["deposits"].sum() for b in base.blocks)
    deposits += sum(b.rest.amounts["deposits"].sum() for b in base.blocks)

    found = outcome(base, plain).change

    assert found["contribution_ttm"] == pytest.approx(deposits * 0.0002)
    assert found["deposit_mavg"] == 0


def test_a_rate_paid_never_falls_below_zero(base):
    demand, other = base.rates_paid
    low = Scenario(deposit_rate=-100, deposit_response=0.0)
    paid = sum(
        (b.valid.amounts["demand"] + b.rest.amounts["demand"]).sum() * min(demand, 0.01)
        + (
            b.valid.amounts["deposits"]
            + b.rest.amounts["deposits"]
            - b.valid.amounts["demand"]
            - b.rest.amounts["demand"]
        ).sum()
        * min(other, 0.01)
        for b in base.blocks
    )

    assert outcome(base, low).change["contribution_ttm"] == pytest.approx(paid)


def test_dearer_loans_lose_volume_as_supposed(base):
    free = outcome(base, Scenario(loan_rate=20, loan_response=0.0)).change["contribution_ttm"]
    answered = outcome(base, Scenario(loan_rate=20, loan_response=0.2)).change["contribution_ttm"]

    assert answered < free


def test_nobody_works_to_keep_a_tier_that_costs_money(tmp_path):
    rows = moving_bank(600, seed=11)
    rows["contribution_ttm"] = np.where(rows["tier"] == "mass", -50.0, 500.0)
    engine = small_release(tmp_path / "store", rows)
    base = scenario_base_of(engine, Scope.of(engine))
    block = base.blocks[0]

    plan = shifted(block.moves, block.per["contribution"], Scenario(retention=1.0))

    assert plan[0] == pytest.approx(block.moves.shares[0])
    assert plan[1].sum() > block.moves.shares[1].sum()
    values = customer_lifetime_value(engine, Scope.of(engine))
    assert values.set_index(["customer_type", "level"]).loc[("personal", "mass"), "margin"] == -50


def test_small_tiers_share_losses_and_do_not_move(tmp_path):
    engine = small_release(tmp_path / "store", moving_bank(90, seed=4))
    frame = scenario_base(engine, Scope.of(engine))
    small = frame[frame["few"] & frame["lost_share"].notna()]

    assert len(small)
    assert (small["up_share"] == 0).all()


def test_lifetime_values_are_the_discounted_years_to_come(engine, base):
    found = customer_lifetime_value(engine, Scope.of(engine)).set_index(["customer_type", "level"])
    block = base.blocks[0]
    total, present = np.zeros(len(block.levels)), np.eye(len(block.levels))
    step = block.moves.shares / 1.1 ** (1 / 12)
    for _ in range(6000):
        total += present @ (block.per["contribution"] / 12)
        present = present @ step

    assert found.loc[("personal", "mass"), "value"] == pytest.approx(total[0], rel=1e-6)


def test_one_date_has_prices_but_no_history(tmp_path):
    rows = moving_bank(200, seed=4)
    engine = small_release(tmp_path / "store", rows[rows["snapshot_date"] == AT])
    scope = Scope.of(engine)
    base = scenario_base_of(engine, scope)

    assert outcome(base, Scenario(deposit_rate=-5)).tiers
    assert np.isnan(outcome(base, NEUTRAL).lifetime).all()
    with pytest.raises(LeverNeedsHistory):
        outcome(base, Scenario(retention=0.1))
    with pytest.raises(LeverNeedsHistory):
        customer_lifetime_value(engine, scope)


def test_levers_the_data_know_too_little_for_say_so(tmp_path):
    rows = moving_bank(200, seed=4).assign(manager_id=None)
    engine = small_release(tmp_path / "store", rows)
    base = scenario_base_of(engine, Scope.of(engine))

    with pytest.raises(LineValueNeeded):
        outcome(base, Scenario(cross_sell=0.1))
    assert outcome(base, Scenario(cross_sell=0.1, line_value=50.0)).change["contribution_ttm"] > 0
    with pytest.raises(NoManagersNamed):
        outcome(base, Scenario(manager_hours=2, success_value=100.0))


def test_managers_hours_bring_sales_and_cost_time(base):
    asked = {"manager_hours": 2.0, "success_value": 300.0, "success": 0.1, "reached": 0.5}
    free = outcome(base, Scenario(**asked, contacts_per_hour=1.0, hour_cost=0.0))
    paid = outcome(base, Scenario(**asked, contacts_per_hour=1.0, hour_cost=60.0))
    hours = 2 * 46 * base.manager_count

    assert free.change["contribution_ttm"] == pytest.approx(hours * 0.05 * 300)
    assert paid.change["contribution_ttm"] == pytest.approx(hours * (0.05 * 300 - 60))


def test_nobody_in_scope_is_a_problem(engine):
    with pytest.raises(problems.EmptyScope):
        scenario_base(
            engine,
            Scope.of(
                engine,
                where={"tier": ["strategic"], "branch_id": ["B00"], "customer_type": ["personal"]},
            ),
        )


def test_a_tier_filter_takes_the_averages_of_tiers_nobody_here_holds(engine):
    base = scenario_base_of(engine, Scope.of(engine, where={"tier": ["mass"]}))
    everywhere = scenario_base_of(engine, Scope.of(engine))

    assert base.blocks[0].valid.count[1:].sum() == 0
    assert base.blocks[0].per["contribution"][1] == pytest.approx(
        everywhere.blocks[0].per["contribution"][1]
    )


def test_up_to_four_scenarios_stand_beside_the_base(engine):
    scope = Scope.of(engine)
    four = [Scenario(name=name, retention=0.1 * place) for place, name in enumerate("ABCD")]
    frame = scenario_comparison(engine, scope, scenarios=four)

    assert list(frame["scenario"]) == ["base", *"ABCD"]
    assert frame["change"].is_monotonic_increasing
    assert frame["from_retention"].to_list() == pytest.approx(frame["change"].to_list())
    with pytest.raises(TooManyScenarios):
        scenario_comparison(engine, scope, scenarios=[*four, Scenario(name="E")])
    with pytest.raises(ScenarioNamesClash):
        scenario_comparison(engine, scope, scenarios=[four[0], four[0]])


def test_the_last_row_of_levers_is_the_whole(engine):
    frame = scenario_levers(
        engine, Scope.of(engine), scenario=Scenario(retention=0.2, cost_to_serve=-0.1)
    )

    assert list(frame["lever"]) == ["retention", "cost_to_serve", "total"]
    for column in ("contribution", "aum", "deposits", "lifetime"):
        assert frame[column].iloc[:-1].sum() == pytest.approx(frame[column].iloc[-1], abs=1e-6)


@given(scenario=settings, name=st.text(max_size=20))
def test_a_scenario_comes_back_from_its_text(scenario, name):
    named = Scenario.from_json(scenario.to_json())
    both = scenarios_of(scenarios_json([scenario, named]))

    assert named == scenario
    assert both == (scenario, scenario)
    assert Scenario.from_json(Scenario(name=name).to_json()).name == name


def test_a_neutral_scenario_needs_no_text():
    assert NEUTRAL.to_json() == "{}"
    assert scenarios_of("") == ()


@pytest.mark.parametrize(
    "text",
    ["", "x", "[]", "1", '{"colour":1}', '{"retention":"0.1"}', '{"retention":true}', '{"name":1}'],
)
def test_text_that_is_no_scenario_is_refused(text):
    with pytest.raises(ScenarioUnreadable):
        Scenario.from_json(text)


@pytest.mark.parametrize("text", ['{"retention":2}', '{"retention":NaN}', '{"success":1.5}'])
def test_numbers_no_lever_can_take_are_refused(text):
    with pytest.raises(LeverOutOfRange):
        Scenario.from_json(text)


def test_a_lever_nobody_knows_is_refused():
    with pytest.raises(LeverUnknown, match="retention"):
        NEUTRAL.with_lever("retentoin", 0.1)


def test_every_lever_says_how_far_it_goes():
    for lever in (*LEVERS.values(), *ASSUMPTIONS.values()):
        assert lever.minimum <= 0 <= lever.maximum
        assert lever.step > 0
    assert all(LEVERS[code].prior == 0 for code in SLIDERS)


@pytest.mark.parametrize("name", NAMES)
def test_a_question_answers_on_the_command_line(engine, name):
    given_options = {
        "goal-lever": {"amount": "1000"},
        "goal-customers": {"amount": "1000", "measure": "aum_mavg"},
        "scenario-comparison": {"scenarios": '[{"name":"A","retention":0.1}]'},
        "scenario-result": {"retention": "0.2", "line_value": "10", "cross_sell": "0.1"},
        "line-customers": {"value_low": "1000", "value_high": "100000"},
    }
    found = answer(NAMES[name], engine, Scope.of(engine), given_options.get(name, {}))

    assert not found.empty


def test_every_question_is_asked_in_words():
    assert all("?" in question.line for question in SCENARIOS)


def test_quarters_are_quarters(tmp_path):
    days = (dt.date(2025, 3, 31), dt.date(2025, 6, 30), dt.date(2025, 9, 30), dt.date(2025, 12, 31))
    engine = small_release(tmp_path / "store", moving_bank(400, seed=2, dates=days))
    base = scenario_base_of(engine, Scope.of(engine))

    assert base.blocks[0].moves.periods == 4


def test_the_base_needs_contribution(tmp_path):
    rows = pd.DataFrame({"customer_id": ["A"], "snapshot_date": [AT], "contribution_ttm": [np.nan]})
    engine = small_release(tmp_path / "store", rows)

    with pytest.raises(problems.NotProvided):
        scenario_base_of(engine, Scope.of(engine))


def test_the_demo_bank_closes(demo_store):
    engine = DuckDBEngine(demo_store)
    scope = Scope.of(engine)
    frame = scenario_base(engine, scope)

    assert frame["other"].abs().max() < 0.01
    assert frame["contribution"].sum() == pytest.approx(
        contribution_summary(engine, scope)["total"].iloc[0], abs=0.005
    )
