"""Which dates the numbers of the weekly review stand at, and what each is compared with.

Tier and contribution are known at month-ends only. A week's balance of the day is compared with the
week before, its month-to-date average with the same day of the last month. Source: domain model
2.2 and section 4.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import pandas as pd

from analytics import problems
from analytics.engine import Engine
from analytics.overview import year_start
from analytics.scope import Scope, previous_date, same_grain

Answer = TypeVar("Answer")

NEAR_DAYS = 3
"""A snapshot so near to a day stands for it: the bank's weeks end on other days every month."""

SPRING = frozenset({1, 2})
"""Months of the spring inflow (开门红), which distorts what is compared with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """One number's date and those it is compared with; None where the bank has no such date."""

    at: dt.date
    before: dt.date | None = None
    year_start: dt.date | None = None
    year_ago: dt.date | None = None

    @property
    def pair(self) -> Dates:
        """The dates of a number that is known now and at the compared date only."""
        return Dates(at=self.at, before=self.before)

    @property
    def by_moment(self) -> Mapping[str, dt.date | None]:
        """The dates by what a row calls the number there; `value` is the number itself."""
        return {
            "value": self.at,
            "before": self.before,
            "year_start": self.year_start,
            "year_ago": self.year_ago,
        }

    @property
    def spring(self) -> bool:
        """Whether the spring inflow lies in one of the two dates that are compared first."""
        return any(day is not None and day.month in SPRING for day in (self.at, self.before))


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """All dates of a review.

    day: counts and balances of the day. average: month averages (of a week: month to date).
    month: what is known at month-ends only (tier, contribution); without any month-end that is the
    date itself. has_averages: assets are month averages, no balances of the day that stand in.
    """

    day: Dates
    average: Dates
    month: Dates
    is_week: bool
    is_complete: bool
    has_averages: bool

    @property
    def spans(self) -> Dates:
        """Where daily averages since 1 January end; of a week compared with the last month-end's.

        year_start: the end of the year before, whose whole average is compared with.
        """
        if not self.is_week:
            return self.day
        before = self.month.at if self.month.at < self.day.at else None
        return replace(self.day, before=before, year_ago=None)

    @property
    def elapsed_share(self) -> float:
        """The share of the year that is over (序时进度)."""
        return elapsed_share(self.day.at)


def moments_of(engine: Engine, scope: Scope) -> Moments:
    """Return the dates of a review of `scope`."""
    snapshots = engine.snapshots()
    row = snapshots.set_index("snapshot_date").loc[scope.at]
    is_week, last = row["grain"] == "week", row["month_date"]
    months = list(snapshots.loc[snapshots["grain"] == "month", "snapshot_date"])
    own = Dates(at=scope.at, before=scope.before, year_start=year_start(engine, scope.at))
    day = month = average = replace(own, year_ago=_year_ago(months, scope.at))
    if is_week:
        everything = list(snapshots["snapshot_date"])
        day = month = replace(own, year_ago=_same_day(everything, scope.at, months_back=12))
        if pd.notna(last) and last in months:
            month = Dates(
                at=last,
                before=previous_date(snapshots, last),
                year_start=year_start(engine, last),
                year_ago=_year_ago(months, last),
            )
        day = replace(day, year_start=day.year_start or year_start(engine, month.at))
        average = replace(day, before=_same_day(everything, scope.at, months_back=1))
    return Moments(
        day=day,
        average=average,
        month=month,
        is_week=is_week,
        is_complete=bool(row["is_complete"]),
        has_averages=row["aum_source"] != "eop",
    )


def on_day(scope: Scope, day: dt.date | None, question: Callable[[Scope], Answer]) -> Answer | None:
    """Return what a question answers on a day compared with, None where it cannot.

    Nothing to compare with is no fault of today's number: its change then stays open.
    """
    if day is None:
        return None
    try:
        return question(replace(scope.single, at=day, before=None))
    except (problems.EmptyScope, problems.NotProvided):
        return None


def elapsed_share(at: dt.date) -> float:
    """Return the share of its year that is over at the end of a day, above 0 to 1."""
    return at.timetuple().tm_yday / (366 if calendar.isleap(at.year) else 365)


def month_days(day: dt.date) -> int:
    """Return how many days the month of a day has."""
    return calendar.monthrange(day.year, day.month)[1]


def months_until(engine: Engine, at: dt.date, first_year: int) -> tuple[dt.date, ...]:
    """Return the month-ends from January of a year up to a date, oldest first."""
    snapshots = engine.snapshots()
    months = snapshots.loc[snapshots["grain"] == "month", "snapshot_date"]
    newest = max((day for day in months if day <= at), default=None)
    days = same_grain(snapshots, newest) if newest is not None else ()
    return tuple(day for day in days if day.year >= first_year)


def _year_ago(months: list[dt.date], at: dt.date) -> dt.date | None:
    return next((day for day in months if (day.year, day.month) == (at.year - 1, at.month)), None)


def _same_day(days: list[dt.date], at: dt.date, *, months_back: int) -> dt.date | None:
    """The snapshot nearest to the same day some months earlier."""
    index = at.year * 12 + at.month - 1 - months_back
    first = dt.date(index // 12, index % 12 + 1, 1)
    day = first.replace(day=min(at.day, month_days(first)))
    near = [each for each in days if abs((each - day).days) <= NEAR_DAYS]
    return min(near, key=lambda each: (abs((each - day).days), each), default=None)
