"""One action in a dialog: what is typed is never lost, even when somebody else was first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

import streamlit as st

from data.action_problems import ActionChangedMeanwhile
from data.actions import RESULTS, Change
from data.problems import Problem
from data.workspace import Workspace
from pages.parts import actions_words as words
from pages.parts import cards

if TYPE_CHECKING:
    from data.actions import Action
    from pages.parts.shell import Page
    from pages.parts.text import Text

CONFLICT = "action_conflict"
FIELDS = ("status", "result", "due_on", "manager_id", "remark")
STATUSES = ("open", "done", "dismissed")
LATER = (0, 1, 3, 7, 14, 30)
REMARK_LENGTH = 500
HISTORY = 6


def open_dialog(page: Page, action: Action, managers: Mapping[str, str]) -> None:
    """Opens the form of an action, as it was read when the board was drawn."""
    t = page.t
    st.session_state.pop(CONFLICT, None)

    @st.dialog(t("Edit the action"))
    def ask() -> None:
        st.html(
            f'<p class="tv-sub">{escape(action.customer_id)} · '
            f"{escape(words.reasons_word(t, action))}</p>"
        )
        typed = _form(t, action, managers)
        if typed is not None:
            _save(page, action, typed, action.revision)
        conflict = st.session_state.get(CONFLICT)
        if conflict is not None:
            _conflict(page, conflict, managers)
        _history(page, action, managers)

    ask()


def _form(t: Text, action: Action, managers: Mapping[str, str]) -> Change | None:
    """The fields; a Change once they are sent."""
    key = f"action_{action.id}_{action.revision}"
    with st.form(f"{key}_form", border=False):
        st.segmented_control(
            t.column("action_status"),
            STATUSES,
            default=action.status,
            format_func=lambda code: t.code("action_status", code),
            required=True,
            key=f"{key}_status",
        )
        st.selectbox(
            t.column("action_result"),
            RESULTS,
            index=RESULTS.index(action.result),
            format_func=lambda code: t.code("action_result", code) if code else "–",
            key=f"{key}_result",
        )
        st.text_area(
            t.column("remark"),
            value=action.remark,
            max_chars=REMARK_LENGTH,
            height=90,
            key=f"{key}_remark",
        )
        _due_and_owner(t, action, managers, key)
        sent = st.form_submit_button(t("Save"), type="primary")
    if not sent:
        return None
    return Change(**{name: st.session_state[f"{key}_{name}"] for name in FIELDS})


def _due_and_owner(t: Text, action: Action, managers: Mapping[str, str], key: str) -> None:
    days = due_days(action, date.today())  # noqa: DTZ011 - the user's
    owners = ["", *managers]
    if action.manager_id and action.manager_id not in managers:
        owners.append(action.manager_id)
    due, owner = st.columns(2)
    due.selectbox(
        t.column("due_on"),
        days,
        index=days.index(action.due_on),
        format_func=t.date,
        key=f"{key}_due_on",
    )
    owner.selectbox(
        t("Owner"),
        owners,
        index=owners.index(action.manager_id or ""),
        format_func=lambda each: managers.get(each, each) or t("No manager"),
        key=f"{key}_manager_id",
    )


def due_days(action: Action, today: date) -> list[date]:
    """The days an action can be put off to: as it is, and some from today on."""
    return sorted({action.due_on, *(today + timedelta(days=days) for days in LATER)})


def _save(page: Page, action: Action, typed: Change, revision: int) -> None:
    try:
        Workspace(page.store).actions.change(action.id, typed, revision=revision)
    except ActionChangedMeanwhile as meanwhile:
        st.session_state[CONFLICT] = (action, typed, meanwhile)
    except Problem as problem:
        cards.show_problem(problem, page.t)
    else:
        st.session_state.pop(CONFLICT, None)
        st.rerun()


def _conflict(
    page: Page,
    conflict: tuple[Action, Change, ActionChangedMeanwhile],
    managers: Mapping[str, str],
) -> None:
    """What the other wrote beside what was typed here, and which of the two shall hold."""
    t = page.t
    action, typed, meanwhile = conflict
    cards.show_problem(meanwhile, t)
    lines = [
        t(
            "{field}: now {theirs}, you wrote {yours}",
            field=_label(t, name),
            theirs=words.field_word(t, meanwhile.newest, name, managers),
            yours=words.field_word(t, typed, name, managers),
        )
        for name in FIELDS
        if (getattr(typed, name) or None) != (getattr(meanwhile.newest, name) or None)
    ]
    if lines:
        cards.bullets(lines)
    with st.container(horizontal=True, vertical_alignment="center", key="action_conflict_ways"):
        if st.button(t("Save mine all the same"), key="action_mine", type="primary"):
            _save(page, action, typed, meanwhile.newest.revision)
        if st.button(t("Keep what it says now"), key="action_theirs"):
            st.session_state.pop(CONFLICT, None)
            st.rerun()


def _label(t: Text, name: str) -> str:
    labels = {"status": "action_status", "result": "action_result"}
    return t("Owner") if name == "manager_id" else t.column(labels.get(name, name))


def _history(page: Page, action: Action, managers: Mapping[str, str]) -> None:
    """Who changed what, the newest first."""
    t = page.t
    revisions = Workspace(page.store).actions.history(action.id)
    if len(revisions) < 2:
        return
    with st.expander(t("History: {count} changes", count=t.exact(len(revisions) - 1))):
        pairs = list(pairwise(revisions))[::-1][:HISTORY]
        cards.bullets([_changed_word(t, *pair, managers) for pair in pairs])


def _changed_word(t: Text, before: Action, after: Action, managers: Mapping[str, str]) -> str:
    names = (*FIELDS, "reasons", "value_at_risk")
    changed = [
        f"{_label(t, name)} → {words.field_word(t, after, name, managers)}"
        for name in names
        if getattr(before, name) != getattr(after, name)
    ]
    return t(
        "{date}, {author}: {changed}",
        date=t.date(after.changed_at),
        author=after.author,
        changed=t("; ").join(changed),
    )
