"""The offer book: what stands in it, what waits for a date, and the ways to change it."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from data.offer_paste import offers_csv
from data.problems import Problem
from data.workspace import Workspace
from pages.parts import (
    cards,
    competitors_book,
    competitors_choice,
    competitors_form,
    competitors_paste,
    competitors_tables,
    lists,
)
from pages.parts import competitors_sentences as sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.offer_entries import SavedOffer
    from pages.parts.competitors_book import Book
    from pages.parts.shell import Page

NEW, PASTE = "new", "paste"
TOLD = "competitors_told"


def show(page: Page, book: Book) -> None:
    """The list, one entry at a time, and the form or the paste box when asked for."""
    t = page.t
    cards.headline(sentences.book_headline(t, book.table, page.scope.at))
    told()
    waiting(page, book)
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="book_ways"):
        for name, label in (
            (NEW, t("Enter an offer")),
            (PASTE, t("Paste from Excel or CSV")),
        ):
            st.button(
                label,
                key=f"book_{name}",
                type="primary" if name == NEW else "secondary",
                on_click=page.set_parameter,
                args=("edit", name),
            )
    asked = page.parameter("edit")
    if asked == PASTE:
        competitors_paste.show(page)
    elif asked is not None:
        competitors_form.show(page, book, None if asked == NEW else _entry(book, asked))
    _list(page, book)


def told() -> None:
    """What was just done, once."""
    said = st.session_state.pop(TOLD, None)
    if said:
        cards.note(said, "new")


def waiting(page: Page, book: Book) -> None:
    """Offers nobody has said a day for, and the one click that does."""
    t, waits = page.t, book.unconfirmed
    if not waits:
        return
    cards.note(
        t(
            "{count} offers wait for a date: {names}. They count once somebody says when they were "
            "seen; confirm only what you know still holds.",
            count=t.exact(len(waits)),
            names=t(", ").join(book.names[each.offer_id] for each in waits),
        ),
        "caution",
    )
    with st.container(horizontal=True, vertical_alignment="bottom", key="book_confirm"):
        text = st.text_input(
            t("Seen on"), value=competitors_choice.usual_day(page), key="confirm_day", width=150
        )
        label = t("Confirm all of them") if len(waits) > 1 else t("Confirm it")
        pressed = st.button(label, key="confirm_all")
    if pressed:
        _confirm(page, waits, text)


def _confirm(page: Page, waits: Sequence[SavedOffer], text: str) -> None:
    t = page.t
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        cards.note(t("Write the day as 2026-01-01."), "problem")
        return
    workspace = Workspace(page.store)
    try:
        for each in waits:
            workspace.offers.confirm(each.offer_id, day, version=each.version)
    except Problem as problem:
        cards.show_problem(problem, t)
        return
    st.session_state[TOLD] = t(
        "Confirmed: {count} offers seen on {date}.", count=t.exact(len(waits)), date=t.date(day)
    )
    st.rerun()


def _entry(book: Book, reference: str) -> SavedOffer | None:
    return next((each for each in book.saved if each.reference == reference), None)


def _list(page: Page, book: Book) -> None:
    """Every entry; what does not count is grey. One of them can be changed."""
    t = page.t
    cards.section(
        t("All offers, ours and theirs"),
        t("Grey: out of date, expired, not confirmed or to be corrected. Grey ones affect nobody."),
    )
    if not book.saved:
        cards.empty(t, t("No offer yet. Enter one, or paste several from Excel."))
        return
    table = competitors_tables.book(t, book)
    lists.table(table.rows, table.columns, t, muted=competitors_tables.not_counting(book.table))
    _one(page, book)
    with st.container(horizontal=True, gap="small", key="actions_offer_book"):
        cards.downloads(page, "offer_book", lambda: _file(book), question="offer-book")
        st.download_button(
            t("CSV to fill in"),
            lambda: offers_csv(each.offer for each in book.saved),
            file_name="competitor_offer.csv",
            mime="text/csv",
            key="book_template",
            on_click="ignore",
        )


def _file(book: Book) -> pd.DataFrame:
    return book.table.drop(columns=["counts", "against"])


def _one(page: Page, book: Book) -> None:
    """Choose an entry: change it, say when it was seen, see its history, delete it."""
    t = page.t
    chosen = st.selectbox(
        t("Change or look up an offer"),
        range(len(book.saved)),
        index=None,
        placeholder=t("Choose"),
        format_func=lambda place: t(
            "{name}, version {version}",
            name=competitors_book.called(book.offers[place]),
            version=t.exact(book.saved[place].version),
        ),
        key="book_one",
    )
    if chosen is None:
        return
    saved = book.saved[chosen]
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="one_ways"):
        st.button(
            t("Change it"), key="one_edit", on_click=page.set_parameter,
            args=("edit", saved.reference),
        )  # fmt: skip
        with st.popover(t("Seen again"), key="one_seen"):
            text = st.text_input(
                t("Seen on"), value=competitors_choice.usual_day(page), key="one_day"
            )
            if st.button(t("Confirm it"), key="one_confirm"):
                _confirm(page, [saved], text)
        with st.popover(t("Delete"), key="one_delete"):
            st.html(f"<p>{escape(t('Its history stays, and it can be entered again.'))}</p>")
            if st.button(t("Delete this version"), key="one_deleted"):
                _delete(page, book, saved)
    with st.expander(t("History"), key="one_history", on_change="rerun") as box:
        if box.open:
            _history(page, saved)


def _delete(page: Page, book: Book, saved: SavedOffer) -> None:
    t = page.t
    try:
        Workspace(page.store).offers.delete(saved.offer_id, version=saved.version)
    except Problem as problem:
        cards.show_problem(problem, t)
        return
    page.set_parameter("edit", None)
    st.session_state[TOLD] = t("Deleted: {name}.", name=book.names[saved.offer_id])
    st.rerun()


def _history(page: Page, saved: SavedOffer) -> None:
    """Every entry about an offer, the newest first."""
    t = page.t
    table = competitors_tables.history(t, Workspace(page.store).offers.history(saved.offer_id))
    lists.table(
        table.rows, table.columns, t, empty=t("Nobody has entered or changed it here so far.")
    )
