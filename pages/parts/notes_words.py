"""Notes and decisions in words: what they are about, who wrote them. No Streamlit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from data.problems import Problem

if TYPE_CHECKING:
    from data.notes import Note
    from pages.parts.shell import Page
    from pages.parts.text import Text

REVIEW = "review"
MOST_ON_COVER = 20


def about_word(t: Text, about: str) -> str:
    """What a note is pinned to."""
    kind, _, what = about.partition(":")
    match kind:
        case "number":
            return t.column(what)
        case "customer":
            return t("Customer {customer}", customer=what)
        case "date":
            return t.date(date.fromisoformat(what))
        case _:
            return t("The meeting")


def by_word(t: Text, note: Note) -> str:
    """Who wrote it and when; of whose numbers, where they were not the whole bank's."""
    said = [note.author, t.date(note.changed_at)]
    if note.scope_words:
        said.append(note.scope_words)
    if note.revision > 1:
        said.append(t("edited"))
    return " · ".join(said)


def line(t: Text, note: Note) -> str:
    """A note in one line, as files hold it."""
    words = " ".join(note.words.split())
    return t("{about}: {words}", about=about_word(t, note.about), words=words)


def at_date(page: Page) -> tuple[Note, ...]:
    """Notes and decisions made about the data of the page's date, the newest first.

    Raises:
        WorkspaceUnreachable.
    """
    from data.workspace import Workspace  # noqa: PLC0415 - SQLAlchemy loads where it is needed

    return Workspace(page.store).notes.find(at=page.scope.at) if page.scope else ()


def cover(page: Page) -> dict[str, str]:
    """Notes and decisions as facts of a cover; none where nothing was written."""
    t = page.t
    try:
        notes = at_date(page)
    except Problem:
        # A file leaves without them: what is wrong with the workspace is told on the page.
        return {}
    found = {}
    for kind, label in (("decision", t("Decisions")), ("note", t("Notes"))):
        said = [line(t, each) for each in notes if each.kind == kind][:MOST_ON_COVER]
        if said:
            found[label] = "\n".join(said)
    return found


def sorted_by_about(notes: Sequence[Note]) -> list[Note]:
    """Decisions first, then what notes are about, the newest of each first."""
    return sorted(notes, key=lambda each: (each.kind != "decision", each.about, -each.id))
