"""A list of customers on the products page: its heading, its page, its file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from pages.parts import cards, lists, segments_people
from pages.parts import format as forms

if TYPE_CHECKING:
    from pages.parts.shell import Page
    from pages.parts.text import Text

PAGE_SIZE = 10
Columns = Callable[["Text", pd.DataFrame], Sequence[lists.Column]]


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """One list. title, note: its heading; count: how many rows it has in all.

    name: of the file; question: its METRICS entry. read: a page of it, given limit and offset;
    everyone: all of it in blocks. columns: what stands beside who and where. worded: more columns,
    made of words. key: what a changed value of brings back to the first page. figure, summary: as
    in `cards.actions`.
    """

    title: str
    note: str
    count: int
    name: str
    question: str
    read: Callable[[int, int], pd.DataFrame]
    everyone: Callable[[], Iterator[pd.DataFrame]]
    columns: Sequence[lists.Column]
    key: object
    worded: Callable[[pd.DataFrame], pd.DataFrame] = lambda frame: frame
    figure: str = ""
    summary: str | None = None
    empty: str = ""


def show(page: Page, people: People) -> None:
    """The list with its ways out."""
    t = page.t
    cards.section(people.title, people.note)
    if not people.count:
        cards.empty(t, people.empty or t("Nobody is on this list with these filters."))
        return
    window = lists.paged(people.name, people.count, t, page_size=PAGE_SIZE, scope_key=people.key)
    found = people.worded(people.read(window.limit, window.offset))
    shown = segments_people.named(page, found)
    lists.table(shown, _shown_columns(t, shown, people.columns), t)

    def everyone() -> Iterator[pd.DataFrame]:
        return (as_file(t, people.worded(block), people.columns) for block in people.everyone())

    cards.actions(
        page,
        people.name,
        everyone,
        figure_key=people.figure or None,
        summary=people.summary,
        question=people.question,
        row_count=people.count,
    )


def _shown_columns(t: Text, shown: pd.DataFrame, own: Sequence[lists.Column]) -> list[lists.Column]:
    """Who and where, then what the list is about; what nobody has is left out."""
    told = [*segments_people.whose(t, shown), lists.Column(name="tier", kind="code"), *own]
    return [column for column in told if shown[column.name].notna().any()]


def as_file(t: Text, people: pd.DataFrame, own: Sequence[lists.Column]) -> pd.DataFrame:
    """The list as it is downloaded: codes and yes or no in words, headings in `attrs`."""
    labels = {
        "customer_id": t.column("customer_id"),
        "branch_id": t.column("branch_id"),
        "branch_name": t("Branch"),
        "manager_id": t.column("manager_id"),
        "tier": t.column("tier"),
    }
    frame = people.assign(tier=[t.code("tier", code) for code in people["tier"]])
    for column in own:
        labels[column.name] = column.label or t.column(column.name)
        if column.kind == "code":
            dimension = column.dimension or column.name
            frame[column.name] = [t.code(dimension, code) for code in people[column.name]]
    frame = frame[list(labels)]
    frame.attrs["labels"] = labels
    return frame


def said(t: Text, flags: pd.Series) -> list[str]:
    """Yes, no, or a dash where it is not known."""
    return [forms.MISSING if pd.isna(flag) else t("Yes") if flag else t("No") for flag in flags]


def table(  # noqa: PLR0913 - a table with its ways out
    page: Page,
    frame: pd.DataFrame,
    columns: Sequence[lists.Column],
    *,
    name: str,
    question: str,
    figure: str = "",
    raw: pd.DataFrame | None = None,
    summary: str | None = None,
) -> None:
    """A table that is no list of customers, with its ways out."""
    lists.table(frame, [column for column in columns if frame[column.name].notna().any()], page.t)
    whole = frame if raw is None else raw
    cards.actions(
        page, name, lambda: whole, figure_key=figure or None, question=question, summary=summary
    )


def caption(text: str) -> None:
    """A muted line under a figure."""
    st.html(f'<p class="tv-sub">{escape(text)}</p>')
