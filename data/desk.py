"""Reading and adding rows of the workspace: nothing is overwritten."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, IntegrityError, SQLAlchemyError

from data.store_problems import WorkspaceUnreachable
from data.workspace_tables import METADATA

Row = dict[str, Any]
_MAKING = Lock()
_ATTEMPTS = 20
_BOUND_AT_ONCE = 1_000
"""SQL Server binds at most 2,100 values in a query."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One author at the workspace's database. `path`: the file where `url` is a store's own."""

    url: str
    path: Path
    author: str

    def read(self, query: sa.Select[Any]) -> list[Row]:
        """Return the rows of a query; none while there is no file yet."""
        if self.url == f"sqlite:///{self.path}" and not self.path.exists():
            return []
        try:
            with _engine(self.url).connect() as connection:
                return [dict(row) for row in connection.execute(query).mappings()]
        except SQLAlchemyError as error:
            raise WorkspaceUnreachable(reason=_reason(error)) from error

    def read_among(
        self, query: sa.Select[Any], column: sa.Column[Any], values: Iterable[object]
    ) -> list[Row]:
        """Return the rows of a query whose column is among values, however many these are."""
        wanted = list(values)
        return [
            row
            for start in range(0, len(wanted), _BOUND_AT_ONCE)
            for row in self.read(query.where(column.in_(wanted[start : start + _BOUND_AT_ONCE])))
        ]

    def write(self, table: sa.Table, rows: list[Row]) -> None:
        """Add rows with author, time and revision."""
        try:
            self._insert(table, rows)
        except SQLAlchemyError as error:
            raise WorkspaceUnreachable(reason=_reason(error)) from error

    def log(self, table: sa.Table, key: str, name: str) -> list[Row]:
        """Return the entries of one thing in a log, oldest first."""
        return self.read(sa.select(table).where(table.c[key] == name).order_by(table.c.entry))

    def last(self, table: sa.Table, key: str) -> dict[str, Row]:
        """Return the last entry of every thing in a log, by name."""
        rows = self.read(sa.select(table).order_by(table.c.entry))
        found = {row[key]: row for row in rows}
        return {name: found[name] for name in sorted(found)}

    def append(
        self, table: sa.Table, key: str, name: str, decide: Callable[[list[Row]], Row | None]
    ) -> None:
        """Add what `decide` makes of the entries so far; nothing where that is None.

        When somebody else was first, it decides again with their entry.
        """

        def decided() -> list[Row]:
            known = self.log(table, key, name)
            row = decide(known)
            entry = known[-1]["entry"] + 1 if known else 1
            return [] if row is None else [{key: name, "entry": entry} | row]

        self.add(table, decided)

    def append_all(
        self, table: sa.Table, key: str, decide: Callable[[list[Row]], list[Row]]
    ) -> None:
        """Add all rows that `decide` makes of a log's entries so far, or none of them.

        Each row names its thing under `key`; see `append`.
        """

        def decided() -> list[Row]:
            known = self.read(sa.select(table).order_by(table.c.entry))
            last: dict[str, int] = {row[key]: row["entry"] for row in known}
            rows = []
            for row in decide(known):
                last[row[key]] = last.get(row[key], 0) + 1
                rows.append({"entry": last[row[key]]} | row)
            return rows

        self.add(table, decided)

    def add(self, table: sa.Table, decided: Callable[[], list[Row]]) -> None:
        """Add all rows decided on, or none; decide again when somebody else was first.

        What `decided` reads may change before its rows are written, so each row must hold a number
        that is unique in the table and follows from what was read.
        """
        for _ in range(_ATTEMPTS):
            rows = decided()
            try:
                self._insert(table, rows)
            except IntegrityError:
                continue
            except SQLAlchemyError as error:
                raise WorkspaceUnreachable(reason=_reason(error)) from error
            return
        raise WorkspaceUnreachable(reason=f"{table.name} is being saved again and again elsewhere")

    def _insert(self, table: sa.Table, rows: list[Row]) -> None:
        if not rows:
            return
        now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        entered = {"author": self.author, "created_at": now, "revision": 1}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with _engine(self.url).begin() as connection:
            connection.execute(table.insert(), [entered | row for row in rows])


def newest_revisions(table: sa.Table, key: str) -> sa.Select[Any]:
    """Return the query of the newest revision of every thing numbered by `key`."""
    last = (
        sa.select(table.c[key], sa.func.max(table.c.revision).label("revision"))
        .group_by(table.c[key])
        .subquery()
    )
    return sa.select(table).join(
        last, sa.and_(table.c[key] == last.c[key], table.c.revision == last.c.revision)
    )


def local_time(moment: datetime | None) -> str:
    """Return a stored time as the clock on the wall said it, to the minute."""
    if moment is None:
        return ""
    return f"{moment.replace(tzinfo=UTC).astimezone():%Y-%m-%d %H:%M}"


def newest(table: sa.Table) -> sa.ScalarSelect[Any]:
    """Return the query of a table's highest version."""
    return sa.select(sa.func.max(table.c.version)).scalar_subquery()


def _engine(url: str) -> sa.Engine:
    with _MAKING:
        return _made(url)


@lru_cache(maxsize=8)
def _made(url: str) -> sa.Engine:
    pool = sa.NullPool if url.startswith("sqlite") else sa.QueuePool
    try:
        engine = sa.create_engine(url, poolclass=pool)
    except ModuleNotFoundError as error:
        raise WorkspaceUnreachable(reason=f"Python has no {error.name} to reach it by") from error
    try:
        _make_tables(engine)
    except DatabaseError:
        # Another process made a table between our look and our making it.
        _make_tables(engine)
    return engine


def _make_tables(engine: sa.Engine) -> None:
    """Make the tables that are missing: all in a new workspace, the new ones in an older one."""
    if METADATA.tables.keys() <= set(sa.inspect(engine).get_table_names()):
        return
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            # Python's driver opens no transaction for tables: each would wait for the disk alone.
            connection.exec_driver_sql("begin immediate")
        METADATA.create_all(connection)


def _reason(error: SQLAlchemyError) -> str:
    return str(error).splitlines()[0]
