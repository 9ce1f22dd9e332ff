"""The form of rates, costs and risk: units, from when, and the effect before saving."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from data import publish
from data.policy import ALWAYS, PARAMETERS, Parameter, Parameters
from data.problems import Problem
from data.vocabularies import CUSTOMER_TYPE, TIER
from data.workspace import Workspace
from pages.parts import cards, lists, shell, working
from pages.parts.text import sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from pages.parts.shell import Page
    from pages.parts.text import Text

GROUPS = {
    "contribution": sentence("Rates, costs and risk (they make the contribution)"),
    "capital": sentence("Capital and return"),
    "behaviour": sentence("Valid and active customers"),
    "review": sentence("Warnings and reviews"),
}
FIGURES = ("contribution", "contribution_ttm")
TYPES = tuple(code.value for code in CUSTOMER_TYPE)
TIERS = tuple(code.value for code in TIER)
PERCENT_UNITS = ("per year", "share")
UNITS = {
    "per year": sentence("% a year"),
    "share": sentence("%"),
    "currency a month": sentence("a customer and month, in the currency of the data"),
    "currency": sentence("in the currency of the data"),
    "days": sentence("days"),
    "count": sentence("number"),
    "points": sentence("points"),
}


def show(page: Page) -> None:
    """The whole section: state, form, effect, saving."""
    t = page.t
    cards.section(t("Rates, costs and risk"))
    workspace = Workspace(page.store)
    current = workspace.parameters()
    _state(page, current)
    if working.outcome("rederive", t) is not None:
        working.forget("rederive")
        st.session_state["parameters-saved"] = True
        shell.read_newest()
        st.rerun()
    if st.session_state.pop("parameters-saved", False):
        cards.note(t("Saved. The contribution was computed again with your values."), kind="new")
    entered = _form(current, t)
    if entered is None:
        _effect(page)
        return
    button, changes, since = entered
    try:
        wanted = current.changed(changes, since)
    except Problem as problem:
        cards.show_problem(problem, t)
        return
    if not changes:
        cards.note(t("No value differs from the one in use; there is nothing to save."))
    elif page.store.current is None:
        _keep(workspace, changes, since, t)
    elif button == "preview":
        working.start("preview", _previewing(page, wanted))
        _effect(page)
    else:
        workspace.save_parameters(changes, since)
        working.forget("preview")
        working.start("rederive", _computing(page))
        st.rerun()


def _keep(workspace: Workspace, changes: dict[str, float], since: date, t: Text) -> None:
    """Values entered before the first load: there is nothing to compute yet."""
    workspace.save_parameters(changes, since)
    cards.note(t("Saved. Your values apply from the first load on."), kind="new")


def _state(page: Page, current: Parameters) -> None:
    t = page.t
    source = (page.snapshot or {}).get("contribution_source")
    if source in ("given", "parts"):
        cards.note(
            t(
                "The contribution of this data comes from your files, so rates and costs do not "
                "change it; they are used for months without it, and for capital and warnings."
            )
        )
    elif current.is_default:
        cards.note(
            t(
                "System defaults are in use, so contribution reads “estimated (system defaults)”. "
                "Ask your finance department for the transfer prices and enter them here."
            ),
            kind="caution",
        )
    if not current.is_default:
        cards.note(
            t("Your bank's own values are in use (version {version}).", version=current.version)
        )


def _form(current: Parameters, t: Text) -> tuple[str, dict[str, float], date] | None:
    """The button pressed, the values that changed and their first day; None before any press."""
    in_force = current.at(date.max)
    with st.form("parameters", border=False):
        entered: dict[str, float] = {}
        for group, title in GROUPS.items():
            with st.expander(t(title), expanded=group == "contribution"):
                members = [each for each in PARAMETERS if each.group == group]
                for place, column in enumerate(st.columns(2)):
                    with column:
                        for parameter in members[place::2]:
                            entered[parameter.name] = _field(parameter, in_force, t)
        since_text = st.text_input(
            t("Applies from (leave empty for all dates)"),
            placeholder="2026-01-01",
            key="parameters-since",
        )
        preview, save, _ = st.columns([2, 2, 3])
        wants_preview = preview.form_submit_button(t("Show the effect"), width="stretch")
        wants_save = save.form_submit_button(
            t("Save and compute again"), type="primary", width="stretch"
        )
    if not (wants_preview or wants_save):
        return None
    since = _day(since_text)
    if since is None:
        cards.note(t("Write the day as 2026-01-01."), kind="problem")
        return None
    changes = {
        name: value for name, value in entered.items() if abs(value - in_force[name]) > 1e-12
    }
    return ("preview" if wants_preview else "save", changes, since)


def _field(parameter: Parameter, in_force: dict[str, float], t: Text) -> float:
    scale = 100.0 if parameter.unit in PERCENT_UNITS else 1.0
    whole = parameter.unit in ("days", "count", "points", "currency")
    note = parameter.note_zh if t.language == "zh_CN" else parameter.note_en
    value = st.number_input(
        t("{name} ({unit})", name=note, unit=t(UNITS[parameter.unit])),
        min_value=parameter.minimum * scale,
        max_value=parameter.maximum * scale,
        value=round(in_force[parameter.name] * scale, 6),
        step=1.0 if whole else 0.05,
        format="%.0f" if whole else "%.3f",
        help=t(
            "Shipped value {value}; allowed {low} to {high}.",
            value=f"{parameter.value * scale:g}",
            low=f"{parameter.minimum * scale:g}",
            high=f"{parameter.maximum * scale:g}",
        ),
        key=f"parameter-{parameter.name}",
    )
    return round(value / scale, 9)


def _day(text: str) -> date | None:
    if not text.strip():
        return ALWAYS
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _computing(page: Page) -> working.Work:
    """The derivation of a new release, its steps in one sentence."""
    store, sentence = page.store, page.t("Computing every month again with your values")

    def work(progress: Callable[[str, float], None]) -> object:
        return publish.rederive(store, lambda _step, share: progress(sentence, share))

    return work


def _previewing(page: Page, wanted: Parameters) -> working.Work:
    store, sentence = page.store, page.t("Computing the effect")

    def work(progress: Callable[[str, float], None]) -> object:
        return publish.preview(store, wanted, lambda _step, share: progress(sentence, share))

    return work


def _effect(page: Page) -> None:
    """Before and after, by customer type; the rest of the page waits for it."""
    t = page.t
    effect = working.outcome("preview", t)
    if not isinstance(effect, pd.DataFrame):
        return
    cards.section(t("What your values would change"), t("Nothing is saved yet."))
    lists.table(_words(effect, t), _effect_columns(t), t)


def _effect_columns(t: Text) -> list[lists.Column]:
    return [
        lists.Column(name="customer_type", label=t.column("customer_type")),
        lists.Column(name="figure", label=t("Item")),
        lists.Column(name="before", kind="given", label=t("Now")),
        lists.Column(name="after", kind="given", label=t("With your values")),
        lists.Column(name="change", kind="given", label=t("Change")),
    ]


def _words(effect: pd.DataFrame, t: Text) -> pd.DataFrame:
    """The effect as it is read: amounts in the currency, customers counted, changes signed."""

    def shown(figure: str, value: float) -> str:
        return t.exact(round(value)) if figure.startswith("tier:") else t.exact_money(value)

    rows = [
        {
            "customer_type": t.code("customer_type", each.customer_type),
            "figure": _figure(each.figure, t),
            "before": shown(each.figure, each.before),
            "after": shown(each.figure, each.after),
            "change": t.signed(shown(each.figure, each.change)),
        }
        for each in effect.sort_values(["customer_type", "figure"], key=_place).itertuples()
    ]
    return pd.DataFrame(rows)


def _place(values: pd.Series) -> pd.Series:
    """Customer types and tiers in the order of the ladder, not of the alphabet."""
    order = [*TYPES, *FIGURES, *(f"tier:{code}" for code in TIERS)]
    return values.map(lambda value: order.index(value) if value in order else len(order))


def _figure(name: str, t: Text) -> str:
    tier = name.removeprefix("tier:")
    return t.column(name) if tier == name else t("Customers in {tier}", tier=t.code("tier", tier))
