"""Notes pinned to a number, a customer or a date, and the decisions of the meeting."""

from __future__ import annotations

import hashlib
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from data.note_problems import NoteChangedMeanwhile
from data.problems import Problem
from data.workspace import Workspace
from pages.parts import cards, notes_words, shell

if TYPE_CHECKING:
    from data.notes import Note
    from pages.parts.shell import Page

LONGEST = 2_000
SHOWN = 10


def pin(page: Page, about: str, label: str = "") -> None:
    """A small button with the notes about something and a field for another one.

    about: number:<code>, customer:<id>, date:<iso> or review.
    """
    t = page.t
    try:
        known = Workspace(page.store).notes.find(about=about, kind="note")
    except Problem as problem:
        cards.show_problem(problem, t)
        return
    key = f"note_{_slug(about)}"
    said = f"{label} {t.exact(len(known))}".strip() if known else label
    icon = ":material/sticky_note_2:" if known else ":material/note_add:"
    box = st.popover(
        said,
        icon=icon,
        key=key,
        help=None if label else t("Notes"),
        on_change="rerun",
    )
    if not box.open:
        return
    with box:
        st.html(f'<p class="tv-sub">{escape(notes_words.about_word(t, about))}</p>')
        for each in known[:SHOWN]:
            _one(page, each)
        _field(page, about, "note", key)


def decisions(page: Page, *, limit: int = SHOWN) -> None:
    """What the meeting decided, the newest first and at most `limit`, and a field for another."""
    t = page.t
    cards.section(t("Decisions of the meeting"))
    try:
        known = Workspace(page.store).notes.find(about=notes_words.REVIEW, kind="decision")
    except Problem as problem:
        cards.show_problem(problem, t)
        return
    for each in known[:limit]:
        _one(page, each)
    if len(known) > limit:
        more = t.many("{count} earlier decision", "{count} earlier decisions", len(known) - limit)
        st.html(f'<p class="tv-sub">{escape(more)}</p>')
    _field(page, notes_words.REVIEW, "decision", "decision")


def listed(page: Page) -> None:
    """What was written about the data of the page's date; nothing where there is nothing."""
    t = page.t
    try:
        known = notes_words.sorted_by_about(notes_words.at_date(page))
    except Problem as problem:
        cards.show_problem(problem, t)
        return
    if not known:
        return
    cards.section(t("Notes and decisions"), t("They are part of the meeting pack and the files."))
    for each in known:
        _one(page, each, told=True)


def _one(page: Page, note: Note, *, told: bool = False) -> None:
    """A note with its ways: edit it, withdraw it."""
    t = page.t
    kind = t("Decision") if told and note.kind == "decision" else ""
    about = notes_words.about_word(t, note.about) if told and note.kind == "note" else ""
    head = " · ".join(part for part in (kind, about) if part)
    first = f"<b>{escape(head)}</b> " if head else ""
    key = f"{'told' if told else 'note'}_{note.id}"
    with st.container(horizontal=True, vertical_alignment="top", key=f"{key}_row"):
        st.html(
            f'<div class="tv-note">{first}<p>{escape(note.words)}</p>'
            f"<span>{escape(notes_words.by_word(t, note))}</span></div>"
        )
        if st.button(
            "", icon=":material/edit:", key=f"{key}_edit", help=t("Edit"), type="tertiary"
        ):
            _edit(page, note)


def _edit(page: Page, note: Note) -> None:
    """The note in a dialog; what was typed stays when somebody else was first."""
    t = page.t

    @st.dialog(t("Edit the note"))
    def ask() -> None:
        revision = st.session_state.get(f"note_seen_{note.id}", note.revision)
        key = f"note_words_{note.id}_{note.revision}"
        typed = st.text_area(t.column("words"), value=note.words, max_chars=LONGEST, key=key)
        with st.container(horizontal=True, key="note_ways"):
            saved = st.button(t("Save"), key="note_save", type="primary")
            gone = st.button(t("Withdraw it"), key="note_withdraw")
        if not (saved or gone):
            return
        book = Workspace(page.store).notes
        try:
            if saved:
                book.edit(note.id, typed, revision=revision)
            else:
                book.withdraw(note.id, revision=revision)
        except NoteChangedMeanwhile as meanwhile:
            st.session_state[f"note_seen_{note.id}"] = meanwhile.newest.revision
            cards.show_problem(meanwhile, t)
            cards.note(meanwhile.newest.words)
            cards.note(t("Press Save once more to put yours in its place."), "caution")
        except Problem as problem:
            cards.show_problem(problem, t)
        else:
            st.session_state.pop(f"note_seen_{note.id}", None)
            st.rerun()

    ask()


def _field(page: Page, about: str, kind: str, key: str) -> None:
    """A field for a note; it is empty again once the note is kept."""
    t = page.t
    round_key = f"{key}_round"
    typed = f"{key}_typed_{st.session_state.get(round_key, 0)}"
    label = (
        t("What was decided, by whom, until when")
        if kind == "decision"
        else t("What you want to remember")
    )
    st.text_area(label, key=typed, height=80, max_chars=LONGEST)

    def keep() -> None:
        whole = not (page.scope.where or page.scope.populations)
        try:
            Workspace(page.store).notes.add(
                about,
                st.session_state.get(typed, ""),
                at=page.scope.at,
                scope_words="" if whole else shell.scope_text(page.scope, t),
                kind=kind,
            )
        except Problem as problem:
            st.session_state[f"{key}_problem"] = problem
        else:
            st.session_state[round_key] = st.session_state.get(round_key, 0) + 1

    st.button(
        t("Write it down") if kind == "decision" else t("Keep the note"),
        key=f"{key}_keep",
        on_click=keep,
        type="primary" if kind == "note" else "secondary",
    )
    problem = st.session_state.pop(f"{key}_problem", None)
    if problem is not None:
        cards.show_problem(problem, t)


def _slug(about: str) -> str:
    """A name for widgets: ids of customers may hold any sign."""
    return hashlib.sha1(about.encode(), usedforsecurity=False).hexdigest()[:12]
