"""Named texts that managers save: populations and scenarios, in versions that never change.

A name's newest version is what lists offer; an older one is still found by name@version, so that a
link shows the same numbers. Deleting a name takes all its versions so far.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data import saved_problems as problems
from data.desk import Desk, Row
from data.problems import Problem, nearest
from data.workspace_tables import NAME_LENGTH, POPULATION, SCENARIO

FORBIDDEN = "@,"
"""Links write name@version, and commas separate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """One version of a named text. `words`: what it says, as its author read it; created_at UTC."""

    name: str
    version: int
    text: str
    words: str
    author: str
    created_at: datetime

    @property
    def reference(self) -> str:
        """How a link names it: name@version."""
        return f"{self.name}@{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The problems by which one kind of saved thing is spoken of."""

    taken: type[Problem]
    unknown: type[Problem]
    version_unknown: type[Problem]
    deleted: type[Problem]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """All saved things of one kind."""

    desk: Desk
    table: sa.Table
    told: Told

    def newest(self) -> tuple[Saved, ...]:
        """Return the newest version of every name that is not deleted, by name."""
        last = self.desk.last(self.table, "name").values()
        return tuple(_saved(row) for row in last if row["text"] is not None)

    def save(self, name: str, text: str, words: str = "", *, replace: bool = False) -> Saved:
        """Save a text; under a name in use only what it says already, unless `replace`.

        Raises:
            NameUnusable: see `usable_name`.
            Problem: the name has another text, see `Told.taken`.
        """
        name = usable_name(name)

        def decide(known: list[Row]) -> Row | None:
            last = known[-1] if known else None
            if last is not None and last["text"] is not None:
                if last["text"] == text:
                    return None
                if not replace:
                    facts = {"version": last["version"], **_by_whom(last)}
                    raise self.told.taken(name=name, **facts)
            version = max((row["version"] for row in known), default=0) + 1
            return {"version": version, "text": text, "words": words}

        self.desk.append(self.table, "name", name, decide)
        return self.named(name)

    def named(self, reference: str) -> Saved:
        """Return what `name@version`, or the newest version of `name`, means.

        Raises:
            Problem: no such name, no such version, or deleted; see `Told`.
        """
        name, _, wanted = reference.strip().partition("@")
        known = self.desk.log(self.table, "name", name)
        if not known:
            names = ", ".join(nearest(name, self._names()).split(", ")[:3]) or "–"
            raise self.told.unknown(name=name, nearest=names)
        version = wanted or str(known[-1]["version"])
        found = [row for row in known if row["text"] and str(row["version"]) == version]
        if not found:
            versions = ", ".join(str(row["version"]) for row in known if row["text"])
            raise self.told.version_unknown(name=name, version=wanted, known=versions)
        (row,) = found
        gone = [each for each in known if each["text"] is None and each["entry"] > row["entry"]]
        if gone:
            raise self.told.deleted(name=name, **_by_whom(gone[0]))
        return _saved(row)

    def delete(self, name: str) -> None:
        """Delete a name with all its versions so far; deleting it twice changes nothing.

        Raises:
            Problem: no such name; see `Told.unknown`.
        """
        name = name.strip()

        def decide(known: list[Row]) -> Row | None:
            if not known:
                raise self.told.unknown(name=name, nearest=nearest(name, self._names()) or "–")
            if known[-1]["text"] is None:
                return None
            return {"version": known[-1]["version"], "text": None, "words": ""}

        self.desk.append(self.table, "name", name, decide)

    def _names(self) -> Sequence[str]:
        return [each.name for each in self.newest()]


def populations(desk: Desk) -> Shelf:
    """Return the saved populations."""
    told = Told(
        taken=problems.PopulationNameTaken,
        unknown=problems.PopulationUnknown,
        version_unknown=problems.PopulationVersionUnknown,
        deleted=problems.PopulationDeleted,
    )
    return Shelf(desk=desk, table=POPULATION, told=told)


def scenarios(desk: Desk) -> Shelf:
    """Return the saved scenarios."""
    told = Told(
        taken=problems.ScenarioNameTaken,
        unknown=problems.ScenarioUnknown,
        version_unknown=problems.ScenarioVersionUnknown,
        deleted=problems.ScenarioDeleted,
    )
    return Shelf(desk=desk, table=SCENARIO, told=told)


def usable_name(name: str) -> str:
    """Return a name without the blanks around it.

    Raises:
        NameUnusable: empty, longer than 60 characters, or with @, a comma or a control character.
    """
    trimmed = name.strip()
    unfit = any(sign in FORBIDDEN or unicodedata.category(sign) == "Cc" for sign in trimmed)
    if not 1 <= len(trimmed) <= NAME_LENGTH or unfit:
        shown = trimmed[:NAME_LENGTH] + ("…" if len(trimmed) > NAME_LENGTH else "")
        raise problems.NameUnusable(name=repr(shown), length=NAME_LENGTH)
    return trimmed


def _saved(row: Row) -> Saved:
    names = ("name", "version", "text", "words", "author", "created_at")
    return Saved(**{name: row[name] for name in names})


def _by_whom(row: Row) -> dict[str, Any]:
    return {"author": row["author"], "date": row["created_at"].date().isoformat()}
