"""Curves side by side, through time, and without some customers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa

from analytics import concentration, problems
from analytics.concentration import Steps
from analytics.curves import curve_of
from analytics.engine import Engine, dates_read
from analytics.profile import nobody, profile, profile_frame
from analytics.ranking import ranking
from analytics.relations import BUCKET_DIMENSIONS, fits_cube
from analytics.scope import Scope
from data.problems import nearest

OVERLAYS = ("branch_id", "customer_type", "tier", "segment", "snapshot")
PREPARED = BUCKET_DIMENSIONS | {"snapshot_date"}
MAX_PARTS = 12
NAMED_IDS = 10
POINTS_PER_PART = 250
TREND_ERROR = 1e-5
"""A date of the trend whose Gini may be further off is read customer by customer."""


def contribution_curves_by(
    engine: Engine, scope: Scope, *, measure: str = "contribution_ttm", dimension: str
) -> pd.DataFrame:
    """How do the curves of branches, types, tiers, segments or the two snapshots compare?

    `dimension` is branch_id, customer_type, tier, segment or snapshot (`before` and `at`).

    Returns:
        Per part (the 12 with most customers; dates oldest first) at most 250 rows of a curve:
        part, customer_share, value_share, customer_count, value, bucket_value. Every row is an
        edge of a value bucket, hence exact. Parts whose total is ≤ 0 have null shares.
    """
    if dimension not in OVERLAYS:
        raise problems.UnknownColumn(column=dimension, known=nearest(dimension, OVERLAYS))
    two_dates = dimension == "snapshot"
    chosen = scope.pair if two_dates else scope.single
    column = "snapshot_date" if two_dates else dimension
    parts = steps_by(engine, chosen, measure, column)
    if not parts:
        raise problems.EmptyScope(date=scope.at.isoformat())
    names = sorted(parts, key=lambda part: -parts[part].customer_count)[:MAX_PARTS]
    if two_dates:
        names = [day for day in (scope.before, scope.at) if day in parts]
    curves = [curve_of(parts[name], points=POINTS_PER_PART) for name in names]
    for name, curve in zip(names, curves, strict=True):
        curve.insert(0, "part", name)
    return pd.concat(curves, ignore_index=True)


def contribution_trend(
    engine: Engine, scope: Scope, *, measure: str = "contribution_ttm", periods: int | None = None
) -> pd.DataFrame:
    """How has the concentration moved through time? One row per snapshot of the grain up to `at`.

    People are chosen by each date's own row. `periods` keeps the newest so many.

    Returns:
        snapshot_date and the columns of `contribution_summary`, oldest first. Totals, counts and
        the peak are exact; the marks, 80 % and Gini are read within half-percent value buckets
        (error below 1e-5 of the share, usually below 1e-6); where few people or equal amounts
        make that too rough, the date is read exactly.
    """
    parts = _steps_at(engine, scope.trend(periods), measure)
    if not parts:
        raise problems.EmptyScope(date=scope.at.isoformat())
    rows: list[dict[str, object]] = []
    for day, rough in parts.items():
        steps = rough
        if concentration.gini(rough)[2] > TREND_ERROR:
            alone = replace(scope.single, at=day, before=None)
            steps = ranking(engine, alone, measure, day).exact_for_summary().steps
        rows.append({"snapshot_date": day, **profile(steps)})
    return profile_frame(rows)


def contribution_stress(
    engine: Engine,
    scope: Scope,
    *,
    measure: str = "contribution_ttm",
    best_count: int = 0,
    customer_ids: Sequence[str] = (),
) -> pd.DataFrame:
    """What if our best N customers, or these customers, left?

    Returns:
        Two rows, case `before` and `after`: left_count, left_total and the columns of
        `contribution_summary`. Customers not in scope change nothing. When nobody would be left,
        `after` has no customers, nothing in total and null shares.

    Raises:
        UnknownCustomers: the bank has no customers with these ids.
    """
    whole = ranking(engine, scope, measure)
    before = whole.exact_for_summary().steps
    leaner = whole.exact_at([best_count])
    steps = concentration.without_best(leaner.steps, best_count)
    if customer_ids:
        answer = engine.ask(
            "contribution/amounts_of", whole.scope, measure=measure, customers=list(customer_ids)
        )
        _check_known(engine, whole.scope, sorted({*customer_ids} - {*answer["customer_id"]}))
        leaner = replace(leaner, steps=steps).exact_in(set(answer["bucket"]))
        steps = concentration.without_amounts(leaner.steps, answer["value"].to_numpy())
    now = profile(before)
    rows: list[dict[str, object]] = [{"case": "before", "left_count": 0, "left_total": 0.0} | now]
    after, then = steps, nobody(now)
    if steps.customer_count:
        after = replace(leaner, steps=steps).exact_for_summary().steps
        then = profile(after)
    left = before.customer_count - after.customer_count
    gone = before.sum - after.sum if left else 0.0
    return profile_frame([*rows, {"case": "after", "left_count": left, "left_total": gone} | then])


def _check_known(engine: Engine, scope: Scope, ids: Sequence[str]) -> None:
    """Refuse ids of nobody; those of customers out of scope pass."""
    if not ids:
        return
    known = engine.ask("contribution/known_ids", scope, customers=list(ids))
    unknown = [each for each in ids if each not in set(known["customer_id"])]
    if unknown:
        close = engine.ask("contribution/nearest_ids", scope, wanted=unknown[0])
        listed = ", ".join(unknown[:NAMED_IDS]) + (" …" if len(unknown) > NAMED_IDS else "")
        raise problems.UnknownCustomers(
            ids=listed, wanted=unknown[0], known=", ".join(close["customer_id"])
        )


def steps_by(engine: Engine, scope: Scope, measure: str, column: str) -> dict[object, Steps]:
    """Return one ranking per value of `column`, exact at every value bucket's edge."""
    prepared = column in PREPARED and fits_cube(scope, measure)
    file = "buckets_by_cube" if prepared else "buckets_by"
    batches = engine.stream(f"contribution/{file}", scope, measure=measure, dimension=column)
    table = pa.Table.from_batches(batches)
    table = table.filter(table.column("part").is_valid()).combine_chunks()
    named = table.column("part").dictionary_encode().combine_chunks()
    place = named.indices.to_numpy()
    order = np.argsort(place, kind="stable")
    bucket, count, total = (
        table.column(name).to_numpy()[order] for name in ("bucket", "customer_count", "total")
    )
    parts = named.dictionary.to_pylist()
    ends = np.searchsorted(place[order], np.arange(len(parts) + 1))
    return {
        part: concentration.whole_buckets(bucket[a:b], count[a:b], total[a:b])
        for part, a, b in zip(parts, ends[:-1], ends[1:], strict=True)
    }


def _steps_at(engine: Engine, scope: Scope, measure: str) -> dict[dt.date, Steps]:
    """One ranking per date, oldest first. One question for all: each costs more than its rows."""
    found = steps_by(engine, scope, measure, "snapshot_date")
    return {day: found[day] for day in dates_read(scope, engine.snapshots()) if day in found}
