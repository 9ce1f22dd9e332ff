"""Which snapshot dates are month-ends, which are weeks, and what each builds on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

MONTH_END_FROM = 25
TRAILING_MONTHS = 12
SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One date: its grain, first day, and the month-ends its tier and trailing year come from.

    `month_date` is None when no month-end is there yet; the date then stands for itself.
    `window` holds the month-ends of the trailing twelve calendar months, oldest first.
    """

    day: date
    grain: Literal["month", "week"]
    period_start: date
    is_complete: bool
    month_date: date | None
    window: tuple[date, ...]

    @property
    def basis(self) -> tuple[str, date | None, tuple[date, ...]]:
        """What the derived columns of its rows depend on."""
        return self.grain, self.month_date, self.window


def snapshot_calendar(days: Iterable[date]) -> list[Snapshot]:
    """Return the calendar of all snapshot dates, ascending.

    A month's snapshot is its last date on or after day 25; every other date is a week.
    """
    ordered = sorted(set(days))
    month_ends: dict[int, date] = {}
    for day in ordered:
        if day.day >= MONTH_END_FROM:
            month_ends[month_number(day)] = day
    return [_snapshot(day, month_ends, ordered[-1]) for day in ordered]


def month_number(day: date) -> int:
    """Count months, so that neighbours differ by one."""
    return day.year * 12 + day.month


def _snapshot(day: date, month_ends: dict[int, date], newest: date) -> Snapshot:
    is_month = month_ends.get(month_number(day)) == day
    earlier = [end for end in month_ends.values() if end <= day]
    month_date = max(earlier, default=None)
    anchor = month_date or day
    window = tuple(
        end
        for end in earlier
        if month_number(anchor) - TRAILING_MONTHS < month_number(end) <= month_number(anchor)
    )
    return Snapshot(
        day=day,
        grain="month" if is_month else "week",
        period_start=day.replace(day=1) if is_month else day - timedelta(days=6),
        is_complete=not is_month or _is_complete(day, newest),
        month_date=month_date,
        window=window or (day,),
    )


def _is_complete(day: date, newest: date) -> bool:
    rest = [day + timedelta(days=step) for step in range(1, 8)]
    rest = [later for later in rest if later.month == day.month]
    return month_number(newest) > month_number(day) or all(
        later.weekday() >= SATURDAY for later in rest
    )
