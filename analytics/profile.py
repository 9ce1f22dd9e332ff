"""One ranking in one row: the figures that every page on concentration quotes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
import pandas as pd

from analytics import concentration
from analytics.concentration import MARKS, Steps

SHARE_TO_REACH = 0.8
COUNTS = ("customer_count", "customers_for_80_count", "negative_count")

Profile: TypeAlias = dict[str, float | int | None]


def profile(steps: Steps) -> Profile:
    """Return the columns of `contribution-summary`; shares are None when the total is ≤ 0."""
    n, total = steps.customer_count, steps.sum
    negative = steps.bucket < 0
    for_80 = concentration.count_reaching(steps, SHARE_TO_REACH)
    best = concentration.peak(steps)
    plain, normalised, _ = concentration.gini(steps)
    row: Profile = {"customer_count": n, "total": total}
    for mark in MARKS:
        cut = concentration.cut(steps, concentration.rank_of_share(mark, n))
        row[f"top{round(mark * 100):02d}_share"] = share(cut.total, total)
    return row | {
        "customers_for_80_count": for_80,
        "customers_for_80_share": None if for_80 is None else for_80 / n,
        "peak_share": share(best.total, total),
        "peak_customer_share": best.rank / n if total > 0 else None,
        "negative_count": int(steps.count[negative].sum()),
        "negative_total": concentration.exact_sum(steps.total[negative]),
        "gini": plain,
        "gini_normalised": normalised,
    }


def nobody(like: Profile) -> Profile:
    """Return the columns of a profile when everybody has left: counts and money 0, no shares."""
    empty: Profile = dict.fromkeys(like)
    return empty | {"customer_count": 0, "total": 0.0, "negative_count": 0, "negative_total": 0.0}


def profile_frame(rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Return profiles as a frame: counts as Int64, the rest float64, null where undefined."""
    columns: dict[str, object] = {}
    for name in rows[0] if rows else ():
        values = [row[name] for row in rows]
        if name in COUNTS:
            columns[name] = pd.array(values, dtype="Int64")
        elif name.endswith(("_share", "_total")) or name in {"total", "gini", "gini_normalised"}:
            columns[name] = np.array(values, dtype=np.float64)
        else:
            columns[name] = values
    return pd.DataFrame(columns)


def share(part: float, total: float) -> float | None:
    """Return part ÷ total, None when the total is zero or negative: it has no meaning then."""
    return part / total if total > 0 else None
