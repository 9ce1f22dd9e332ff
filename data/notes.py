"""Notes pinned to a number, a customer or a date, and the decisions of the meeting.

A note is a number of revisions that never change; the newest is what it says now.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from data import note_problems as problems
from data.desk import Desk, Row, local_time
from data.workspace_tables import NOTE
from data.written import WRITTEN

KINDS = WRITTEN["note_kind"].code_values
REVIEW = "review"
"""What a decision of the meeting is about."""
LONGEST_NOTE = 2_000
_LONGEST_ABOUT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One revision of a note. about: see `checked_about`. at: the date of the data it speaks of.

    scope_words: whose data, as its author read it. created_at, changed_at: UTC.
    """

    id: int
    kind: str
    about: str
    words: str
    at: date
    scope_words: str
    author: str
    created_at: datetime
    changed_at: datetime
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteBook:
    """All notes of a workspace."""

    desk: Desk

    def find(
        self, *, about: str | None = None, at: date | None = None, kind: str | None = None
    ) -> tuple[Note, ...]:
        """Return the notes that are not withdrawn, newest first."""
        query = sa.select(NOTE).order_by(NOTE.c.revision)
        for column, wanted in ((NOTE.c.about, about), (NOTE.c.at, at), (NOTE.c.kind, kind)):
            if wanted is not None:
                query = query.where(column == wanted)
        notes = _states(self.desk.read(query)).values()
        return tuple(sorted((each for each in notes if each.words), key=lambda each: -each.id))

    def history(self, note_id: int) -> tuple[Note, ...]:
        """Return every revision of a note, oldest first; a withdrawn one ends without words.

        Raises:
            NoteUnknown.
        """
        rows = self._rows(note_id)
        return tuple(_states(rows[:count])[note_id] for count in range(1, len(rows) + 1))

    def add(
        self, about: str, words: str, *, at: date, scope_words: str = "", kind: str = "note"
    ) -> Note:
        """Write a note about a number, a customer, a date or the review, and return it.

        Raises:
            NoteAboutUnknown, NoteUnusable: nothing is saved then.
        """
        if kind not in KINDS:
            raise ValueError(kind)
        row = {
            "about": checked_about(about),
            "words": usable_words(words),
            "kind": kind,
            "at": at,
            "scope_words": scope_words,
        }
        number = 0

        def decided() -> list[Row]:
            nonlocal number
            most = self.desk.read(sa.select(sa.func.max(NOTE.c.note_id).label("most")))
            number = ((most[0]["most"] or 0) if most else 0) + 1
            return [row | {"note_id": number}]

        self.desk.add(NOTE, decided)
        return self.history(number)[0]

    def edit(self, note_id: int, words: str, *, revision: int) -> Note:
        """Let a note that was read at a revision say something else, and return it.

        Raises:
            NoteChangedMeanwhile, NoteWithdrawn, NoteUnknown, NoteUnusable: nothing is saved then.
        """
        self._revise(note_id, usable_words(words), revision)
        return self.history(note_id)[-1]

    def withdraw(self, note_id: int, *, revision: int) -> None:
        """Take a note away; its history keeps what it said. Doing so twice changes nothing.

        Raises:
            NoteChangedMeanwhile, NoteUnknown.
        """
        self._revise(note_id, None, revision)

    def _revise(self, note_id: int, words: str | None, revision: int) -> None:
        def decided() -> list[Row]:
            last = self._rows(note_id)[-1]
            if last["words"] == words:
                return []
            told = {"author": last["author"], "time": local_time(last["created_at"])}
            if last["words"] is None:
                raise problems.NoteWithdrawn(**told)
            if last["revision"] != revision:
                raise problems.NoteChangedMeanwhile(self.history(note_id)[-1], **told)
            kept = {name: last[name] for name in ("note_id", "about", "kind", "at", "scope_words")}
            return [kept | {"words": words, "revision": revision + 1}]

        self.desk.add(NOTE, decided)

    def _rows(self, note_id: int) -> list[Row]:
        query = sa.select(NOTE).where(NOTE.c.note_id == note_id).order_by(NOTE.c.revision)
        rows = self.desk.read(query)
        if not rows:
            raise problems.NoteUnknown(number=note_id)
        return rows


def checked_about(about: str) -> str:
    """Return what a note is about: number:CODE, customer:ID, date:YYYY-MM-DD or review.

    Raises:
        NoteAboutUnknown.
    """
    kind, _, name = about.partition(":")
    fits = about == REVIEW or (kind in {"number", "customer"} and name.strip() != "")
    if kind == "date":
        try:
            fits = date.fromisoformat(name).isoformat() == name
        except ValueError:
            fits = False
    if not fits or len(about) > _LONGEST_ABOUT:
        raise problems.NoteAboutUnknown(value=about[:60])
    return about


def usable_words(words: str) -> str:
    """Return a note's text without the blanks around it.

    Raises:
        NoteUnusable: empty, or longer than LONGEST_NOTE characters.
    """
    trimmed = words.strip()
    if not 1 <= len(trimmed) <= LONGEST_NOTE:
        raise problems.NoteUnusable(length=LONGEST_NOTE, count=len(trimmed))
    return trimmed


def _states(rows: Iterable[Row]) -> dict[int, Note]:
    """Return notes as their last revision says, written when the first was; by number."""
    found: dict[int, Note] = {}
    for row in rows:
        first = found.get(row["note_id"])
        found[row["note_id"]] = Note(
            id=row["note_id"],
            created_at=row["created_at"] if first is None else first.created_at,
            changed_at=row["created_at"],
            words=row["words"] or "",
            **{name: row[name] for name in ("kind", "about", "at", "scope_words")},
            author=row["author"],
            revision=row["revision"],
        )
    return found
