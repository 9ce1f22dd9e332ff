"""Goal seek: how far would each lever alone have to go for so much more?"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from analytics.goal_seek import LeverGoal, lever_for
from analytics.scenario_levers import SLIDERS
from data.problems import Problem
from pages.parts import cards, migration_choice, what_if_levers
from pages.parts.what_if_levers import LEVER_NAMES, setting

if TYPE_CHECKING:
    from analytics.scenario_base import Base
    from pages.parts.shell import Page
    from pages.parts.what_if_levers import Asked

NOTHING = 0.005


def seek(page: Page, base: Base, asked: Asked) -> None:
    """The goal, and per lever where it would have to stand; a click sets it there."""
    t = page.t
    cards.section(
        t("Goal: so much more, by one lever"),
        t("Against the base; the other levers stay where they are."),
    )
    with st.container(horizontal=True, vertical_alignment="bottom", key="goal_row"):
        migration_choice.segments(
            page,
            "goal_of",
            what_if_levers.MEASURES,
            asked.goal_of,
            t("More of"),
            clears=("goal",),
        )
        goal = _amount(page, base, asked)
    try:
        found = [lever_for(base, asked.scenario, lever, asked.goal_of, goal) for lever in SLIDERS]
    except Problem as problem:
        cards.show_problem(problem, t)
        return
    for each in found:
        _row(page, asked, each)


def _amount(page: Page, base: Base, asked: Asked) -> float:
    """The goal as typed, a round one before anybody typed any."""
    key = "what_if_goal"
    goal = asked.goal or what_if_levers.usual_goal(asked.goal_of, base.contribution)
    st.session_state[key] = goal

    def choose() -> None:
        value = st.session_state[key]
        page.set_parameter("goal", f"{value:.0f}" if value and value > 0 else None)

    st.number_input(
        page.t("So much more ({currency})", currency=page.currency),
        min_value=1.0,
        max_value=1e12,
        step=100_000.0,
        format="%.0f",
        key=key,
        on_change=choose,
    )
    return goal


def _row(page: Page, asked: Asked, found: LeverGoal) -> None:
    """One lever: where it would have to stand, or how far it goes at most."""
    t = page.t
    with st.container(horizontal=True, vertical_alignment="center", key=f"goal_{found.lever}"):
        st.html(
            f'<p style="margin:0"><b>{escape(t(LEVER_NAMES[found.lever]))}</b> '
            f'<span class="tv-sub">{escape(_told(page, found))}</span></p>'
        )
        if found.value is not None and found.value != getattr(asked.scenario, found.lever):
            st.button(
                t("Set it so"),
                key=f"set_{found.lever}",
                on_click=what_if_levers.set_scenario,
                args=(page, asked.scenario.with_lever(found.lever, found.value)),
            )


def _told(page: Page, found: LeverGoal) -> str:
    t = page.t
    if found.problem is not None:
        return cards.problem_text(found.problem, t)
    if found.value is not None:
        return t("would have to stand at {value}.", value=setting(t, found.lever, found.value))
    if found.most <= NOTHING:
        return t("does not bring it nearer.")
    return t(
        "does not reach it: at most {most} more, at {value}.",
        most=t.money(found.most),
        value=setting(t, found.lever, found.most_value),
    )
