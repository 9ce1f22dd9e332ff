"""The months a replay goes through: every customer's row of the type, wherever it was, in order.

A tier follows from a customer's whole past, also from the branches of others. So a replay reads
all rows, as the load does when it derives tiers, and only counts and shows those in scope.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics import problems
from analytics.engine import Engine
from analytics.policy_draft import AssetWeights, Draft
from analytics.relations import people_move
from analytics.scope import Scope

if TYPE_CHECKING:
    from data.rules import Flags, Floats

Source = tuple[str, AssetWeights]
Progress = Callable[[str, float], None]

PARTS_TOLERANCE = 0.05
"""How far the parts of assets may be from the assets before weights mean something else."""


def silent(step: str, share: float) -> None:
    """Ignore progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One month over customer_key: amounts by source (NaN where absent), who is there, who left."""

    day: dt.date
    metric: Mapping[Source, Floats]
    present: Flags
    closed: NDArray[np.int64]

    @property
    def number(self) -> int:
        """Calendar months, counted so that neighbours differ by one."""
        return 12 * self.day.year + self.day.month


def replay_dates(snapshots: pd.DataFrame, at: dt.date) -> tuple[dt.date, ...]:
    """Return the month-ends up to `at`, oldest first; `at` alone before the first of them.

    Tiers are evaluated on month-ends only; a weekly date carries the level of the last one.
    """
    months = snapshots.loc[snapshots["grain"] == "month", "snapshot_date"]
    return tuple(sorted(day for day in months if day <= at)) or (at,)


def months(
    engine: Engine,
    days: Sequence[dt.date],
    customer_type: str,
    sources: Sequence[Source],
    *,
    size: int,
) -> Iterator[Month]:
    """Yield the months of everybody of a type, as arrays of `size` over customer_key.

    Only one month is in memory, whatever their number.
    """
    for day in days:
        everybody = Scope(at=day)
        present = np.zeros(size, dtype=np.bool_)
        metric = {source: np.full(size, np.nan) for source in sources}
        for source, amounts in metric.items():
            question, more = _reading(source)
            for batch in engine.stream(
                question, everybody, day=day, customer_type=customer_type, **more
            ):
                key = batch.column("customer_key").to_numpy()
                present[key] = True
                amounts[key] = batch.column("metric").to_numpy(zero_copy_only=False)
        closed = keys(engine, "policy/closed", everybody, day=day)
        yield Month(day=day, metric=metric, present=present, closed=closed)


def customer_numbers(engine: Engine, day: dt.date) -> int:
    """Return how long an array indexed by customer_key must be."""
    return int(engine.ask("policy/size", Scope(at=day))["customer_key"].iloc[0]) + 1


def keys(engine: Engine, question: str, scope: Scope, **asked: str | dt.date) -> NDArray[np.int64]:
    """Return the customer numbers a question streams."""
    found = [
        batch.column("customer_key").to_numpy() for batch in engine.stream(question, scope, **asked)
    ]
    return np.concatenate(found).astype(np.int64)


def amounts_at(engine: Engine, scope: Scope, draft: Draft) -> Floats:
    """Return what the draft measures of the customers in scope at its date, where known."""
    question, more = _reading(draft.source)
    batches = engine.stream(
        question, scope.single, day=scope.at, customer_type=draft.customer_type, **more
    )
    found = [batch.column("metric").to_numpy(zero_copy_only=False) for batch in batches]
    amounts = np.concatenate(found).astype(np.float64)
    return amounts[~np.isnan(amounts)]


def check_parts(engine: Engine, days: Sequence[dt.date], drafts: Sequence[Draft]) -> None:
    """Refuse weights where the parts of assets were not delivered, or do not make the assets.

    Raises:
        AssetPartsMissing, AssetPartsDiffer: at the first such date.
    """
    for draft in drafts:
        _metric, weights = draft.source
        if weights.are_plain:
            continue
        everybody = Scope(at=days[-1]).trend() if len(days) > 1 else Scope(at=days[-1])
        found = engine.ask("policy/parts", everybody, customer_type=draft.customer_type)
        weighted = [part for part, weight in weights.by_part.items() if weight != 1]
        for row in found.to_dict("records"):
            missing = [f"{part}_mavg" for part in weighted if np.isnan(row[part])]
            date = row["snapshot_date"].isoformat()
            if missing:
                raise problems.AssetPartsMissing(date=date, columns=", ".join(missing))
            assets, parts = row["assets"], sum(np.nan_to_num(row[part]) for part in weights.by_part)
            if abs(parts - assets) > PARTS_TOLERANCE * abs(assets):
                percent = f"{100 * parts / assets:.0f}" if assets else "0"
                raise problems.AssetPartsDiffer(date=date, percent=percent)


def counts_everybody(scope: Scope, customer_type: str) -> bool:
    """Tell whether a scope lets every customer of a type through, at any date."""
    return (
        not scope.entitlement
        and not scope.populations
        and all(
            column == "customer_type" and customer_type in values for column, values in scope.where
        )
    )


def decides_once(scope: Scope) -> bool:
    """Tell whether a pair of dates chooses its people otherwise than each date's own row."""
    return people_move(scope)


def on_day(scope: Scope, day: dt.date) -> Scope:
    """The same conditions read at one date alone."""
    return replace(scope.single, at=day, before=None)


def _reading(source: Source) -> tuple[str, dict[str, str | float]]:
    metric, weights = source
    if weights.are_plain:
        return "policy/metrics", {"measure": metric}
    return "policy/metrics_weighted", dict(weights.by_part)
