"""Alerts made and deleted: from conditions being written, or from a saved population."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from data.problems import Problem
from data.view_problems import AlertNameTaken
from data.workspace import Workspace
from pages.parts import alerts_words, cards, populations, shell

if TYPE_CHECKING:
    from data.saved import Saved
    from data.views import Alert
    from pages.parts.shell import Page

PRIVATE, TEAM = "private", "team"
LONGEST_NAME = 60
TOLD = "alert_told"


def button(page: Page, text: str, words: str, *, key: str, name: str = "") -> None:
    """Opens a small form that makes an alert of conditions; `text` as a population's."""
    t = page.t
    box = st.popover(
        t("Tell me who newly meets this …"),
        key=f"{key}_alert",
        icon=":material/notification_add:",
        on_change="rerun",
    )
    if box.open:
        with box:
            _form(page, text, words, key=key, name=name)
            told(page)


def _form(page: Page, text: str, words: str, *, key: str, name: str) -> None:
    t = page.t
    st.text_input(
        t("Name of the alert"), value=name, max_chars=LONGEST_NAME, key=f"{key}_alert_name"
    )
    st.segmented_control(
        t("Seen by"),
        [PRIVATE, TEAM],
        default=PRIVATE,
        format_func=lambda code: t.code("sharing", code),
        required=True,
        key=f"{key}_alert_sharing",
    )
    st.html(f'<p class="tv-sub">{escape(t("It is told on the home page after every load."))}</p>')
    st.button(
        t("Make the alert"),
        key=f"{key}_alert_keep",
        type="primary",
        on_click=_keep,
        args=(page, key, text, words),
    )


def _keep(page: Page, key: str, text: str, words: str, again: bool = False) -> None:  # noqa: FBT001, FBT002 - a callback
    name = st.session_state[f"{key}_alert_name"]
    sharing = st.session_state[f"{key}_alert_sharing"]
    try:
        kept = Workspace(page.store).alerts.save(name, text, words, sharing=sharing, replace=again)
    except Problem as problem:
        st.session_state[TOLD] = (problem, (key, text, words))
    else:
        st.session_state[TOLD] = (kept, None)


def told(page: Page) -> None:
    """How the last one went; a name that is taken can be used all the same."""
    t = page.t
    kept, asked = st.session_state.pop(TOLD, (None, None))
    if kept is None:
        return
    if not isinstance(kept, Problem):
        cards.note(
            t("Saved as {name}. The home page tells who newly meets it.", name=kept.name), "new"
        )
        return
    cards.show_problem(kept, t)
    if isinstance(kept, AlertNameTaken):
        st.button(
            t("Let these conditions take its place"),
            key="alert_again",
            on_click=_keep,
            args=(page, *asked, True),
        )


def manage(page: Page) -> None:
    """The alerts there are, and one more from a saved population."""
    t = page.t
    cards.section(
        t("Alerts"),
        t("Customers who newly meet a condition since the data before; told on the home page."),
    )
    try:
        known = Workspace(page.store).alerts.newest()
        offered = populations.saved(page.store)
    except Problem as problem:
        cards.show_problem(problem, t)
        return
    for each in known:
        _one(page, each)
    if offered:
        _from_population(page, offered)
    shell.next_page(page, "what_if", t("Write conditions for an alert"), view="customers")


def _one(page: Page, each: Alert) -> None:
    t = page.t
    key = f"alert_{each.sharing}_{each.name}"
    with st.container(horizontal=True, vertical_alignment="center", key=f"{key}_row"):
        seen = t.code("sharing", each.sharing)
        st.html(
            f'<div class="tv-source"><b>{escape(each.name)}</b>'
            f"<span>{escape(_conditions(page, each))} · {escape(seen)}</span></div>"
        )
        with st.popover(
            "", icon=":material/terminal:", key=f"{key}_line", help=t("For a scheduler")
        ):
            told = t("A scheduler writes the list into a file with this line:")
            line = alerts_words.command(each)
            st.html(
                f'<p class="tv-sub">{escape(told)}</p><pre class="tv-code">{escape(line)}</pre>'
            )
        st.button(t("Delete"), key=f"{key}_delete", on_click=_delete, args=(page, each))


def _conditions(page: Page, each: Alert) -> str:
    try:
        return alerts_words.conditions(page.t, each)
    except Problem as problem:
        return cards.problem_text(problem, page.t)


def _delete(page: Page, each: Alert) -> None:
    Workspace(page.store).alerts.delete(each.name, each.sharing)


def _from_population(page: Page, offered: tuple[Saved, ...]) -> None:
    t = page.t
    by_name = {each.name: each for each in offered}
    with st.container(horizontal=True, vertical_alignment="bottom", key="alert_population"):
        chosen = st.selectbox(
            t("Watch a saved population"),
            list(by_name),
            index=None,
            key="alert_of",
            placeholder=t("Choose"),
        )
        if chosen:
            each = by_name[chosen]
            button(page, each.text, each.words, key="population", name=each.name)
