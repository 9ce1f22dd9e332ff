"""The levers of a scenario, each with what was measured beside it, and the assumptions."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from analytics.scenario_assumptions import missing
from analytics.scenario_levers import ASSUMPTIONS, LEVERS, RESTS_ON, SLIDERS, Scenario
from pages.parts import cards, what_if_levers
from pages.parts import what_if_beside as beside
from pages.parts.what_if_levers import LEVER_NAMES, setting

if TYPE_CHECKING:
    from analytics.scenario_base import Base
    from pages.parts.shell import Page

WHOLE = 1e-9


def panel(page: Page, base: Base, scenario: Scenario) -> None:
    """All sliders; a lever the data know too little for says what it needs instead."""
    for code in SLIDERS:
        problem = missing(base, code)
        needs_line = code == "cross_sell" and scenario.line_value is not None
        needs_line |= code == "manager_hours" and scenario.success_value is not None
        if problem is None or (needs_line and problem.code == "E_LINE_VALUE"):
            _slider(page, scenario, code)
            _under(beside.measured(page.t, base, scenario, code))
        else:
            st.html(f"<p><b>{escape(page.t(LEVER_NAMES[code]))}</b></p>")
            _under(cards.problem_text(problem, page.t))
    if scenario.worklist:
        _worklist(page, scenario)
    with st.expander(page.t("What the levers suppose"), key="what_if_suppose"):
        _under(
            page.t(
                "Nobody measured these: they say what you suppose. Leave a field empty to take "
                "what was measured, or the rule of thumb."
            )
        )
        for code in dict.fromkeys(each for names in RESTS_ON.values() for each in names):
            _assumption(page, base, scenario, code)
    st.button(
        page.t("All levers back to neutral"),
        key="what_if_neutral",
        on_click=what_if_levers.set_scenario,
        args=(page, Scenario()),
        disabled=scenario == Scenario(),
    )


def _under(text: str) -> None:
    st.html(f'<p class="tv-sub" style="margin-top:-.6rem">{escape(text)}</p>')


def _slider(page: Page, scenario: Scenario, code: str) -> None:
    """One lever in the unit people speak: percent, basis points, hours."""
    t, lever, key = page.t, LEVERS[code], f"lever_{code}"
    scale = 100.0 if lever.unit == "share" else 1.0
    value = getattr(scenario, code) * scale
    st.session_state[key] = float(value)
    number = "%d" if abs(value - round(value)) < WHOLE else "%.2f"
    unit = {"share": f"{number}%%", "basis_points": t("{number} bp", number=number)}
    hours = t("{number} hours", number=number)

    def choose() -> None:
        moved = scenario.with_lever(code, round(st.session_state[key] / scale, 9))
        what_if_levers.set_scenario(page, moved)

    st.slider(
        t(LEVER_NAMES[code]),
        float(lever.minimum * scale),
        float(lever.maximum * scale),
        step=float(lever.step * scale),
        format=unit.get(lever.unit, hours),
        key=key,
        on_change=choose,
        help=beside.help_of(t, code),
    )


def _worklist(page: Page, scenario: Scenario) -> None:
    """What a list of customers adds; it came with the link and can be taken out."""
    t = page.t
    told = t("{name}: {value}", name=t(LEVER_NAMES["worklist"]), value=t.money(scenario.worklist))
    with st.container(horizontal=True, vertical_alignment="center", key="lever_worklist"):
        st.html(f"<p>{escape(told)}</p>")
        st.button(
            t("Leave it out"),
            key="without_worklist",
            on_click=what_if_levers.set_scenario,
            args=(page, scenario.with_lever("worklist", 0.0)),
        )


def _assumption(page: Page, base: Base, scenario: Scenario, code: str) -> None:
    """One assumption as a number, empty where what was measured or the prior is taken."""
    t, lever, key = page.t, ASSUMPTIONS[code], f"assume_{code}"
    scale = 100.0 if lever.unit == "share" else 1.0
    own = getattr(scenario, code)
    st.session_state[key] = None if own is None else float(own * scale)

    def choose() -> None:
        typed = st.session_state[key]
        value = None if typed is None else round(min(max(typed / scale, 0), lever.maximum), 9)
        what_if_levers.set_scenario(page, scenario.with_lever(code, value))

    name = t(LEVER_NAMES[code])
    st.number_input(
        t("{name} (%)", name=name) if lever.unit == "share" else name,
        min_value=0.0,
        max_value=float(lever.maximum * scale),
        step=float(lever.step * scale),
        format="%.2f" if lever.unit == "share" else "%.0f",
        placeholder=setting(t, code, beside.taken(base, code)),
        key=key,
        on_change=choose,
        help=beside.source(t, base, code),
    )
