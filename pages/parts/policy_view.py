"""The policy page's result: the figure, what is picked on it, the people, what to do."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from analytics import overview
from analytics.policy_load import load_frame
from analytics.policy_movers import movers_page
from analytics.problems import UnknownMove
from data import identity
from pages.parts import (
    cards,
    figures_migration,
    figures_sizes,
    lists,
    migration_alt,
    migration_choice,
    policy_changes,
    policy_choice,
    policy_movers,
    shell,
)
from pages.parts import policy_words as words
from pages.parts.migration_cells import MatrixView

if TYPE_CHECKING:
    from analytics.policy import Replay
    from pages.parts.policy_choice import Choice
    from pages.parts.shell import Page

PAGE_SIZE = 10
FIGURE = "policy_figure"


def head(page: Page, choice: Choice, shown: Replay | None) -> str:
    """What the draft would do, what it changes, and the way to other lines; returns the first.

    Without a finished replay only the way to other lines.
    """
    t, heading = page.t, ""
    if shown is not None:
        found = words.without_room(shown.managers, choice.capacity)
        heading = words.headline(t, shown, None if found is None else found[1] - found[0])
        cards.headline(heading)
        told = policy_changes.changes_line(t, shown.draft, shown.current)
        if told:
            st.html(f'<p class="tv-sub">{escape(told)}</p>')
    with st.container(horizontal=True, vertical_alignment="center", key="policy_row"):
        policy_choice.kind_switch(page, choice)
        policy_choice.sets_switch(page, choice)
    return heading


@st.fragment
def people(page: Page, shown: Replay, heading: str) -> None:
    """The figure, what is picked on it and who is behind; a pick reruns only this."""
    t, choice = page.t, policy_choice.read(page)
    with st.container(horizontal=True, vertical_alignment="bottom", key="policy_head"):
        cards.section(
            t("The draft against the current policy"),
            t(
                "What-if, on {date}. Click a tier or a cell to see its customers.",
                date=t.date(page.scope.at),
            ),
        )
        migration_choice.segments(page, "show", policy_choice.SHOWN, choice.show, t("Figure shows"))
    if choice.show == "moves":
        _matrix(page, shown, choice)
    else:
        _sizes(page, shown, choice)
    _movers(page, shown, choice, heading)


def _sizes(page: Page, shown: Replay, choice: Choice) -> None:
    t = page.t
    view = figures_sizes.BarsView(
        levels=(*shown.movers.tiers, "unknown"), picked=choice.move, narrow=shell.is_narrow()
    )
    counts = shown.sizes[["level", "current_count", "draft_count"]]
    figure = figures_sizes.sizes_figure(counts, t, page.theme, view=view)
    alt = migration_alt.sizes_words(counts, t, view=view)
    cards.chart(figure, page, key=f"{FIGURE}_sizes", alt=alt, pick="move")


def _matrix(page: Page, shown: Replay, choice: Choice) -> None:
    t, narrow = page.t, shell.is_narrow()
    view = MatrixView(
        levels=shown.movers.tiers,
        before=page.scope.at,
        at=page.scope.at,
        picked=choice.move,
        leaves=False,
        narrow=narrow,
    )
    frame = policy_movers.effect_matrix(shown.effect)
    figure = figures_migration.matrix_figure(frame, t, page.theme, view=view)
    figure.update_xaxes(
        title_text=t("Rows: current policy, columns: draft") if narrow else t("Draft")
    )
    figure.update_yaxes(title_text="" if narrow else t("Current policy"))
    up, down = words.movers_by_way(shown)
    alt = t(
        "Table of tiers under the current policy and under the draft on the same day: {up} would "
        "rise, {down} would fall.",
        up=t.exact(up),
        down=t.exact(down),
    )
    cards.chart(figure, page, key=f"{FIGURE}_moves", alt=alt, pick="move")


def _movers(page: Page, shown: Replay, choice: Choice, heading: str) -> None:
    """Who would change tier, the largest amount first; their number is that of the mark."""
    t, pick = page.t, choice.move or policy_movers.EVERYBODY
    try:
        chosen = policy_movers.places(shown.movers, pick)
    except UnknownMove:
        cards.empty(t, t("The link names a move this table does not have. Click a cell or a bar."))
        return
    title = policy_movers.pick_word(t, pick)
    if not len(chosen):
        cards.section(title)
        cards.empty(t, t("The draft moves none of these customers: they keep their tier."))
        return
    cards.section(title, _note(page, shown, pick))
    window = lists.paged(
        "policy_movers", len(chosen), t, page_size=PAGE_SIZE, scope_key=(choice.text, pick)
    )
    part = chosen[window.offset : window.offset + window.limit]
    found = movers_page(page.engine, page.scope, shown.movers, part, first=window.offset + 1)
    weighted = not shown.draft.source[1].are_plain
    listed = _named(page, policy_movers.worded(t, found))
    lists.table(listed, policy_movers.columns(t, listed, weighted=weighted), t)

    def everyone() -> Iterator[pd.DataFrame]:
        blocks = policy_movers.pages(page.engine, page.scope, shown.movers, pick)
        return (policy_movers.file_of(t, block, weighted=weighted) for block in blocks)

    up, down = words.movers_by_way(shown)
    cards.actions(
        page,
        "policy_movers",
        everyone,
        figure_key=f"{FIGURE}_{choice.show}",
        summary=words.summary_text(t, heading, shown, up, down),
        question="policy-movers",
        row_count=len(chosen),
    )


def _note(page: Page, shown: Replay, pick: str) -> str:
    t, cells = page.t, policy_movers.picked(shown, pick)
    return t(
        "{count} customers with {value} of assets and {contribution} of contribution in 12 months.",
        count=t.exact(int(cells["customer_count"].sum())),
        value=t.money(float(cells["value"].sum())),
        contribution=t.money(float(cells["contribution"].sum())),
    )


def _named(page: Page, found: pd.DataFrame) -> pd.DataFrame:
    """The list with names: masked ones of customers, plain ones of managers."""
    managers = overview.names(page.engine, page.scope, "manager_id")
    names = identity.display_names(page.store, page.release, list(found["customer_id"]))
    return found.assign(
        name=found["customer_id"].map(names),
        manager=found["manager_id"].map(lambda key: managers.get(key, key)),
    )


def what_to_do(page: Page, choice: Choice, shown: Replay) -> None:
    """Next steps that follow from the draft, with their numbers."""
    t = page.t
    up, down = words.movers_by_way(shown)
    load = load_frame(shown.managers, choice.kind, choice.capacity).set_index("policy")
    over = load["over_count"].fillna(0).astype(int)
    found = words.steps(t, up=up, down=down, over=int(over["draft"]), over_now=int(over["current"]))
    if found:
        cards.section(t("What to do"))
        cards.bullets(found)
