"""What the steps of a review are asked about, and what several of them read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

import numpy as np
import pandas as pd

from analytics.engine import Engine
from analytics.flows import Counting, comparable_pairs, flows
from analytics.offers import Offer
from analytics.problems import EmptyScope, NotProvided
from analytics.review_balances import Balances, balances_of
from analytics.review_kpis import figures_of, kpis_at
from analytics.review_moments import Dates, Moments, moments_of, on_day
from analytics.review_rows import Flag, Values
from analytics.scope import Scope

Found = TypeVar("Found")
VALID = Counting(attrition="valid")
"""How moves are counted: valid customers, by tier, with their assets, as on the migration page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a page knows and the release does not; None or nothing: not known (yet).

    quality_score: 0 to 1. offers: the offer book. promises: (status, count) of the last review.
    """

    quality_score: float | None = None
    offers: tuple[Offer, ...] | None = None
    promises: tuple[tuple[str, int], ...] = ()

    def with_offers(self, offers: Sequence[Offer] | None) -> Given:
        """The same with an offer book, where there is one."""
        return self if offers is None else replace(self, offers=tuple(offers))


NOTHING_GIVEN = Given()


@dataclass(frozen=True, kw_only=True, eq=False)
class Asked:
    """One review: whose, at which dates; what is read once for several numbers."""

    engine: Engine
    scope: Scope
    given: Given = NOTHING_GIVEN

    @cached_property
    def moments(self) -> Moments:
        """The dates of the review."""
        return moments_of(self.engine, self.scope)

    @cached_property
    def balances(self) -> Balances:
        """The month averages behind the daily averages."""
        return balances_of(self.engine, self.scope, self.moments)

    @property
    def month_scope(self) -> Scope:
        """The scope at the last month-end, against the month-end before."""
        month = self.moments.month
        return replace(self.scope, at=month.at, before=month.before)

    def kpis(self, day: dt.date | None) -> pd.DataFrame | None:
        """The key figures of a day by branch and tier; None where nobody is in scope.

        Raises:
            EmptyScope: nobody is, on the date asked about.
        """
        if day not in self._kpis:
            if day == self.scope.at:
                self._kpis[day] = kpis_at(self.engine, self.scope)
            else:
                self._kpis[day] = on_day(self.scope, day, lambda s: kpis_at(self.engine, s))
        return self._kpis[day]

    def figures(self, day: dt.date | None) -> Mapping[str, float]:
        """The sums of a day's key figures; empty where nobody is in scope."""
        if day not in self._figures:
            found = self.kpis(day)
            self._figures[day] = {} if found is None else figures_of(found)
        return self._figures[day]

    def values(self, code: str, dates: Dates) -> Values:
        """A key figure at its dates; NaN where it is not known."""
        days = dates.by_moment.items()
        return Values.of({name: self.figures(day).get(code, np.nan) for name, day in days})

    @cached_property
    def _figures(self) -> dict[dt.date | None, Mapping[str, float]]:
        return {}

    @cached_property
    def _kpis(self) -> dict[dt.date | None, pd.DataFrame | None]:
        return {}

    def flag(self, dates: Dates) -> Flag:
        """What keeps a change between two dates from being read as it stands."""
        if not self.moments.is_complete and dates.at == self.scope.at:
            return "incomplete"
        return "spring" if dates.spring else ""

    def moves(self, scope: Scope) -> Moves:
        """The moves of a scope's pair, of the pair before and of that a year ago."""
        now = flows(self.engine, scope, VALID)
        pairs, year_ago = comparable_pairs(self.engine, scope, periods=1)
        before = pairs[-2] if len(pairs) > 1 else None
        return Moves(
            now=now, before=self._flows(scope, before), year_ago=self._flows(scope, year_ago)
        )

    @cached_property
    def month_moves(self) -> Moves:
        """The moves between the last two month-ends."""
        return self.moves(self.month_scope)

    @cached_property
    def own_moves(self) -> Moves:
        """The moves between the two dates of the scope."""
        same = (self.month_scope.at, self.month_scope.before) == (self.scope.at, self.scope.before)
        return self.month_moves if same else self.moves(self.scope)

    def _flows(self, scope: Scope, pair: tuple[dt.date, dt.date] | None) -> pd.DataFrame | None:
        if pair is None:
            return None
        try:
            return flows(self.engine, replace(scope, before=pair[0], at=pair[1]), VALID)
        except (EmptyScope, NotProvided):
            # Nobody was there to move: the number stands without that comparison.
            return None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Moves:
    """Flows (analytics.flows) of a pair of dates and of those it is compared with."""

    now: pd.DataFrame
    before: pd.DataFrame | None
    year_ago: pd.DataFrame | None

    def each(self, question: Callable[[pd.DataFrame], Found]) -> dict[str, Found]:
        """What a question makes of the moves now (`value`), before and a year ago, where known."""
        found = {"value": self.now, "before": self.before, "year_ago": self.year_ago}
        return {name: question(frame) for name, frame in found.items() if frame is not None}

    def of_type(self, customer_type: str) -> Moves:
        """Those of one customer type; all with an empty one."""
        if not customer_type:
            return self
        parts = (
            found if found is None else found[found["customer_type"] == customer_type]
            for found in (self.now, self.before, self.year_ago)
        )  # fmt: skip
        now, before, year_ago = parts
        return replace(self, now=now, before=before, year_ago=year_ago)
