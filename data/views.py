"""Saved views and alerts: named, one author's own or the whole team's, in versions.

A private one is seen by its author only. A name is taken once among an author's own and once among
the team's. Deleting a name takes its versions so far; nothing is overwritten.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data import view_problems as problems
from data.desk import Desk, Row
from data.problems import Problem, nearest
from data.saved import usable_name
from data.workspace_tables import ALERT, OPENING, VIEW
from data.written import WRITTEN

PRIVATE, TEAM = SHARINGS = WRITTEN["sharing"].code_values
_EVERYBODY = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A page as somebody likes it. page: its path. query: its URL parameters, the whole state.

    is_default: the author's app opens on it. created_at: UTC.
    """

    name: str
    version: int
    page: str
    query: str
    sharing: str
    author: str
    created_at: datetime
    is_default: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Conditions whose new customers are told. text: as a population's. words: as people read it.

    created_at: UTC.
    """

    name: str
    version: int
    text: str
    words: str
    sharing: str
    author: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shared:
    """Named things of one kind. `main`: the column without which a row says: deleted."""

    desk: Desk
    table: sa.Table
    main: str
    taken: type[Problem]
    unknown: type[Problem]

    def newest(self) -> list[Row]:
        """Return the newest rows that this author may see, his own before the team's, by name."""
        table = self.table
        query = sa.select(table).where(table.c.owner.in_((self.desk.author, _EVERYBODY)))
        last = {
            (row["owner"] == _EVERYBODY, row["name"]): row
            for row in self.desk.read(query.order_by(table.c.entry))
        }
        return [last[key] for key in sorted(last) if last[key][self.main] is not None]

    def save(self, name: str, sharing: str, values: Row, *, replace: bool) -> Row:
        """Save values under a name; where it says something else already, only with `replace`."""
        name = usable_name(name)

        def decide(known: list[Row]) -> Row | None:
            last = known[-1] if known else None
            if last is not None and last[self.main] is not None:
                if all(last[column] == value for column, value in values.items()):
                    return None
                if not replace:
                    day = last["created_at"].date().isoformat()
                    raise self.taken(
                        name=name, version=last["version"], date=day, author=last["author"]
                    )
            version = max((row["version"] for row in known), default=0) + 1
            return values | {"version": version}

        self._append(name, sharing, decide)
        return self._entries(name, sharing)[-1]

    def delete(self, name: str, sharing: str) -> None:
        """Delete a name with its versions so far; deleting it twice changes nothing."""

        def decide(known: list[Row]) -> Row | None:
            if not known:
                names = [row["name"] for row in self.newest()]
                raise self.unknown(name=name, nearest=nearest(name, names) or "–")
            last = known[-1]
            return None if last[self.main] is None else {"version": last["version"]}

        self._append(name, sharing, decide)

    def _append(self, name: str, sharing: str, decide: Callable[[list[Row]], Row | None]) -> None:
        def decided() -> list[Row]:
            known = self._entries(name, sharing)
            row = decide(known)
            entry = known[-1]["entry"] + 1 if known else 1
            owned = {"owner": self._owner(sharing), "name": name, "entry": entry}
            return [] if row is None else [owned | row]

        self.desk.add(self.table, decided)

    def _entries(self, name: str, sharing: str) -> list[Row]:
        table = self.table
        query = sa.select(table).where(table.c.owner == self._owner(sharing), table.c.name == name)
        return self.desk.read(query.order_by(table.c.entry))

    def _owner(self, sharing: str) -> str:
        if sharing not in SHARINGS:
            raise ValueError(sharing)
        return _EVERYBODY if sharing == TEAM else self.desk.author


@dataclass(frozen=True, slots=True, kw_only=True)
class Views:
    """The saved views that an author sees."""

    desk: Desk

    def newest(self) -> tuple[View, ...]:
        """Return the author's own views, then the team's, by name."""
        opening = self._opening()
        return tuple(_view(row, opening) for row in self._shelf.newest())

    def save(
        self, name: str, page: str, query: str, *, sharing: str = PRIVATE, replace: bool = False
    ) -> View:
        """Save a page's state under a name, or with `replace` as its next version.

        Raises:
            NameUnusable; ViewNameTaken: the name means another state.
        """
        values = {"page": page, "query": query}
        return _view(self._shelf.save(name, sharing, values, replace=replace), self._opening())

    def delete(self, name: str, sharing: str) -> None:
        """Delete a view.

        Raises:
            ViewUnknown.
        """
        self._shelf.delete(name, sharing)

    def default(self) -> View | None:
        """Return the view this author's app opens on; None where he chose none or it is gone."""
        return next((each for each in self.newest() if each.is_default), None)

    def set_default(self, view: View | None) -> None:
        """Let this author's app open on a view, or on the home page."""
        chosen = ("", "") if view is None else (self._owner_of(view), view.name)
        if self._opening() != chosen:
            self.desk.write(OPENING, [{"owner": chosen[0], "name": chosen[1]}])

    def _opening(self) -> tuple[str, str]:
        """The owner and the name of the author's chosen view; no name where he chose none."""
        mine = sa.select(OPENING).where(OPENING.c.author == self.desk.author)
        rows = self.desk.read(mine.order_by(OPENING.c.id.desc()).limit(1))
        return (rows[0]["owner"], rows[0]["name"]) if rows else ("", "")

    def _owner_of(self, view: View) -> str:
        return _EVERYBODY if view.sharing == TEAM else self.desk.author

    @property
    def _shelf(self) -> _Shared:
        return _Shared(
            desk=self.desk,
            table=VIEW,
            main="page",
            taken=problems.ViewNameTaken,
            unknown=problems.ViewUnknown,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts:
    """The alerts that an author sees."""

    desk: Desk

    def newest(self) -> tuple[Alert, ...]:
        """Return the author's own alerts, then the team's, by name."""
        return tuple(_alert(row) for row in self._shelf.newest())

    def save(
        self, name: str, text: str, words: str, *, sharing: str = PRIVATE, replace: bool = False
    ) -> Alert:
        """Save conditions under a name, or with `replace` as its next version.

        Raises:
            NameUnusable; AlertNameTaken: the name means other conditions.
        """
        values = {"text": text, "words": words}
        return _alert(self._shelf.save(name, sharing, values, replace=replace))

    def delete(self, name: str, sharing: str) -> None:
        """Delete an alert.

        Raises:
            AlertUnknown.
        """
        self._shelf.delete(name, sharing)

    @property
    def _shelf(self) -> _Shared:
        return _Shared(
            desk=self.desk,
            table=ALERT,
            main="text",
            taken=problems.AlertNameTaken,
            unknown=problems.AlertUnknown,
        )


def _view(row: Row, opening: tuple[str, str]) -> View:
    is_default = (row["owner"], row["name"]) == opening
    return View(**_facts(row, ("page", "query")), is_default=is_default)


def _alert(row: Row) -> Alert:
    return Alert(**_facts(row, ("text", "words")))


def _facts(row: Row, own: Sequence[str]) -> dict[str, Any]:
    sharing = TEAM if row["owner"] == _EVERYBODY else PRIVATE
    names = ("name", "version", "author", "created_at", *own)
    return {name: row[name] for name in names} | {"sharing": sharing}
