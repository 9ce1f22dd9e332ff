"""The end of the review: from now on what it found is known and what is open is promised."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from data.problems import Problem
from pages.parts import cards, review_findings, review_state

if TYPE_CHECKING:
    from pages.parts.review_state import State
    from pages.parts.shell import Page

FAILED = "review_finish_problem"


def button(page: Page, state: State) -> None:
    """Ends the review on a click; ending it twice on a day replaces the first time."""
    t = page.t

    def end() -> None:
        try:
            keys = tuple(str(row["key"]) for row in review_findings.shown(page))
            review_state.finish(page, state, keys)
        except Problem as problem:
            st.session_state[FAILED] = problem

    with st.container(horizontal=True, vertical_alignment="center", key="review_finish"):
        label = t("Finish the review") if state.finished is None else t("Finish it again")
        st.button(label, key="finish_review", on_click=end, icon=":material/task_alt:")
        st.html(f'<span class="tv-sub">{escape(told(page, state))}</span>', width="stretch")
    failed = st.session_state.pop(FAILED, None)
    if failed is not None:
        cards.show_problem(failed, t)


def told(page: Page, state: State) -> str:
    """What finishing does, or did."""
    t = page.t
    if state.finished is not None:
        return t(
            "Finished today: {findings} findings are known from now on, {open} open actions are "
            "what the next review asks about.",
            findings=t.exact(len(state.finished.findings)),
            open=t.exact(len(state.finished.promised)),
        )
    return t("The next review then opens with the actions that are open now.")
