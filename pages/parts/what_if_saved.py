"""Scenarios kept beside each other in the link, and those saved under a name."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from analytics.scenario_levers import LONGEST_NAME, Scenario, scenarios_json
from analytics.scenarios import BASE, MOST_SCENARIOS, comparison_frame
from data.problems import Problem
from data.saved_problems import ScenarioNameTaken
from data.workspace import Workspace
from pages.parts import cards, lists, what_if_levers
from pages.parts.what_if_levers import LEVER_NAMES, setting

if TYPE_CHECKING:
    from analytics.scenario_base import Base
    from pages.parts.shell import Page
    from pages.parts.what_if_levers import Asked

TOLD = "what_if_saved_told"
ROWS = (
    ("contribution", "money"),
    ("change", "money"),
    ("after_count", "count"),
    ("mid_high_count", "count"),
    ("aum_change", "money"),
    ("deposit_change", "money"),
    ("lifetime", "money"),
    ("lifetime_change", "money"),
)


def beside(page: Page, base: Base, asked: Asked) -> None:
    """Up to four scenarios and the base, side by side."""
    t = page.t
    cards.section(
        t("Side by side"),
        t("Up to {count} scenarios; they are part of the link.", count=MOST_SCENARIOS),
    )
    shown = list(asked.against)
    key = f"beside_name_{len(shown)}"
    with st.container(horizontal=True, vertical_alignment="bottom", key="beside_row"):
        st.text_input(
            t("Name of this scenario"),
            value=asked.scenario.name or t("Scenario {number}", number=len(shown) + 1),
            max_chars=LONGEST_NAME,
            key=key,
        )
        st.button(
            t("Put it beside"),
            key="put_beside",
            on_click=_put,
            args=(page, asked, key),
            disabled=asked.scenario.is_neutral or len(shown) >= MOST_SCENARIOS,
        )
    if not shown:
        cards.empty(t, t("Move a lever, name the scenario and put it beside the base."))
        return
    try:
        frame = comparison_frame(base, shown)
    except Problem as problem:
        cards.show_problem(problem, t)
    else:
        _table(page, frame, shown)
    with st.container(horizontal=True, key="beside_ways"):
        for place, each in enumerate(shown):
            label = each.name or str(place + 1)
            with st.popover(label, key=f"beside_{place}"):
                st.button(
                    t("Open it"),
                    key=f"beside_open_{place}",
                    on_click=what_if_levers.set_scenario,
                    args=(page, each),
                )
                st.button(
                    t("Take it away"),
                    key=f"beside_drop_{place}",
                    on_click=_keep,
                    args=(page, [other for at, other in enumerate(shown) if at != place]),
                )


def _put(page: Page, asked: Asked, key: str) -> None:
    """Beside the base under the name in its field, which may have been typed just now."""
    named = replace(asked.scenario, name=st.session_state[key].strip()[:LONGEST_NAME])
    _keep(page, [*asked.against, named])
    what_if_levers.set_scenario(page, named)


def _keep(page: Page, shown: list[Scenario]) -> None:
    page.set_parameter("against", scenarios_json(shown) if shown else None)


def _table(page: Page, frame: pd.DataFrame, shown: list[Scenario]) -> None:
    """One row per number, one column per scenario; then what each lever is set to and brings."""
    t = page.t
    words = {
        "contribution": t("Contribution in 12 months"),
        "change": t("Against the base"),
        "after_count": t("Valid customers in 12 months"),
        "mid_high_count": t("Above the lowest tier in 12 months"),
        "aum_change": t("More AUM after 12 months"),
        "deposit_change": t("More deposits after 12 months"),
        "lifetime": t("Lifetime value of today's customers"),
        "lifetime_change": t("Lifetime value against the base"),
    }
    rows = []
    for name, kind in ROWS:
        written = [_written(page, value, kind, signed="change" in name) for value in frame[name]]
        rows.append([words[name], *written])
    for lever in dict.fromkeys(lever for each in shown for lever in each.active):
        row = [t(LEVER_NAMES[lever]), "–"]
        for each, own in zip(shown, frame[f"from_{lever}"].iloc[1:], strict=True):
            value = getattr(each, lever)
            told = f"{setting(t, lever, value)} · {t.signed(t.money(own))}" if value else "–"
            row.append(told)
        rows.append(row)
    names = [t("Base") if name == BASE else name for name in frame["scenario"]]
    columns = [lists.Column(name="0", label="")]
    columns += [
        lists.Column(name=str(place), kind="given", label=name)
        for place, name in enumerate(names, start=1)
    ]
    table = pd.DataFrame(rows, columns=[column.name for column in columns])
    lists.table(table, columns, t)
    table.attrs["labels"] = {column.name: column.label or t("Number") for column in columns}
    cards.actions(page, "scenarios", table, question="scenario-comparison")


def _written(page: Page, value: float, kind: str, *, signed: bool) -> str:
    t = page.t
    if pd.isna(value):
        return "–"
    text = t.money(value) if kind == "money" else t.exact(round(value))
    return t.signed(text) if signed and value else text


def saved(page: Page, asked: Asked) -> None:
    """Save this scenario, open a saved one, or delete it."""
    t = page.t
    cards.section(t("Saved scenarios"))
    _told(page)
    workspace = Workspace(page.store)
    try:
        known = workspace.scenarios.newest()
    except Problem as problem:
        cards.show_problem(problem, t)
        return
    key = f"save_name_{asked.scenario.name}"
    with st.container(horizontal=True, vertical_alignment="bottom", key="save_row"):
        st.text_input(
            t("Save this scenario as"),
            value=asked.scenario.name,
            max_chars=LONGEST_NAME,
            key=key,
        )
        st.button(
            t("Save"),
            key="save_scenario",
            on_click=_save,
            args=(page, asked.scenario, key),
            disabled=asked.scenario.is_neutral,
        )
    if not known:
        cards.empty(t, t("Nothing is saved yet. A saved scenario is there for everybody."))
    for each in known:
        with st.container(horizontal=True, vertical_alignment="center", key=f"saved_{each.name}"):
            st.html(
                f'<p style="margin:0"><b>{escape(each.name)}</b> '
                f'<span class="tv-sub">{escape(_words(page, each.text))}</span></p>'
            )
            st.button(
                t("Open it"),
                key=f"open_{each.name}",
                on_click=page.set_parameter,
                args=("scenario", each.text),
            )
            with st.popover(t("Delete"), key=f"deleting_{each.name}"):
                st.button(
                    t("Delete {name} for everybody", name=each.name),
                    key=f"delete_{each.name}",
                    on_click=_delete,
                    args=(page, each.name),
                )


def _words(page: Page, text: str) -> str:
    """The levers of a saved scenario; what is wrong with its text."""
    t = page.t
    try:
        scenario = Scenario.from_json(text)
    except Problem as problem:
        return cards.problem_text(problem, t)
    return " · ".join(
        f"{t(LEVER_NAMES[lever])} {setting(t, lever, getattr(scenario, lever))}"
        for lever in scenario.active
    )


def _save(page: Page, scenario: Scenario, key: str) -> None:
    """Save under the name in a field, which may have been typed just now."""
    _saved_as(page, replace(scenario, name=st.session_state[key].strip()[:LONGEST_NAME]))


def _saved_as(page: Page, named: Scenario, *, again: bool = False) -> None:
    try:
        Workspace(page.store).scenarios.save(named.name, named.to_json(), replace=again)
    except Problem as problem:
        st.session_state[TOLD] = (problem, named)
        return
    st.session_state[TOLD] = (None, named)
    what_if_levers.set_scenario(page, named)


def _delete(page: Page, name: str) -> None:
    try:
        Workspace(page.store).scenarios.delete(name)
    except Problem as problem:
        st.session_state[TOLD] = (problem, Scenario(name=name))


def _told(page: Page) -> None:
    """How the last save went; a name that is taken can be used all the same."""
    t = page.t
    problem, named = st.session_state.pop(TOLD, (None, None))
    if problem is not None:
        cards.show_problem(problem, t)
        if isinstance(problem, ScenarioNameTaken):
            st.button(
                t("Replace it: a new version of {name}", name=named.name),
                key="save_again",
                on_click=_saved_as,
                args=(page, named),
                kwargs={"again": True},
            )
    elif named is not None:
        cards.note(t("Saved as {name}.", name=named.name), "new")
