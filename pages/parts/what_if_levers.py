"""What the ready questions and the scenarios are asked to show: all of it in the URL. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analytics import goal_customers, policy_months, policy_rules, scenario_base
from analytics.scenario_levers import ASSUMPTIONS, LEVERS, NEUTRAL, Scenario, scenarios_of
from analytics.scenario_model import MONEY
from data.problems import Problem
from pages.parts.answers import kept
from pages.parts.text import sentence

if TYPE_CHECKING:
    from analytics.engine import Engine
    from analytics.policy_draft import Draft
    from analytics.scope import Scope
    from pages.parts.shell import Page
    from pages.parts.text import Text

WHAT_IF_PARAMETERS = (
    "line_of",
    "line",
    "keep",
    "gain",
    "gain_of",
    "gain_by",
    "gain_for",
    "names",
    "scenario",
    "against",
    "goal",
    "goal_of",
)
BY: Mapping[str, str] = {
    "fewest": sentence("Fewest customers"),
    "cheapest": sentence("Least cost"),
}
PURPOSES: Mapping[str, str] = {
    "service": sentence("Service talks"),
    "marketing": sentence("Offers, with consent"),
}
LEVER_NAMES: Mapping[str, str] = {
    "retention": sentence("Keep of those who would leave"),
    "upgrade": sentence("More customers rise a tier"),
    "deposit_rate": sentence("Rate paid on deposits"),
    "loan_rate": sentence("Rate earned on loans"),
    "cost_to_serve": sentence("Cost to serve"),
    "cross_sell": sentence("Customers with one more product line"),
    "manager_hours": sentence("More hours per manager and week"),
    "worklist": sentence("List of customers"),
    "deposit_response": sentence("Deposits that go per 10 basis points less"),
    "loan_response": sentence("Loans that go per 10 basis points more"),
    "line_value": sentence("What one more product line brings in a year"),
    "contacts_per_hour": sentence("Contacts in an hour"),
    "reached": sentence("Contacts that reach somebody"),
    "success": sentence("Talks that succeed"),
    "success_value": sentence("What a success brings in a year"),
    "hour_cost": sentence("What an hour costs"),
}
MEASURES: Mapping[str, str] = {
    "contribution_ttm": sentence("Contribution"),
    "aum_mavg": sentence("AUM"),
    "deposit_mavg": sentence("Deposits"),
}
USUAL_GOAL = 5_000_000.0
PART_OF_BASE = 0.05
"""How large a goal of contribution is before anybody says: so much of the base at most."""

base_of = kept(scenario_base.scenario_base_of)
gains_of = kept(goal_customers.gains_of)
chances_of = kept(goal_customers.chances_of)
policy_of = kept(policy_rules.policy_in_force)


@kept
def amounts_of(engine: Engine, scope: Scope, draft: Draft) -> np.ndarray:
    """What the draft's tiers are judged by, of everybody in scope, lowest first."""
    return np.sort(policy_months.amounts_at(engine, scope, draft))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The scenario of the link and those kept beside it. problem: what of the link is wrong."""

    scenario: Scenario
    against: tuple[Scenario, ...]
    goal: float | None
    goal_of: str
    problem: Problem | None = None


def asked(page: Page) -> Asked:
    """What the link asks of the scenarios; what cannot be read is left out and told."""
    scenario, against, problem = NEUTRAL, (), None
    try:
        scenario = Scenario.from_json(page.parameter("scenario") or "{}")
        against = scenarios_of(page.parameter("against") or "")
    except Problem as wrong:
        problem = wrong
    measure = page.parameter("goal_of")
    return Asked(
        scenario=scenario,
        against=against,
        goal=number(page, "goal"),
        goal_of=measure if measure in MONEY else MONEY[0],
        problem=problem,
    )


def usual_goal(measure: str, contribution: float) -> float:
    """Five million, or for a small bank what is within reach: a round part of its contribution."""
    if measure != "contribution_ttm" or contribution <= 0:
        return USUAL_GOAL
    every = [step * 10.0**power for power in range(2, 7) for step in (1.0, 2.0, 5.0)]
    within = [each for each in every if each <= contribution * PART_OF_BASE]
    return max(within, default=every[0])


def number(page: Page, name: str) -> float | None:
    """A number above zero of the link; None when there is none."""
    text = page.parameter(name) or ""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 < value < 1e13 else None


def one_of(page: Page, name: str, known: Mapping[str, object] | tuple[str, ...], usual: str) -> str:
    """A word of the link that is known, else the usual one."""
    word = page.parameter(name)
    return word if word is not None and word in known else usual


def set_scenario(page: Page, scenario: Scenario) -> None:
    """Show another scenario; the base needs no parameter."""
    text = scenario.to_json()
    page.set_parameter("scenario", None if text == "{}" else text)


def setting(t: Text, lever: str, value: float | None) -> str:
    """A lever's or assumption's value as people read it: +10 %, −25 bp, 3 hours."""
    if value is None:
        return "–"
    facts = LEVERS.get(lever) or ASSUMPTIONS[lever]
    sign = t.signed if lever in LEVERS and facts.minimum < 0 else str
    match facts.unit:
        case "share":
            return sign(t.percent(value, decimals=_decimals(value * 100)))
        case "basis_points":
            return t("{number} bp", number=sign(t.decimal(value, decimals=_decimals(value))))
        case "hours":
            return t("{number} hours", number=t.decimal(value, decimals=_decimals(value)))
        case "money":
            return t.money(value)
    return t.decimal(value, decimals=_decimals(value))


def _decimals(value: float) -> int:
    """None for whole numbers, one else, two below 1."""
    if abs(value - round(value)) < 1e-9:
        return 0
    return 1 if abs(value) >= 1 else 2
