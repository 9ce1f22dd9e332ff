"""Whose rows, which people, which dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from analytics import problems
from analytics.conditions import Population
from data.contract import DIMENSIONS, Dimension
from data.problems import nearest

if TYPE_CHECKING:
    import pandas as pd

    from analytics.engine import Engine

Value = str | int | float | bool | dt.date | Decimal | None
Terms = tuple[tuple[str, tuple[Value, ...]], ...]
Reading = Literal["one", "pair", "trend"]
Purpose = Literal["service", "marketing", "personalised", "audit"]
SEGMENT = "segment"
"""The dimension whose values a release lists itself: those of the adopted segmentations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The rows a viewer may see and has asked for. Frozen, so it is also the key of the cache.

    `where` and `entitlement` map a dimension of the contract to allowed values (None = null):
    any of the values, all of the dimensions. `entitlement` is what the viewer may see.
    `populations`: customers described by conditions, any of them; chosen like other people.
    `reading` says which dates a question reads, and so how people are chosen:

    * `one`: the rows at `at`; people by those rows.
    * `pair`: the rows at `before` and `at`. Territory is read at each date; people are chosen
      once, by their row at `before` if they were open then, else by their row at `at`.
    * `trend`: every snapshot of the same grain up to `at`, or the newest `periods` of them;
      people by each date's own row.
    """

    at: dt.date
    before: dt.date | None = None
    where: Terms = ()
    entitlement: Terms = ()
    populations: tuple[Population, ...] = ()
    purpose: Purpose = "service"
    reading: Reading = "one"
    periods: int | None = None

    @classmethod
    def of(
        cls,
        engine: Engine,
        at: dt.date | None = None,
        before: dt.date | None = None,
        where: Mapping[str, Iterable[Value]] | None = None,
        populations: Iterable[Population] = (),
    ) -> Scope:
        """Return the checked scope, with defaults for what is not said.

        `at` defaults to the newest complete month, else the newest date; `before` to the
        previous snapshot of the same grain, None when there is none.

        Raises:
            NoSnapshots, UnknownDate, DatesReversed, UnknownColumn, UnknownValue.
        """
        snapshots = engine.snapshots()
        known = list(snapshots["snapshot_date"])
        for day in (at, before):
            if day is not None and day not in known:
                raise problems.UnknownDate(date=day.isoformat(), known=_nearest_dates(day, known))
        at = at or newest_date(snapshots)
        if before is not None and before >= at:
            raise problems.DatesReversed(before=before.isoformat(), date=at.isoformat())
        before = before or previous_date(snapshots, at)
        anyone = cls(at=newest_date(snapshots))
        return cls(
            at=at,
            before=before,
            where=checked_terms(engine, anyone, where or {}),
            populations=tuple(populations),
        )

    @property
    def single(self) -> Scope:
        """The same people at `at` alone."""
        return replace(self, reading="one", periods=None)

    @property
    def pair(self) -> Scope:
        """The same people at `before` and `at`.

        Raises:
            NoEarlierDate: there is nothing to compare with.
        """
        if self.before is None:
            raise problems.NoEarlierDate(date=self.at.isoformat())
        return replace(self, reading="pair", periods=None)

    def narrowed(self, dimension: str, value: Value) -> Scope:
        """The same customers as far as they are of that value, whatever was asked of them."""
        others = (term for term in self.where if term[0] != dimension)
        return replace(self, where=tuple(sorted((*others, (dimension, (value,))))))

    def trend(self, periods: int | None = None) -> Scope:
        """The same conditions at every snapshot of the grain up to `at`, or the newest ones."""
        return replace(self, reading="trend", periods=periods)


def newest_date(snapshots: pd.DataFrame) -> dt.date:
    """Return the newest complete month, else the newest date, of the release's snapshots."""
    if snapshots.empty:
        raise problems.NoSnapshots
    complete = snapshots[snapshots["is_complete"].astype(bool) & (snapshots["grain"] == "month")]
    chosen = snapshots if complete.empty else complete
    newest: dt.date = chosen["snapshot_date"].max()
    return newest


def previous_date(snapshots: pd.DataFrame, at: dt.date) -> dt.date | None:
    """Return the snapshot of the same grain before `at`, None when there is none."""
    earlier = [day for day in same_grain(snapshots, at) if day < at]
    return max(earlier, default=None)


def same_grain(snapshots: pd.DataFrame, at: dt.date) -> tuple[dt.date, ...]:
    """Return the snapshot dates up to `at` that share its grain, oldest first."""
    grain = snapshots.loc[snapshots["snapshot_date"] == at, "grain"]
    alike = snapshots[snapshots["grain"].isin(grain)]
    return tuple(sorted(day for day in alike["snapshot_date"] if day <= at))


def checked_terms(engine: Engine, scope: Scope, where: Mapping[str, Iterable[Value]]) -> Terms:
    """Return `where` as sorted terms whose columns and values exist in the release.

    `scope` only names the release's newest date, so that known values are asked once and kept.

    Raises:
        UnknownColumn: no dimension of that name.
        UnknownValue: no customer has it at any date, and the contract does not know it.
        NoSegmentsAdopted: a segment is named where there are none.
    """
    terms = []
    for column, given in sorted(where.items()):
        if column not in DIMENSIONS:
            raise problems.UnknownColumn(column=column, known=nearest(column, DIMENSIONS))
        dimension = DIMENSIONS[column]
        values = {_typed(dimension, value) for value in given}
        _check_values(engine, scope, dimension, values)
        if values:
            terms.append((column, tuple(sorted(values, key=_order))))
    return tuple(terms)


def _typed(dimension: Dimension, value: Value) -> Value:
    if value is None or value == "":
        return None
    if dimension.kind in {"integer", "year"}:
        try:
            return int(str(value))
        except ValueError:
            raise problems.UnknownValue(
                column=dimension.name, value=value, known="whole numbers"
            ) from None
    return str(value)


def _check_values(engine: Engine, scope: Scope, dimension: Dimension, values: set[Value]) -> None:
    known: set[Value] = {code.value for code in dimension.codes}
    if dimension.name == SEGMENT:
        known = set(engine.ask("segments/adopted", scope)["code"])
        if not known and values - {None}:
            raise problems.NoSegmentsAdopted
    elif not known and dimension.home == "fact":
        answer = engine.ask("overview/known_values", scope, dimension=dimension.name)
        known = set(answer["value"])
    for value in values - known - {None}:
        if known or dimension.kind != "integer":
            raise problems.UnknownValue(
                column=dimension.name,
                value=value,
                known=nearest(str(value), sorted(map(str, known))[:20]),
            )


def _order(value: Value) -> tuple[bool, str]:
    return value is None, str(value)


def _nearest_dates(day: dt.date, known: list[dt.date]) -> str:
    closest = sorted(known, key=lambda other: abs((other - day).days))[:3]
    return ", ".join(other.isoformat() for other in sorted(closest)) or "none"
