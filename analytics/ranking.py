"""The ranking of customers by one amount at one date, as exact as a question needs it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

import numpy as np
import pyarrow as pa

from analytics import concentration, problems
from analytics.concentration import GINI_ERROR, MARKS, Cut, Steps
from analytics.engine import MAX_ANSWER_ROWS, Engine, Interval, Parameter
from analytics.relations import fits_cube, people_move
from analytics.scope import Scope

EVERYTHING: Interval = (Decimal(-(10**15)), Decimal(10**15))
MAX_INTERVALS = 100
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Customers in scope at `day`, best first by `measure`; see `concentration.Steps`."""

    engine: Engine
    scope: Scope
    measure: str
    day: dt.date
    steps: Steps

    def exact_at(self, ranks: Iterable[int]) -> Ranking:
        """The same ranking, exact at these ranks."""
        return self._refined(concentration.buckets_holding(self.steps, ranks))

    def exact_at_share(self, share: float) -> Ranking:
        """The same ranking, exact where the sum first reaches `share` of the total."""
        return self._refined(concentration.bucket_of_eighty(self.steps, share))

    def exact_in(self, buckets: set[int]) -> Ranking:
        """The same ranking with every amount of these buckets known."""
        if len(buckets) > MAX_INTERVALS:
            return self._read([EVERYTHING])
        return self._refined({int(bucket) for bucket in buckets})

    def exact_for_summary(self) -> Ranking:
        """The same ranking, exact at the marks and at 80 %, its Gini within GINI_ERROR."""
        n = self.steps.customer_count
        if n <= MAX_ANSWER_ROWS:
            return self._read([EVERYTHING])
        ranks = [concentration.rank_of_share(mark, n) for mark in MARKS]
        wanted = concentration.buckets_holding(self.steps, ranks)
        wanted |= concentration.bucket_of_eighty(self.steps)
        return self._refined(wanted, also=self._widest_run())

    def _refined(self, buckets: set[int], also: list[Interval] | None = None) -> Ranking:
        intervals = [_interval(bucket, bucket) for bucket in sorted(buckets)] + (also or [])
        return self._read(intervals) if intervals else self

    def _read(self, intervals: list[Interval]) -> Ranking:
        """Few amounts are a small answer, which an engine may remember; many are streamed."""
        question = "contribution/values"
        asked: dict[str, Parameter] = {"measure": self.measure, "day": self.day}
        few = self._customers_in(intervals) <= MAX_ANSWER_ROWS
        asked["intervals"] = intervals
        answer = (
            self.engine.ask(question, self.scope, **asked)
            if few
            else pa.Table.from_batches(self.engine.stream(question, self.scope, **asked))
        )
        bucket, value, count = (
            np.asarray(answer[name]) for name in ("bucket", "value", "customer_count")
        )
        return Ranking(
            engine=self.engine,
            scope=self.scope,
            measure=self.measure,
            day=self.day,
            steps=concentration.refined(self.steps, bucket, value, count),
        )

    def _customers_in(self, intervals: list[Interval]) -> int:
        """The most customers whose amounts can lie in the intervals."""
        low, high = concentration.bounds(self.steps.bucket)
        touched = np.zeros(len(low), dtype=np.bool_)
        for start, end in intervals:
            touched |= (low < float(end)) & (high >= float(start))
        return int(self.steps.count[touched].sum())

    def _widest_run(self) -> list[Interval]:
        """The one interval whose amounts, when known, bring the Gini within GINI_ERROR."""
        error = concentration.gini(self.steps)[2]
        if error <= GINI_ERROR:
            return []
        limits = concentration.spread_limits(self.steps)
        order = np.argsort(-limits)
        left = 1 - np.cumsum(limits[order]) / limits.sum()
        needed = int(np.argmax(left * error <= GINI_ERROR)) + 1
        chosen = self.steps.bucket[order[:needed]]
        return [_interval(int(chosen.min()), int(chosen.max()))]


def ranking(engine: Engine, scope: Scope, measure: str, day: dt.date | None = None) -> Ranking:
    """Return the ranking at `day` (default `scope.at`), exact at every value bucket's edge.

    Raises:
        EmptyScope: nobody is in the scope at that date.
        NotProvided: the people are there, the measure is not.
        UnknownMeasure.
    """
    day = day or scope.at
    if not _needs_both_dates(scope):
        scope = replace(scope.single, at=day, before=None)
    file = "contribution/buckets_cube" if fits_cube(scope, measure) else "contribution/buckets"
    answer = engine.ask(file, scope, measure=measure, day=day)
    if answer.empty:
        raise nobody(engine, scope, measure, day)
    steps = concentration.whole_buckets(
        answer["bucket"].to_numpy(), answer["customer_count"].to_numpy(), answer["total"].to_numpy()
    )
    return Ranking(engine=engine, scope=scope, measure=measure, day=day, steps=steps)


def cut_customer(ranked: Ranking, cut: Cut) -> str:
    """Return the id of the last customer inside a cut of an exact ranking."""
    answer = ranked.engine.ask(
        "contribution/cut_customer",
        ranked.scope,
        measure=ranked.measure,
        day=ranked.day,
        value=cut.value,
        skipped=cut.tied - 1,
    )
    return str(answer["customer_id"].iloc[0])


def nobody(engine: Engine, scope: Scope, measure: str, day: dt.date) -> problems.Problem:
    """Return why there is nothing to rank: nobody in scope, or the measure was not provided."""
    counts = engine.ask("overview/open_count", scope)
    if day in set(counts["snapshot_date"]):
        return problems.NotProvided(column=measure, date=day.isoformat())
    return problems.EmptyScope(date=day.isoformat())


def _needs_both_dates(scope: Scope) -> bool:
    """Tell whether people chosen at `before` may differ from those the row at a date chooses."""
    return scope.reading == "pair" and people_move(scope)


def _interval(low_bucket: int, high_bucket: int) -> Interval:
    """Bounds that surely hold the buckets: a cent wider, because buckets are told by the query."""
    low = Decimal(float(concentration.bounds(low_bucket)[0]))
    high = Decimal(float(concentration.bounds(high_bucket)[1]))
    return (
        low.quantize(CENT, ROUND_FLOOR) - CENT,
        high.quantize(CENT, ROUND_CEILING) + CENT,
    )
