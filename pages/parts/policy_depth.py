"""The second layer of the policy page, in tabs. Drawn only when open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from analytics import problems
from analytics.policy_load import load_frame
from pages.parts import (
    cards,
    figures_outlook,
    lists,
    migration_alt,
    policy_tables,
    shell,
)

if TYPE_CHECKING:
    from analytics.policy import Replay
    from pages.parts.policy_choice import Choice
    from pages.parts.shell import Page

MANAGERS_SHOWN = 20


@st.fragment
def show(page: Page, choice: Choice, shown: Replay) -> None:
    """Everything behind the one switch, in tabs."""
    t = page.t
    if not cards.in_depth(page):
        return
    sections: dict[str, Callable[[Page, Choice, Replay], None]] = {
        t("Real moves and the rules apart"): _apart,
        t("Month by month"): _history,
        t("Calm and protection"): _stability,
        t("Managers"): _managers,
        t("Money by tier"): _money,
        t("Rules side by side"): _rules,
    }
    cards.tabs(page, sections, choice, shown, key="policy_tabs")


def _apart(page: Page, _choice: Choice, shown: Replay) -> None:
    t = page.t
    if shown.decomposition is None or shown.migration is None:
        raise problems.NoEarlierDate(date=page.scope.at.isoformat())
    cards.section(
        t(
            "From the current policy on {before} to the draft on {date}",
            before=t.date(page.scope.before),
            date=t.date(page.scope.at),
        ),
        t(
            "What customers did themselves, and what the rules alone would do. Those with a tier "
            "on both dates; the parts add up."
        ),
    )
    table = policy_tables.apart(t, shown.decomposition)
    lists.table(table.rows, table.columns, t, total=table.total)
    cards.section(
        t("The same two dates under each set of rules"),
        t("Both dates are always read under one version, so the change of rules is in neither."),
    )
    table = policy_tables.migration(t, shown.migration, shown.movers.tiers)
    lists.table(table.rows, table.columns, t)
    cards.actions(
        page,
        "policy_decomposition",
        lambda: shown.decomposition,
        question="policy-decomposition",
    )


def _history(page: Page, _choice: Choice, shown: Replay) -> None:
    t, history = page.t, shown.history
    cards.section(
        t("How large each tier was, and would have been"),
        t("All month-ends replayed under both sets of rules, each with the customers of its day."),
    )
    if history["snapshot_date"].nunique() < 2:
        cards.empty(t, t("There is only one month so far. Load earlier ones to see the course."))
        return
    held = [tier for tier in shown.movers.tiers if tier in set(history["level"])]
    view = figures_outlook.OutlookView(
        levels=tuple(held), at=page.scope.at, narrow=shell.is_narrow()
    )
    figure = figures_outlook.replay_figure(history, t, page.theme, view=view)
    cards.chart(
        figure, page, key="policy_history", alt=migration_alt.replay_words(history, t, view=view)
    )
    cards.actions(
        page,
        "policy_history",
        lambda: history,
        figure_key="policy_history",
        question="policy-history",
    )


def _stability(page: Page, _choice: Choice, shown: Replay) -> None:
    t = page.t
    cards.section(
        t("How calm the tiers are, and what protection gives"),
        t(
            "Over all months up to {date}, of the customers counted on that day.",
            date=t.date(page.scope.at),
        ),
    )
    table = policy_tables.stability(t, shown.stability)
    lists.table(table.rows, table.columns, t)
    cards.actions(page, "policy_stability", lambda: shown.stability, question="policy-stability")


def _managers(page: Page, choice: Choice, shown: Replay) -> None:
    t = page.t
    load = load_frame(shown.managers, choice.kind, choice.capacity)
    cards.section(
        t("Customers above the lowest tier, by manager"),
        policy_tables.capacity_note(t, shown.managers, choice.capacity),
    )
    table = policy_tables.load(t, load)
    lists.table(table.rows, table.columns, t)
    managers = shown.managers
    window = lists.paged(
        "policy_managers", len(managers), t, page_size=MANAGERS_SHOWN, scope_key=choice.text
    )
    table = policy_tables.managers(t, managers)
    part = table.rows.iloc[window.offset : window.offset + window.limit]
    lists.table(part, table.columns, t)
    cards.actions(page, "policy_managers", lambda: managers, question="policy-managers")


def _money(page: Page, _choice: Choice, shown: Replay) -> None:
    t = page.t
    cards.section(
        t("Customers, assets and contribution by tier"),
        t("On the same day with the same money: only the rules differ."),
    )
    table = policy_tables.money(t, shown.sizes)
    lists.table(table.rows, table.columns, t, total=table.total)
    cards.actions(page, "policy_sizes", lambda: shown.sizes, question="policy-sizes")


def _rules(page: Page, _choice: Choice, shown: Replay) -> None:
    t = page.t
    cards.section(t("The current policy and the draft"))
    table = policy_tables.rules(t, shown.current, shown.draft)
    lists.table(table.rows, table.columns, t)
