"""How long ago the customers of each segment were last reached, against the limit of their tier.

A contact counts when it reached the customer for care or service (domain model 3.15). CARE is a
number of days per tier; a type or tier without one is never due.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.engine import Engine
from analytics.scope import Scope
from analytics.segment_members import NO_SEGMENT
from data.segmentation import Segmentation


def care_of_segments(engine: Engine, scope: Scope, segmentation: Segmentation) -> pd.DataFrame:
    """Return how well the customers of each segment are looked after.

    Returns:
        Index segment ("" for who lacks a feature); care_due_count, care_kept_count, care_share
        (null when nobody is due), care_days_median (null when nobody was reached),
        never_reached_count.
    """
    limits = engine.ask(
        "segments/care_limits", scope.single, customer_type=segmentation.customer_type
    ).set_index("tier")["limit_days"]
    batches = engine.stream("segments/care", scope.single, segmentation=segmentation)
    found = pa.Table.from_batches(list(batches)).to_pandas()
    found["segment"] = found["segment"].fillna(NO_SEGMENT)
    found["limit"] = found["tier"].map(limits).astype("float64")
    found["days"] = [_days(scope.at, day) for day in found["last_reached"]]
    rows = list(_rows(found))
    columns = ["segment", "care_due_count", "care_kept_count", "care_share", "care_days_median"]
    return pd.DataFrame(rows, columns=[*columns, "never_reached_count"]).set_index("segment")


def _rows(found: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    for segment, part in found.groupby("segment"):
        count = part["customer_count"]
        due = int(count[part["limit"].notna()].sum())
        kept = int(count[part["days"] <= part["limit"]].sum())
        never = int(count[part["days"].isna()].sum())
        yield segment, due, kept, kept / due if due else np.nan, _median(part), never


def _days(at: dt.date, day: object) -> float:
    return float((at - day).days) if isinstance(day, dt.date) else np.nan


def _median(part: pd.DataFrame) -> float:
    """The middle of the days since the last contact, each as often as customers have it."""
    reached = part[part["days"].notna()].groupby("days")["customer_count"].sum().sort_index()
    total = int(reached.sum())
    if not total:
        return np.nan
    upto = reached.cumsum().to_numpy()
    days = reached.index.to_numpy()
    low, high = np.searchsorted(upto, [(total + 1) // 2, total // 2 + 1])
    return float((days[low] + days[high]) / 2)
