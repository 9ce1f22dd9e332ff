"""The migration page's moving parts: matrix and bridge, what is picked on them, and the people."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from analytics.contribution import bank_judgement
from pages.parts import (
    cards,
    figures_bridge,
    figures_migration,
    migration_alt,
    migration_choice,
    migration_people,
    shell,
)
from pages.parts import migration_words as words
from pages.parts import remembered as questions
from pages.parts.migration_cells import MatrixView
from pages.parts.migration_labels import CHANGES

if TYPE_CHECKING:
    from pages.parts.migration_choice import Choice
    from pages.parts.shell import Page

MATRIX, BRIDGE = "migration_matrix", "value_bridge"
USUAL_MOVE = "down"
"""Whom the list shows before anything is picked: who fell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the first layer shows, of one customer type; `large`: a large single move, or none."""

    matrix: pd.DataFrame
    rates: pd.DataFrame
    changes: pd.DataFrame
    bridge: pd.DataFrame
    restated: words.Row
    returned: int
    large: words.Row | None


def answer(page: Page, choice: Choice) -> Answer:
    """Everything above the list.

    Raises:
        Problem: no earlier date, nobody in scope, or an amount that was not provided.
    """
    asked = {"counting": choice.counting}
    engine, scope = page.engine, choice.scope
    matrix = questions.migration_matrix(engine, scope, **asked)
    newest = engine.snapshots()["snapshot_date"].max()
    returned = 0
    if scope.at < newest:
        returned = int(
            questions.migration_returned(engine, scope, **asked)["customer_count"].iloc[0]
        )
    return Answer(
        matrix=matrix,
        rates=questions.migration_rates(engine, scope, **asked),
        changes=questions.migration_flow_changes(engine, scope, **asked),
        bridge=questions.value_bridge(engine, scope, **asked),
        restated=_restated(page, choice),
        returned=returned,
        large=_large(page, choice),
    )


def _restated(page: Page, choice: Choice) -> words.Row:
    found = questions.tier_restatement(page.engine, choice.scope, counting=choice.counting)
    place = {level: number for number, level in enumerate(choice.levels)}
    was, now = found["level"].map(place), found["restated_level"].map(place)
    up = int(found.loc[now > was, "customer_count"].sum())
    down = int(found.loc[now < was, "customer_count"].sum())
    return {"count": up + down, "up": up, "down": down}


def _large(page: Page, choice: Choice) -> words.Row | None:
    """The largest single change when it is a finding by itself (the bank's `big_move`)."""
    judgement = bank_judgement(page.engine, choice.scope)
    found = questions.migration_customers(
        page.engine,
        choice.scope,
        counting=choice.counting,
        move=">",
        least=judgement.big_move_of(choice.counting.measure),
        limit=1,
    )
    return None if found.empty else found.iloc[0].to_dict()


def large_move(page: Page, choice: Choice, shown: Answer) -> None:
    """One customer whose change is a finding by itself."""
    told = large_sentence(page, choice, shown)
    if told:
        cards.note(told, "caution")


def large_sentence(page: Page, choice: Choice, shown: Answer) -> str:
    """Who that is and by how much; empty where nobody is."""
    t = page.t
    if shown.large is None:
        return ""
    return t(
        "One large customer: {customer} alone changed by {money} ({measure}).",
        customer=shown.large["customer_id"],
        money=t.signed(t.money(shown.large["change"])),
        measure=t.column(choice.counting.measure),
    )


@st.fragment
def people(page: Page, choice: Choice, shown: Answer, heading: str) -> None:
    """The matrix, what is picked on it and who is behind; a pick reruns only this."""
    t = page.t
    choice = migration_choice.read(page)
    move = choice.move or USUAL_MOVE
    with st.container(horizontal=True, vertical_alignment="bottom", key="matrix_head"):
        cards.section(
            t("From tier to tier"),
            t("Click a cell, a row's or a column's total to see its customers."),
        )
        migration_choice.segments(
            page, "cell", migration_choice.CELLS, choice.cell, t("Cells show")
        )
    view = matrix_view(choice, picked=choice.move)
    figure = figures_migration.matrix_figure(shown.matrix, t, page.theme, view=view)
    alt = migration_alt.matrix_words(shown.matrix, t, view=view)
    cards.chart(figure, page, key=MATRIX, alt=alt, pick="move")
    told, lines = words.unusual_flows(t, shown.changes, choice.dimension)
    st.html(f'<p class="tv-sub">{escape(told)}</p>')
    if lines:
        cards.bullets(lines)
    summary = words.summary_text(t, heading, shown.rates, shown.bridge)
    migration_people.movers(page, choice, move=move, figure_key=MATRIX, summary=summary)


@st.fragment
def money(page: Page, choice: Choice, shown: Answer, heading: str) -> None:
    """The bridge, what is picked on it and who is behind."""
    t = page.t
    choice = migration_choice.read(page)
    picked = choice.move if choice.move in CHANGES else None
    with st.container(horizontal=True, vertical_alignment="bottom", key="bridge_head"):
        cards.section(
            t("From opening to closing"), t("Click a bar to see its customers; it closes exactly.")
        )
        migration_choice.segments(
            page,
            "money",
            migration_choice.offered_money(page),
            choice.counting.measure,
            t("Amount"),
        )
    view = figures_bridge.BridgeView(
        before=choice.scope.before,
        at=choice.scope.at,
        measure=choice.counting.measure,
        picked=picked,
        narrow=shell.is_narrow(),
    )
    figure = figures_bridge.bridge_figure(shown.bridge, t, page.theme, view=view)
    alt = migration_alt.bridge_words(shown.bridge, t, view=view)
    cards.chart(figure, page, key=BRIDGE, alt=alt, pick="move")
    summary = words.summary_text(t, heading, shown.rates, shown.bridge)
    migration_people.movers(
        page, choice, move=picked or largest_loss(shown.bridge), figure_key=BRIDGE, summary=summary
    )


def largest_loss(bridge: pd.DataFrame) -> str:
    """The bucket that took most: what the list opens with."""
    inner = bridge[bridge["bucket"].isin(CHANGES) & (bridge["customer_count"] > 0)]
    return str(inner.sort_values("change")["bucket"].iloc[0]) if len(inner) else USUAL_MOVE


def matrix_view(choice: Choice, *, picked: str | None = None) -> MatrixView:
    """How figures of the page's matrix are drawn."""
    return MatrixView(
        levels=choice.levels,
        before=choice.scope.before,
        at=choice.scope.at,
        dimension=choice.dimension,
        show=choice.cell,
        picked=picked,
        split_lost=choice.counting.attrition == "valid",
        measure=choice.counting.measure,
        narrow=shell.is_narrow(),
    )


def what_to_do(page: Page, choice: Choice, shown: Answer) -> None:
    """Next steps that follow from the page, with their numbers."""
    t = page.t
    sizes = questions.tier_worklist_sizes(page.engine, choice.scope).iloc[0]
    found = words.steps(
        t,
        near=int(sizes["near_count"]),
        near_gap=float(sizes["first_gap"]),
        watch=int(sizes["watch_count"]),
        fell=int(shown.rates.set_index("rate").loc["down", "n"]),
    )
    if not found:
        return
    cards.section(t("What to do"))
    cards.bullets(found)
