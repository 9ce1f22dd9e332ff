"""Scenarios: levers on the left, what they would do on the right, and up to four side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from analytics.scenario_levers import NEUTRAL, Scenario
from analytics.scenario_model import outcome
from analytics.scenarios import levers_frame, result_frame
from data.problems import Problem
from pages.parts import (
    cards,
    estimate,
    figures_scenarios,
    lists,
    shell,
    what_if_base,
    what_if_goal,
    what_if_levers,
    what_if_panel,
    what_if_saved,
)
from pages.parts import what_if_result as words
from pages.parts.figures_scenarios import ScenarioView

if TYPE_CHECKING:
    from analytics.scenario_base import Base
    from analytics.scenario_model import Outcome
    from pages.parts.shell import Page


def scenarios(page: Page) -> None:
    """Draw the scenarios of the page's scope."""
    try:
        base = what_if_base.base(page)
    except Problem as problem:
        cards.show_problem(problem, page.t)
        return
    if base is None:
        return
    estimate.badge(page)
    _body(page, base)
    cards.definition(
        page,
        "scenarios/cells",
        scope=page.scope.single,
        metric="scenario-result",
        scheme="TIER",
    )


@st.fragment
def _body(page: Page, base: Base) -> None:
    """All that follows a lever: only this is drawn again when one is moved."""
    t, asked = page.t, what_if_levers.asked(page)
    if asked.problem is not None:
        cards.show_problem(words.worded(asked.problem, t), t)
    scenario, problem = asked.scenario, None
    try:
        found = outcome(base, scenario)
    except Problem as wrong:
        found, problem = outcome(base, NEUTRAL), wrong
    heading = words.headline(t, base, found, scenario)
    cards.headline(heading)
    if problem is not None:
        cards.show_problem(problem, t)
    cards.tiles(words.tiles(t, base, found), t)
    levers, result = st.columns([2, 3], gap="large")
    with levers:
        cards.section(t("Levers"))
        what_if_panel.panel(page, base, scenario)
    with result:
        _result(page, base, found, scenario if problem is None else NEUTRAL, heading)
    if base.has_moves:
        cards.section(t("Customers by tier in 12 months"))
        _sizes(page, found)
    what_if_goal.seek(page, base, asked)
    what_if_saved.beside(page, base, asked)
    what_if_saved.saved(page, asked)


def _result(page: Page, base: Base, found: Outcome, scenario: Scenario, heading: str) -> None:
    """The figure, each lever's own part, and the tiers in 12 months."""
    t = page.t
    frame = result_frame(found)
    several = len(set(frame["customer_type"].dropna())) > 1
    view = ScenarioView(several=several, narrow=shell.is_narrow())
    cards.section(
        t("What-if result: contribution by tier"),
        t("Grey behind: the base, the last 12 months. A what-if result, not a forecast."),
    )
    figure = figures_scenarios.result_figure(frame, t, page.theme, view=view)
    cards.chart(figure, page, key="scenario_figure", alt=words.plain(heading))
    if not scenario.is_neutral:
        parts = levers_frame(base, scenario)
        cards.section(t("Which lever brings what"), t("The parts add up to the whole change."))
        figure = figures_scenarios.levers_figure(parts, t, page.theme, narrow=view.narrow)
        cards.chart(figure, page, key="levers_figure", alt=words.parts_sentence(t, parts))
    shown = words.file_of(t, frame, several=several)
    cards.actions(
        page,
        "scenario",
        shown,
        figure_key="scenario_figure",
        summary=words.plain(heading),
        question="scenario-result",
    )


def _sizes(page: Page, found: Outcome) -> None:
    """Valid customers now, in a year at unchanged rates, and with the levers; lifetime value."""
    t, frame = page.t, result_frame(found)
    rows = frame[frame["level"] != "worklist"]
    several = len(set(rows["customer_type"])) > 1
    names = [
        figures_scenarios.tier_word(t, kind, level, several=several)
        for kind, level in zip(rows["customer_type"], rows["level"], strict=True)
    ]
    shown = pd.DataFrame(
        {
            "tier": names,
            "now": rows["customer_count"],
            "base": rows["base_after_count"].round(),
            "after": rows["after_count"].round(),
            "difference": [
                t.signed(t.exact(round(more))) if round(more) else t.exact(0)
                for more in rows["after_count"] - rows["base_after_count"]
            ],
            "base_value": rows["base_value"],
            "value": rows["value"],
        }
    )
    columns = [
        lists.Column(name="tier", label=t("Customer tier")),
        lists.Column(name="now", kind="count", label=t("Valid customers now")),
        lists.Column(name="base", kind="count", label=t("In 12 months at unchanged rates")),
        lists.Column(name="after", kind="count", label=t("With the levers")),
        lists.Column(name="difference", kind="given", label=t("Difference")),
        lists.Column(name="base_value", kind="money", label=t("Lifetime value of one, now")),
        lists.Column(name="value", kind="money", label=t("With the levers, of one")),
    ]
    lists.table(shown, columns, t)
