"""The first screen of the weekly review: the date, six numbers, the way to the meeting."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from pages.parts import cards, notes, pack_button, review_people, review_tiles
from pages.parts import format as forms
from pages.parts import review_remembered as questions
from pages.parts import review_words as words
from pages.parts.stylesheets import sheet

if TYPE_CHECKING:
    import pandas as pd

    from pages.parts.review_state import State
    from pages.parts.shell import Page


def dress() -> None:
    """The stylesheet of the page."""
    st.html(f"<style>{sheet('review.css')}</style>")


def head(page: Page, state: State) -> None:
    """The date of the data, what is new about it, and the ways to the meeting and the pack."""
    t = page.t
    with st.container(horizontal=True, vertical_alignment="center", key="review_head"):
        st.html(f'<p class="tv-when">{escape(when(page, state))}</p>')
        notes.pin(page, f"date:{page.scope.at.isoformat()}", t("Pin a note"))
        start = page.set_parameter
        st.button(
            t("Meeting mode"),
            key="start_meeting",
            icon=":material/co_present:",
            on_click=start,
            args=("meeting", "1"),
        )
        pack_button.draw(page)
    if not state.is_new(page):
        seen = state.finished or state.last
        told = t(
            "No new data since the review of {date}: no finding here is new. "
            "Read what was promised and work on the list.",
            date=t.date(seen.held_on),
        )
        cards.note(told, "new")


def when(page: Page, state: State) -> str:
    """The date of the data, what it is compared with, and when the last review was."""
    t, scope = page.t, page.scope
    parts = [t("Data of {date}", date=t.date(scope.at))]
    if scope.before:
        parts.append(t("against {date}", date=t.date(scope.before)))
    if not page.snapshot["is_complete"]:
        parts.append(t(words.FLAGS["incomplete"]))
    parts.append(
        t("last review on {date}", date=t.date(state.last.held_on))
        if state.last is not None
        else t("first review")
    )
    return " · ".join(parts)


def six(page: Page, rows: pd.DataFrame) -> None:
    """Six numbers, each with the way to its people."""
    t = page.t
    series = review_tiles.histories(questions.review_series(page.engine, page.scope))
    drawn = review_tiles.html(t, rows.to_dict("records"), series)
    with st.container(key="review_six"):
        for place, (tile, row) in enumerate(zip(drawn, rows.to_dict("records"), strict=True)):
            with st.container(key=f"six_{place}", gap=None):
                st.html(tile)
                if not forms.is_missing(row["value"]):
                    _way(page, row)


@st.fragment
def _way(page: Page, row: words.Row) -> None:
    review_people.way(page, row, where="six_")
