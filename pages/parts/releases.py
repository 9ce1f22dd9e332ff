"""Load history, the releases that are kept, reading an earlier one, and rolling back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from data import browse, stores
from data.problems import Problem
from data.release import Store
from pages.parts import cards, lists, shell

if TYPE_CHECKING:
    from pages.parts.shell import Page
    from pages.parts.text import Text


def show(page: Page) -> None:
    """Which data is shown, what is kept, and what was loaded."""
    _which_store(page)
    _kept(page)
    _history(page)


def _which_store(page: Page) -> None:
    """Demo and bank side by side, and the way between them."""
    t, home, bank = page.t, stores.home(), stores.for_real_bank()
    if page.store.folder != home:
        cards.note(t("You are reading your bank's own data; the demo bank is kept beside it."))
        if st.button(t("Show the demo bank again"), key="show-home"):
            _change_store(page, Store(home))
    elif Store(bank).current is not None:
        cards.note(t("Your bank's own data is kept beside the demo bank."))
        if st.button(t("Show my bank"), key="show-bank"):
            _change_store(page, Store(bank))


def _change_store(page: Page, store: Store) -> None:
    stores.show(store.folder)
    page.set_parameter("release", None)
    for name in ("at", "before"):
        page.set_parameter(name, None)
    shell.read_newest()
    st.rerun()


def _kept(page: Page) -> None:
    t = page.t
    cards.section(
        t("Releases"),
        t("Every load makes a new release; the last six stay and can be read or restored."),
    )
    known = browse.releases(page.store)
    if known.empty:
        cards.empty(t, t("Nothing has been loaded yet."))
        return
    lists.table(_shown_releases(known, t), _release_columns(t), t)
    earlier = list(known.loc[~known["is_current"], "release_id"])
    if not earlier:
        return
    labels = {
        row.release_id: t(
            "{release} of {date}", release=row.release_id, date=t.date(row.created_at)
        )
        for row in known.itertuples()
    }
    parent = page.store.before(str(page.store.current))
    choice, read, restore = st.columns([2, 1, 1], vertical_alignment="bottom")
    chosen = choice.selectbox(
        t("An earlier release"),
        earlier,
        index=earlier.index(parent) if parent in earlier else 0,
        format_func=labels.__getitem__,
        key="earlier-release",
    )
    with read:
        st.page_link(
            "pages/contribution.py",
            label=t("Read the pages as known then"),
            query_params=page.link(release=chosen),
        )
    with restore, st.popover(t("Restore it …"), width="stretch"):
        st.text(
            t(
                "{release} becomes the current release for everybody. Later releases stay until "
                "six newer ones have been made.",
                release=labels[chosen],
            )
        )
        if st.button(t("Yes, restore it"), type="primary", key="restore"):
            _restore(page, chosen)


def _restore(page: Page, release: str) -> None:
    try:
        page.store.roll_back(release)
    except Problem as problem:
        cards.show_problem(problem, page.t)
        return
    shell.read_newest()
    st.rerun()


def _shown_releases(known: pd.DataFrame, t: Text) -> pd.DataFrame:
    states = {
        "whole": t("whole"),
        "damaged": t("damaged"),
        "other_version": t("of another version"),
    }
    shown = known.reindex(
        columns=[
            "release_id",
            "created_at",
            "first_date",
            "last_date",
            "snapshot_count",
            "customer_count",
        ]
    )
    return shown.assign(
        created_at=[_moment(at, t) for at in shown["created_at"]],
        state=[
            t("current") if current else states[state]
            for current, state in zip(known["is_current"], known["state"], strict=True)
        ],
    )


def _release_columns(t: Text) -> list[lists.Column]:
    return [
        lists.Column(name="release_id", label=t("Release")),
        lists.Column(name="state", label=t("State")),
        lists.Column(name="created_at", label=t("Made on")),
        lists.Column(name="first_date", kind="date", label=t("First date")),
        lists.Column(name="last_date", kind="date", label=t("Last date")),
        lists.Column(name="snapshot_count", kind="count", label=t("Dates")),
        lists.Column(name="customer_count", kind="count", label=t("Number of customers")),
    ]


def _moment(at: pd.Timestamp, t: Text) -> str:
    """A moment kept in UTC, on this machine's clock."""
    if pd.isna(at):
        return "–"
    local = at.tz_localize("UTC").to_pydatetime().astimezone()
    return f"{t.date(local)} {local:%H:%M}"


def _history(page: Page) -> None:
    t = page.t
    cards.section(t("What was loaded"))
    history = browse.load_history(page.store)
    if history.empty:
        cards.empty(t, t("Nothing has been loaded yet."))
        return
    shown = history.assign(
        table_name=[t.table(name) for name in history["table_name"]],
        loaded_at=[_moment(at, t) for at in history["loaded_at"]],
    )
    columns = [
        lists.Column(name="loaded_at", label=t("Loaded on")),
        lists.Column(name="table_name", label=t("Table")),
        lists.Column(name="file_name", label=t("File")),
        lists.Column(name="rows_in", kind="count", label=t("Rows")),
        lists.Column(name="rows_rejected", kind="count", label=t("Refused")),
        lists.Column(name="first_date", kind="date", label=t("First date")),
        lists.Column(name="last_date", kind="date", label=t("Last date")),
        lists.Column(name="release_id", label=t("Release")),
    ]
    lists.table(shown.head(50), columns, t)
    cards.actions(page, "load_history", history)
