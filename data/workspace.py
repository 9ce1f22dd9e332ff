"""What managers write: parameters, tier rules, remembered column mappings, the export audit.

Kept beside the releases in SQLite, or wherever TIERVIEW_WORKSPACE points as a database URL.
Nothing is overwritten: a change is a new version, and every row has author, time and revision.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from data.policy import ALWAYS, SHIPPED, Parameters, Setting, TierPolicy
from data.shipped import Level
from data.store_problems import WorkspaceUnreachable

if TYPE_CHECKING:
    from data.release import Store

LOCAL_AUTHOR = "local"
_METADATA = sa.MetaData()


def _table(name: str, *columns: sa.Column[Any]) -> sa.Table:
    return sa.Table(
        name,
        _METADATA,
        sa.Column("id", sa.Integer, primary_key=True),
        *columns,
        sa.Column("author", sa.String(100), nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
    )


_PARAMETER = _table(
    "parameter_version",
    sa.Column("version", sa.Integer, nullable=False, index=True),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("value", sa.Float, nullable=False),
    sa.Column("effective_from", sa.Date, nullable=False),
)
_POLICY = _table(
    "tier_policy_version",
    sa.Column("version", sa.Integer, nullable=False, index=True),
    sa.Column("level", sa.JSON, nullable=False),
)
_MAPPING = _table(
    "column_mapping",
    sa.Column("signature", sa.String(200), nullable=False, index=True),
    sa.Column("answers", sa.Text, nullable=False),
)
_EXPORT = _table(
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


class Workspace:
    """The written side of a store. Reading makes nothing; the first write makes the file."""

    def __init__(self, store: Store, *, author: str = LOCAL_AUTHOR) -> None:
        """Open the workspace of a store for an author."""
        self.author = author
        self._path = store.workspace_path
        self._url = os.environ.get("TIERVIEW_WORKSPACE") or f"sqlite:///{self._path}"

    def parameters(self) -> Parameters:
        """Return the newest version of the parameters; the shipped ones before any."""
        rows = self._read(sa.select(_PARAMETER).where(_PARAMETER.c.version == _newest(_PARAMETER)))
        if not rows:
            return Parameters()
        settings = tuple(
            Setting(name=row["name"], value=row["value"], effective_from=row["effective_from"])
            for row in rows
        )
        return Parameters(settings=settings, version=f"v{rows[0]['version']}")

    def save_parameters(
        self,
        changes: Mapping[str, float],
        effective_from: date = ALWAYS,
    ) -> Parameters:
        """Save a new version with some values from a date on, and return it.

        Raises:
            ParameterUnknown, ParameterOutOfRange: nothing is saved then.
        """
        known = self.parameters()
        wanted = known.changed(changes, effective_from)
        if set(wanted.settings) == set(known.settings):
            return known
        return self._save_settings(wanted.settings)

    def replace_parameters(self, settings: Sequence[Setting]) -> Parameters:
        """Save a new version that holds exactly these values (an uploaded table)."""
        wanted = Parameters()
        for setting in settings:
            wanted = wanted.changed({setting.name: setting.value}, setting.effective_from)
        known = self.parameters()
        if set(known.settings) == set(wanted.settings):
            return known
        return self._save_settings(wanted.settings)

    def tier_policy(self) -> TierPolicy:
        """Return the newest version of the tier rules; the shipped ones before any."""
        rows = self._read(sa.select(_POLICY).where(_POLICY.c.version == _newest(_POLICY)))
        if not rows:
            return TierPolicy()
        levels = tuple(_level(row["level"]) for row in rows)
        return TierPolicy(levels=levels, version=f"v{rows[0]['version']}")

    def save_tier_policy(self, levels: Sequence[Level]) -> TierPolicy:
        """Save a new version of the tier rules, unless they are the ones in force.

        Raises:
            LadderWithoutFloor, LadderOutOfOrder, LevelUnknown: nothing is saved then.
        """
        TierPolicy(levels=tuple(levels)).checked()
        known = self.tier_policy()
        if set(known.levels) == set(levels):
            return known
        version = _number(known.version) + 1
        rows = [{"version": version, "level": _plain(level)} for level in levels]
        self._write(_POLICY, rows)
        return TierPolicy(levels=tuple(levels), version=f"v{version}")

    def remembered_mapping(self, signature: str) -> str | None:
        """Return the answers given last for files with these headers."""
        rows = self._read(
            sa.select(_MAPPING)
            .where(_MAPPING.c.signature == signature)
            .order_by(_MAPPING.c.id.desc())
            .limit(1)
        )
        return str(rows[0]["answers"]) if rows else None

    def remember_mapping(self, signature: str, answers: str) -> None:
        """Keep the answers given for files with these headers."""
        if self.remembered_mapping(signature) != answers:
            self._write(_MAPPING, [{"signature": signature, "answers": answers}])

    def record_export(  # noqa: PLR0913 - an audit row has these facts
        self,
        *,
        name: str,
        form: str,
        row_count: int,
        scope: str,
        release: str | None,
        masked: bool = True,
        role: str = "head_office",
        fields: str = "",
        purpose: str = "",
    ) -> None:
        """Record a download: what, how many rows, of whom, from which release."""
        row = {
            "name": name,
            "form": form,
            "row_count": row_count,
            "scope": scope,
            "release": release,
            "role": role,
            "masked": masked,
            "fields": fields,
            "purpose": purpose,
        }
        self._write(_EXPORT, [row])

    def exports(self, *, limit: int = 200) -> list[dict[str, Any]]:
        """Return the newest downloads first."""
        return self._read(sa.select(_EXPORT).order_by(_EXPORT.c.id.desc()).limit(limit))

    def _save_settings(self, settings: Sequence[Setting]) -> Parameters:
        version = _number(self.parameters().version) + 1
        self._write(_PARAMETER, [{"version": version} | asdict(setting) for setting in settings])
        return Parameters(settings=tuple(settings), version=f"v{version}")

    def _read(self, query: sa.Select[Any]) -> list[dict[str, Any]]:
        if self._url == f"sqlite:///{self._path}" and not self._path.exists():
            return []
        try:
            with _engine(self._url).connect() as connection:
                return [dict(row) for row in connection.execute(query).mappings()]
        except SQLAlchemyError as error:
            raise WorkspaceUnreachable(reason=_reason(error)) from error

    def _write(self, table: sa.Table, rows: list[dict[str, Any]]) -> None:
        now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        entered = {"author": self.author, "created_at": now, "revision": 1}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with _engine(self._url).begin() as connection:
                connection.execute(table.insert(), [row | entered for row in rows])
        except SQLAlchemyError as error:
            raise WorkspaceUnreachable(reason=_reason(error)) from error


@lru_cache(maxsize=8)
def _engine(url: str) -> sa.Engine:
    pool = sa.NullPool if url.startswith("sqlite") else sa.QueuePool
    engine = sa.create_engine(url, poolclass=pool)
    _METADATA.create_all(engine)
    return engine


def _newest(table: sa.Table) -> sa.ScalarSelect[Any]:
    return sa.select(sa.func.max(table.c.version)).scalar_subquery()


def _number(version: str) -> int:
    return 0 if version == SHIPPED else int(version.removeprefix("v"))


def _plain(level: Level) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(level).items()
    }


def _level(plain: Mapping[str, Any]) -> Level:
    days = {
        name: date.fromisoformat(plain[name])
        for name in ("effective_from", "effective_to")
        if plain[name] is not None
    }
    return Level(**{**plain, **days})


def _reason(error: SQLAlchemyError) -> str:
    return str(error).splitlines()[0]
