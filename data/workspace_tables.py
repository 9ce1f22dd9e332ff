"""The tables of the workspace, and reading and adding rows: nothing is overwritten.

A log holds the states of many things by name, each with an entry number of its own; two authors
who write the same entry at the same moment are told apart by its uniqueness, and one tries again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError, SQLAlchemyError

from data.store_problems import WorkspaceUnreachable

Row = dict[str, Any]
_METADATA = sa.MetaData()
_MAKING = Lock()
_ATTEMPTS = 20
NAME_LENGTH = 60


def _table(name: str, *columns: sa.Column[Any] | sa.UniqueConstraint) -> sa.Table:
    return sa.Table(
        name,
        _METADATA,
        sa.Column("id", sa.Integer, primary_key=True),
        *columns,
        sa.Column("author", sa.String(100), nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
    )


def _log(name: str, key: str, *columns: sa.Column[Any]) -> sa.Table:
    return _table(
        name,
        sa.Column(key, sa.String(NAME_LENGTH), nullable=False),
        sa.Column("entry", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        *columns,
        sa.UniqueConstraint(key, "entry"),
    )


PARAMETER = _table(
    "parameter_version",
    sa.Column("version", sa.Integer, nullable=False, index=True),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("value", sa.Float, nullable=False),
    sa.Column("effective_from", sa.Date, nullable=False),
)
POLICY = _table(
    "tier_policy_version",
    sa.Column("version", sa.Integer, nullable=False, index=True),
    sa.Column("level", sa.JSON, nullable=False),
)
MAPPING = _table(
    "column_mapping",
    sa.Column("signature", sa.String(200), nullable=False, index=True),
    sa.Column("answers", sa.Text, nullable=False),
)
EXPORT = _table(
    "export_audit",
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("form", sa.String(50), nullable=False),
    sa.Column("row_count", sa.Integer, nullable=False),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("release", sa.String(20)),
    sa.Column("role", sa.String(50), nullable=False),
    sa.Column("masked", sa.Boolean, nullable=False),
    sa.Column("fields", sa.Text, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
)
SEGMENTATION = _log("segmentation_version", "customer_type", sa.Column("model", sa.Text))
"""Without a model the type's segmentation was withdrawn."""
POPULATION = _log(
    "population_version", "name", sa.Column("text", sa.Text), sa.Column("words", sa.Text)
)
"""Without a text the population was deleted, and with it all versions so far."""
SCENARIO = _log("scenario_version", "name", sa.Column("text", sa.Text), sa.Column("words", sa.Text))
"""See POPULATION."""
OFFER = _table(
    "offer_version",
    sa.Column("offer_id", sa.String(200), nullable=False),
    sa.Column("entry", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("offer", sa.JSON(none_as_null=True)),
    sa.Column("delivered", sa.JSON(none_as_null=True)),
    sa.UniqueConstraint("offer_id", "entry"),
)
"""Without an offer the version was deleted. `delivered`: what a file said, where one said it."""


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

        self._insert_decided(table, name, decided)

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

        self._insert_decided(table, table.name, decided)

    def _insert_decided(self, table: sa.Table, what: str, decided: Callable[[], list[Row]]) -> None:
        """Add the rows decided on; decide again when somebody else wrote such an entry first."""
        for _ in range(_ATTEMPTS):
            rows = decided()
            try:
                self._insert(table, rows)
            except IntegrityError:
                continue
            except SQLAlchemyError as error:
                raise WorkspaceUnreachable(reason=_reason(error)) from error
            return
        raise WorkspaceUnreachable(reason=f"{what} is being saved again and again elsewhere")

    def _insert(self, table: sa.Table, rows: list[Row]) -> None:
        if not rows:
            return
        now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        entered = {"author": self.author, "created_at": now, "revision": 1}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with _engine(self.url).begin() as connection:
            connection.execute(table.insert(), [row | entered for row in rows])


def newest(table: sa.Table) -> sa.ScalarSelect[Any]:
    """Return the query of a table's highest version."""
    return sa.select(sa.func.max(table.c.version)).scalar_subquery()


def _engine(url: str) -> sa.Engine:
    with _MAKING:
        return _made(url)


@lru_cache(maxsize=8)
def _made(url: str) -> sa.Engine:
    pool = sa.NullPool if url.startswith("sqlite") else sa.QueuePool
    engine = sa.create_engine(url, poolclass=pool)
    try:
        _METADATA.create_all(engine)
    except (OperationalError, ProgrammingError):
        # Another process made a table between our look and our making it.
        _METADATA.create_all(engine)
    return engine


def _reason(error: SQLAlchemyError) -> str:
    return str(error).splitlines()[0]
