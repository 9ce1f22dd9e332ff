"""How unevenly an amount is spread over customers, from counts and sums per value.

Pure numpy. Customers are ranked by their amount, best first, ties by id. The database gives
counts and sums per value bucket (`Steps`), which are exact at every bucket's edge; the buckets
that hold a wanted rank are replaced by their distinct amounts, which makes the rank exact.
Sources: Lorenz (1905); normalised Gini with negative amounts: Raffinetti, Siletti & Vernizzi
(2015).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from data.contract import BUCKETS_PER_E

Floats: TypeAlias = npt.NDArray[np.float64]
Counts: TypeAlias = npt.NDArray[np.int64]

MARKS = (0.01, 0.05, 0.10, 0.20)
GINI_ERROR = 1e-6
TOLERANCE = 1e-12
"""Share of the gross total below which two sums count as equal."""


def exact_sum(amounts: Floats) -> float:
    """Return the sum, kept exact to far below a cent."""
    return float(amounts.sum(dtype=np.longdouble))


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Customers best first, in steps of one bucket, or of one amount where it is known.

    Arrays have one entry per step: `bucket` (falling), `count` (above 0), `total` in the
    release's currency, `value` the step's one amount, NaN where the step is a whole bucket.
    """

    bucket: Counts
    count: Counts
    total: Floats
    value: Floats

    @property
    def customer_count(self) -> int:
        """Customers in all steps."""
        return int(self.count.sum())

    @property
    def sum(self) -> float:
        """The amount of all customers."""
        return exact_sum(self.total)

    @property
    def gross(self) -> float:
        """The positive amounts less the negative ones."""
        return exact_sum(np.abs(self.total))

    @property
    def ranks(self) -> Counts:
        """Customers up to the end of each step."""
        return np.cumsum(self.count)

    @property
    def sums(self) -> Floats:
        """The amount up to the end of each step; kept exact to far below a cent."""
        return np.cumsum(self.total, dtype=np.longdouble).astype(np.float64)

    def take(self, chosen: npt.NDArray[np.bool_] | Counts) -> Steps:
        """The chosen steps, in their order."""
        return Steps(
            bucket=self.bucket[chosen],
            count=self.count[chosen],
            total=self.total[chosen],
            value=self.value[chosen],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The place in the ranking after `rank` customers.

    `total` is what they bring, `value` the last one's amount (NaN at rank 0), `tied` how many
    customers with exactly that amount are inside: by id, the first `tied`.
    """

    rank: int
    total: float
    value: float
    tied: int


def whole_buckets(bucket: Iterable[int], count: Iterable[int], total: Iterable[float]) -> Steps:
    """Return the steps of buckets, in any order; zeros are known exactly."""
    buckets = np.asarray(bucket, dtype=np.int64)
    order = np.argsort(-buckets, kind="stable")
    buckets = buckets[order]
    counts = np.asarray(count, dtype=np.int64)[order]
    totals = np.asarray(total, dtype=np.float64)[order]
    value = np.where(buckets == 0, 0.0, np.nan)
    return Steps(bucket=buckets, count=counts, total=totals, value=value)


def refined(steps: Steps, bucket: Counts, value: Floats, count: Counts) -> Steps:
    """Return the steps with some buckets replaced by their distinct amounts.

    The three arrays hold, per distinct amount, its bucket, the amount and the customers with it.
    Buckets that are not in `steps`, known already, or given only in part are ignored.
    """
    unknown = steps.take(np.isnan(steps.value))
    given, place = np.unique(bucket, return_inverse=True)
    found = np.bincount(place, weights=count, minlength=len(given))
    whole = given[found == _counts_of(unknown, given)]
    wanted = np.isin(bucket, whole)
    if not wanted.any():
        return steps
    bucket, value, count = bucket[wanted], value[wanted], count[wanted]
    kept = steps.take(~(np.isin(steps.bucket, bucket) & np.isnan(steps.value)))
    values = np.concatenate([np.where(np.isnan(kept.value), -np.inf, kept.value), value])
    buckets = np.concatenate([kept.bucket, bucket])
    order = np.lexsort((-values, -buckets))
    return Steps(
        bucket=buckets[order],
        count=np.concatenate([kept.count, count])[order],
        total=np.concatenate([kept.total, value * count])[order],
        value=np.concatenate([kept.value, value])[order],
    )


def _counts_of(steps: Steps, buckets: Counts) -> Counts:
    """Customers in each of the buckets, 0 for those that are not there; one step per bucket."""
    if not len(steps.bucket):
        return np.zeros(len(buckets), dtype=np.int64)
    rising = steps.bucket[::-1]
    place = np.searchsorted(rising, buckets).clip(max=len(rising) - 1)
    return np.where(rising[place] == buckets, steps.count[::-1][place], 0)


def bounds(bucket: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return the smallest and largest amount a bucket may hold, by the contract's formula."""
    buckets = np.asarray(bucket, dtype=np.float64)
    inner = np.expm1((np.abs(buckets) - 1) / BUCKETS_PER_E)
    outer = np.expm1(np.abs(buckets) / BUCKETS_PER_E)
    low = np.where(buckets > 0, inner, -outer)
    high = np.where(buckets > 0, outer, -inner)
    zero = buckets == 0
    return np.where(zero, 0.0, low), np.where(zero, 0.0, high)


def rank_of_share(share: float, customer_count: int) -> int:
    """Return ⌈share · n⌉, computed so that 0.07 · 100 is 7 and not 8."""
    return math.ceil(round(share * customer_count, 9))


def buckets_holding(steps: Steps, ranks: Iterable[int]) -> set[int]:
    """Return the whole buckets that hold one of the ranks: their amounts are not known yet."""
    ends = steps.ranks
    places = {int(np.searchsorted(ends, rank)) for rank in ranks if 0 < rank <= ends[-1]}
    return {int(steps.bucket[place]) for place in places if math.isnan(steps.value[place])}


def bucket_of_eighty(steps: Steps, share: float = 0.8) -> set[int]:
    """Return the whole bucket in which the sum first reaches `share` of the total."""
    if steps.sum <= 0:
        return set()
    step = _first_reaching(steps, share)
    return {int(steps.bucket[step])} if math.isnan(steps.value[step]) else set()


def cut(steps: Steps, rank: int) -> Cut:
    """Return the place after `rank` customers, 0 ≤ rank ≤ n.

    Exact where the step that holds the rank is one amount, or at a bucket's end; else the
    bucket's mean stands for its amounts.
    """
    if rank <= 0:
        return Cut(rank=0, total=0.0, value=math.nan, tied=0)
    ends, sums = steps.ranks, steps.sums
    step = int(np.searchsorted(ends, rank))
    inside = rank - int(ends[step] - steps.count[step])
    mean = steps.total[step] / steps.count[step]
    value = mean if math.isnan(steps.value[step]) else steps.value[step]
    total = sums[step] - (int(steps.count[step]) - inside) * value
    return Cut(rank=rank, total=float(total), value=float(value), tied=inside)


def count_reaching(steps: Steps, share: float) -> int | None:
    """Return the fewest best customers who bring `share` of the total; None if it is ≤ 0."""
    if steps.customer_count == 0 or steps.sum <= 0:
        return None
    step = _first_reaching(steps, share)
    before = float(steps.sums[step] - steps.total[step])
    missing = share * steps.sum - TOLERANCE * steps.gross - before
    mean = float(steps.total[step] / steps.count[step])
    inside = max(1, math.ceil(missing / mean))
    return int(steps.ranks[step] - steps.count[step]) + min(inside, int(steps.count[step]))


def _first_reaching(steps: Steps, share: float) -> int:
    reached = steps.sums >= share * steps.sum - TOLERANCE * steps.gross
    return int(np.argmax(reached))


def peak(steps: Steps) -> Cut:
    """Return the place of the largest sum: after the last customer who brings something."""
    positive = steps.bucket > 0
    rank = int(steps.count[positive].sum())
    low = steps.value[positive][-1] if rank else math.nan
    return Cut(rank=rank, total=exact_sum(steps.total[positive]), value=float(low), tied=1)


def mean_difference(steps: Steps) -> tuple[float, float]:
    """Return Σᵢ Σⱼ |xᵢ − xⱼ| and the largest error its estimate may have.

    Exact between steps. Within a whole bucket [l, h] the sum lies between 0 and 2·c²·p(1−p)·(h−l),
    with p where the mean lies; two thirds of that is right for evenly spread amounts.
    """
    before = steps.ranks - steps.count
    n = steps.customer_count
    between = 2.0 * exact_sum(steps.total * (n - 2 * before - steps.count))
    largest = 2.0 * spread_limits(steps).sum()
    return between + largest * 2 / 3, largest * 2 / 3


def spread_limits(steps: Steps) -> Floats:
    """Return per step the most that Σᵢ<ⱼ |xᵢ − xⱼ| in it can be; 0 where the amount is known."""
    low, high = bounds(steps.bucket)
    width = high - low
    place = np.clip((steps.total / steps.count - low) / np.where(width > 0, width, 1), 0, 1)
    limit = steps.count.astype(np.float64) ** 2 * place * (1 - place) * width
    return np.where(np.isnan(steps.value) & (steps.count > 1), limit, 0.0)


def gini(steps: Steps) -> tuple[float | None, float | None, float]:
    """Return the plain Gini, the normalised Gini, and the largest error of the latter.

    Plain: Σ Σ |xᵢ − xⱼ| / (2 n Σ x), None when Σ x ≤ 0, above 1 possible with negative amounts.
    Normalised: Σ Σ |xᵢ − xⱼ| / (2 (n − 1) Σ |x|), None for one customer or nothing but zeros.
    """
    n, total, gross = steps.customer_count, steps.sum, steps.gross
    difference, error = mean_difference(steps)
    plain = difference / (2 * n * total) if total > 0 else None
    if n < 2 or gross <= 0:
        return plain, None, 0.0
    scale = 2 * (n - 1) * gross
    return plain, difference / scale, error / scale


def without_best(steps: Steps, count: int) -> Steps:
    """Return the ranking after its best `count` customers left; exact if that rank is."""
    if count <= 0:
        return steps
    left = np.maximum(steps.ranks - count, 0).clip(max=steps.count)
    return _thinned(steps, left)


def without_amounts(steps: Steps, amounts: Floats) -> Steps:
    """Return the ranking after one customer per amount left; their buckets must be exact.

    Amounts that nobody has (any more) change nothing.
    """
    values, counts = np.unique(amounts, return_counts=True)
    if not len(values):
        return steps
    place = np.searchsorted(values, steps.value).clip(max=len(values) - 1)
    gone = np.where(values[place] == steps.value, counts[place], 0)
    return _thinned(steps, np.maximum(steps.count - gone, 0))


def _thinned(steps: Steps, left: Counts) -> Steps:
    mean = steps.total / steps.count
    each = np.where(np.isnan(steps.value), mean, steps.value)
    total = np.where(left == steps.count, steps.total, left * each)
    thinned = Steps(bucket=steps.bucket, count=left, total=total, value=steps.value)
    return thinned.take(left > 0)
