"""Daily averages since 1 January (年日均) by branch.

The daily average of a span of months is the mean of their month averages, each weighted by its
days; the running month counts with the days it has had. A branch without customers in a month had
nothing then. Source: domain model section 4, step 2.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analytics.engine import Engine
from analytics.products_held import streamed
from analytics.review_kpis import INTERBANK, prepared
from analytics.review_moments import Moments, month_days, months_until
from analytics.scope import Scope

AVERAGES = ("deposit", "loan", "aum")
"""What has a daily average since the start of the year and may have a target."""

MEASURES: Mapping[str, str] = {name: f"{name}_mavg" for name in AVERAGES}
NOBODY = ""
"""Stands for customers whose branch is not known."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Balances:
    """Month averages by date (rows) and branch (columns), for AVERAGES and `contribution`.

    Dates are month-ends, and `moments.day.at` where that is a week. A measure the bank does not
    give at a date is NaN there in every branch.
    """

    by_measure: Mapping[str, pd.DataFrame]
    moments: Moments

    def year_to_date(self, name: str, at: dt.date | None) -> pd.Series[float] | None:
        """The daily average of each branch from 1 January to a date; None without any month."""
        if at is None:
            return None
        days = self._days(name, at)
        if not days:
            return None
        weight = np.array([self._weight(day) for day in days], dtype=np.float64)
        amounts = self.by_measure[name].loc[days]
        return amounts.mul(weight, axis=0).sum() / weight.sum()

    def whole_to_date(self, name: str, at: dt.date | None) -> float:
        """The daily average of everybody up to a date; NaN where a month of it is missing."""
        reached = self.year_to_date(name, at) if self.is_whole(name, at) else None
        return np.nan if reached is None else float(reached.sum())

    def whole_year(self, name: str, year: int) -> float:
        """The daily average of everybody in a whole year; NaN where a month of it is missing."""
        ends = [day for day in self._known(name) if (day.year, day.month) == (year, 12)]
        return self.whole_to_date(name, ends[-1]) if ends else np.nan

    def is_whole(self, name: str, at: dt.date | None) -> bool:
        """Tell whether every month from January to a date is there, and is over."""
        return at is not None and len(self._days(name, at)) == at.month

    def contribution_to_date(self, at: dt.date | None) -> float:
        """What the months from January to a date brought together; NaN unless all are there."""
        if at is None or not self.is_whole("contribution", at):
            return np.nan
        return float(
            self.by_measure["contribution"].loc[self._days("contribution", at)].sum().sum()
        )

    def _known(self, name: str) -> list[dt.date]:
        frame = self.by_measure[name]
        return [day for day, known in frame.notna().any(axis=1).items() if known]

    def _days(self, name: str, at: dt.date) -> list[dt.date]:
        """One date per month from January to `at`, those with the measure."""
        days = [day for day in self._known(name) if day.year == at.year and day <= at]
        newest = {day.month: day for day in sorted(days)}
        return list(newest.values())

    def _weight(self, day: dt.date) -> int:
        running = day == self.moments.day.at and (
            self.moments.is_week or not self.moments.is_complete
        )
        return day.day if running else month_days(day)


def balances_of(engine: Engine, scope: Scope, moments: Moments) -> Balances:
    """Read the month averages of the year, of the year before, and of the compared date's year."""
    at = moments.day.at
    years = [at.year - 1, *(day.year for day in (moments.day.before,) if day is not None)]
    months = months_until(engine, at, min(years))
    parts = []
    if months:
        newest = replace(scope.single, at=months[-1], before=None)
        parts.append(_asked(engine, newest.trend(len(months))))
    if moments.is_week:
        parts.append(_asked(engine, scope.single))
    found = pd.concat(parts, ignore_index=True)
    found["branch_id"] = found["branch_id"].astype(object).where(found["branch_id"].notna(), NOBODY)
    measures = {**MEASURES, "contribution": "contribution"}
    return Balances(
        by_measure={name: _wide(found, column) for name, column in measures.items()},
        moments=moments,
    )


def _asked(engine: Engine, scope: Scope) -> pd.DataFrame:
    found = streamed(engine, prepared("review/balances", scope), scope)
    other = streamed(engine, "overview/interbank", scope)
    keys = ["snapshot_date", "branch_id"]
    amounts = other.groupby(keys, dropna=False, as_index=False)[INTERBANK].sum()
    if len(amounts):
        found = found.merge(amounts, on=keys, how="left")
        found["deposit_mavg"] -= found[INTERBANK].fillna(0.0)
    return found


def _wide(found: pd.DataFrame, column: str) -> pd.DataFrame:
    """Dates × branches: 0 for a branch without customers then, NaN where nobody has the measure."""
    wide = found.pivot_table(
        index="snapshot_date", columns="branch_id", values=column, aggfunc="sum", dropna=False,
        fill_value=0.0,
    )  # fmt: skip
    known = found.groupby("snapshot_date")[column].count() > 0
    wide.loc[~known.reindex(wide.index)] = np.nan
    return wide.astype(np.float64)
