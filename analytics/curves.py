"""A ranking as a curve of few points."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics import concentration
from analytics.concentration import MARKS, Counts, Floats, Steps
from analytics.profile import SHARE_TO_REACH

MAX_POINTS = 1000


def curve_of(steps: Steps, *, points: int = MAX_POINTS) -> pd.DataFrame:
    """Return the cumulative curve of a ranking; columns as `contribution_curve`.

    At most `points` rows, spread evenly along the curve; marks, 80 % and the peak always stay.
    """
    n, total = steps.customer_count, steps.sum
    ranks = _ranks(steps, points)
    cuts = _cuts(steps, ranks)
    value, lowest = cuts
    return pd.DataFrame(
        {
            "customer_share": ranks / n,
            "value_share": value / total if total > 0 else np.full(len(ranks), np.nan),
            "customer_count": ranks,
            "value": value,
            "bucket_value": lowest,
        }
    )


def _ranks(steps: Steps, points: int) -> Counts:
    """The ranks to show: ends of steps, thinned, and the marked ones."""
    n = steps.customer_count
    marked = [concentration.rank_of_share(mark, n) for mark in MARKS] + [n]
    marked.append(concentration.peak(steps).rank)
    marked.append(concentration.count_reaching(steps, SHARE_TO_REACH) or 0)
    ends = steps.ranks
    wanted = points - len(marked)
    if len(ends) > wanted:
        rise = np.abs(steps.total) / (steps.gross or 1.0)
        along = np.cumsum(steps.count / n + rise)
        even = np.linspace(along[0], along[-1], wanted)
        ends = ends[np.unique(np.searchsorted(along, even).clip(max=len(ends) - 1))]
    ranks = np.unique(np.concatenate([ends, np.asarray(marked, dtype=np.int64)]))
    return ranks[ranks > 0]


def _cuts(steps: Steps, ranks: Counts) -> tuple[Floats, Floats]:
    """What the best `ranks` bring, and the last one's amount or his bucket's lower edge."""
    ends, sums = steps.ranks, steps.sums
    place = np.searchsorted(ends, ranks)
    mean = steps.total[place] / steps.count[place]
    known = ~np.isnan(steps.value[place])
    each = np.where(known, steps.value[place], mean)
    value = sums[place] - (ends[place] - ranks) * each
    lowest = np.where(known, steps.value[place], concentration.bounds(steps.bucket[place])[0])
    return value, lowest
