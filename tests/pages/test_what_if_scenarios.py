"""The ready questions and the scenarios of the What-if page in their states."""

from functools import partial

import pytest

from analytics.engine import DuckDBEngine
from analytics.scenario_base import scenario_base_of
from analytics.scenario_levers import Scenario, scenarios_json, scenarios_of
from analytics.scenario_model import outcome
from analytics.scope import Scope
from data.workspace import Workspace
from pages.parts import what_if_base
from pages.parts.text import Text
from tests.support.pages import asked, bodies, headline, opened, said, settled

page = partial(opened, "what_if")
scenarios = partial(page, view="scenarios")
T = Text()
KEPT = Scenario(name="Keep more", retention=0.3)


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Every test computes for itself."""
    yield
    what_if_base.KNOWN.clear()


@pytest.fixture
def bank(little_demo, monkeypatch):
    monkeypatch.setenv("TIERVIEW_STORE", str(little_demo))
    return DuckDBEngine(little_demo)


def shown_scenario(app):
    return Scenario.from_json(asked(app, "scenario") or "{}")


def base_of(engine):
    return scenario_base_of(engine, Scope.of(engine))


def test_nothing_moved_is_the_base(bank):
    app = scenarios()

    assert "No lever is moved" in headline(app)
    assert T.money(base_of(bank).contribution) in headline(app)


def test_the_headline_says_what_the_model_says(bank):
    app = scenarios(scenario=KEPT.to_json())
    base = base_of(bank)
    change = outcome(base, KEPT).change["contribution_ttm"]

    assert T.money(base.contribution + change) in headline(app)
    assert T.money(change) in headline(app)


def test_a_slider_moves_its_lever_and_the_link(bank):
    app = scenarios()
    app.slider(key="lever_retention").set_value(30.0)
    settled(app.run())

    assert shown_scenario(app) == Scenario(retention=0.3)
    assert "more than the base" in headline(app)


def test_an_assumption_changes_what_a_lever_does(bank):
    app = scenarios(scenario=Scenario(loan_rate=20).to_json())
    app.number_input(key="assume_loan_response").set_value(10.0)
    settled(app.run())

    assert shown_scenario(app) == Scenario(loan_rate=20, loan_response=0.1)


def test_back_to_neutral(bank):
    app = scenarios(scenario=KEPT.to_json())
    app.button(key="what_if_neutral").click()
    settled(app.run())

    assert asked(app, "scenario") is None


def test_a_goal_set_gives_the_goal(bank):
    goal = outcome(base_of(bank), Scenario(cost_to_serve=-0.2)).change["contribution_ttm"]
    app = scenarios(goal=f"{goal:.0f}", goal_of="contribution_ttm")
    app.button(key="set_cost_to_serve").click()
    settled(app.run())

    change = outcome(base_of(bank), shown_scenario(app)).change["contribution_ttm"]
    assert change == pytest.approx(round(goal), rel=1e-6)


def test_a_goal_out_of_reach_says_how_far_each_lever_goes(bank):
    app = scenarios(goal="900000000000")

    assert said(app, "does not reach it: at most")


def test_scenarios_stand_side_by_side(bank):
    app = scenarios(scenario=KEPT.to_json())
    app.text_input(key="beside_name_0").set_value("A")
    app.button(key="put_beside").click()
    settled(app.run())

    assert [each.name for each in scenarios_of(asked(app, "against"))] == ["A"]
    assert said(app, ">A<")
    app.button(key="beside_drop_0").click()
    settled(app.run())
    assert asked(app, "against") is None


def test_two_scenarios_of_one_name_are_told(bank):
    app = scenarios(against=scenarios_json([KEPT, KEPT]))

    assert said(app, "Two scenarios are named Keep more")


def test_a_scenario_is_saved_opened_and_deleted(own_bank):
    app = scenarios(scenario=KEPT.to_json())
    app.button(key="save_scenario").click()
    settled(app.run())
    assert said(app, "Saved as Keep more.")
    assert Scenario.from_json(Workspace(own_bank).scenarios.newest()[0].text) == KEPT

    again = scenarios()
    again.button(key="open_Keep more").click()
    settled(again.run())
    assert shown_scenario(again) == KEPT

    again.button(key="delete_Keep more").click()
    settled(again.run())
    assert Workspace(own_bank).scenarios.newest() == ()


def test_a_taken_name_is_told_and_can_be_used_again(own_bank):
    Workspace(own_bank).scenarios.save(KEPT.name, KEPT.to_json())
    other = Scenario(name=KEPT.name, retention=0.6)
    app = scenarios(scenario=other.to_json())
    app.button(key="save_scenario").click()
    settled(app.run())

    assert said(app, "A scenario named Keep more with other levers exists already")
    app.button(key="save_again").click()
    settled(app.run())
    saved = Workspace(own_bank).scenarios.newest()[0]
    assert (saved.version, Scenario.from_json(saved.text)) == (2, other)


def test_a_link_that_is_no_scenario_is_told_and_the_base_shown(bank):
    for text in ("nonsense", '{"colour":1}', '{"retention":7}'):
        app = scenarios(scenario=text)

        assert "No lever is moved" in headline(app)
        assert any(code in body for body in bodies(app) for code in ("E_SCENARIO", "E_LEVER"))


def test_a_bank_of_two_columns_shows_what_it_can(smallest_upload, monkeypatch):
    monkeypatch.setenv("TIERVIEW_STORE", str(smallest_upload))
    app = scenarios()

    assert "No lever is moved" in headline(app)
    assert said(app, "No customer here has a manager")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_ready_questions_answer_at_once(bank, language):
    app = page(lang=language)

    cards = [body for body in bodies(app) if "tv-headline" in body]
    assert len(cards) >= 4
    assert not [body for body in bodies(app) if "tv-box problem" in body]


def test_another_line_says_who_reaches_it(bank):
    app = page(line="500000", names="line")

    assert said(app, "instead of")
    assert said(app, "customers would reach")


def test_keeping_more_is_worth_more(bank):
    app = page(keep="50")

    base = base_of(bank)
    yearly = outcome(base, Scenario(retention=0.5)).change["contribution_ttm"]
    assert said(app, T.money(yearly))


def test_who_would_bring_it_is_listed(bank):
    app = page(names="gain", gain_of="aum_mavg")

    assert said(app, "customers are enough")
    assert said(app, "Expected gain")


def test_a_list_for_offers_holds_who_agreed(bank):
    app = page(names="gain", gain_for="marketing")

    listed = next(body for body in bodies(app) if "Agreed to marketing" in body)
    assert "<span>no</span>" not in listed
