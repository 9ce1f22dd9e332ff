"""How far a change may be chance: paired intervals from influence functions.

Customers are a sample of those the bank could have; the same customer at two dates is one draw.
A statistic's influence function says how much one customer moves it, so the change of the
statistic has the variance Σ (dᵢ − d̄)², with dᵢ = ψ(afterᵢ)/n₁ − ψ(beforeᵢ)/n₀ over everybody
present at either date (ψ of who is absent is 0). Source: Hampel (1974); for shares and the Gini
index Davidson (2009), Langel & Tillé (2013). The tests hold the bootstrap beside it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from analytics import concentration
from analytics.concentration import Floats, Steps
from data.contract import BUCKETS_PER_E

Z = 1.959964
Influence: TypeAlias = Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Everybody present at either date: amounts, 0 where absent, and who is present."""

    key: npt.NDArray[np.int32]
    before: Floats
    after: Floats
    was: npt.NDArray[np.bool_]
    here: npt.NDArray[np.bool_]

    @property
    def move(self) -> Floats:
        """What each customer's amount changed by; coming and going count in full."""
        return self.after - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change with its 95 % interval, its p-value and each customer's part in it."""

    change: float
    low: float
    high: float
    p_value: float
    parts: Floats


def pairs_of(batches: Iterable[pa.RecordBatch]) -> Pairs:
    """Return pairs from streamed rows (customer_key, is_after, value), in any order."""
    table = pa.Table.from_batches(batches)
    key = table.column("customer_key").to_numpy()
    after = table.column("is_after").to_numpy().astype(bool)
    value = table.column("value").to_numpy()
    size = int(key.max(initial=-1)) + 1
    amounts, present = np.zeros((2, size)), np.zeros((2, size), dtype=bool)
    for date, rows in enumerate((~after, after)):
        amounts[date, key[rows]] = value[rows]
        present[date, key[rows]] = True
    known = np.flatnonzero(present.any(axis=0))
    return Pairs(
        key=known.astype(np.int32),
        before=amounts[0, known],
        after=amounts[1, known],
        was=present[0, known],
        here=present[1, known],
    )


def paired_change(
    pairs: Pairs, change: float, influence_before: Influence, influence_after: Influence
) -> Change:
    """Return a statistic's change with its interval, given its influence function per date."""
    before = np.where(pairs.was, influence_before(pairs.before), 0) / max(pairs.was.sum(), 1)
    after = np.where(pairs.here, influence_after(pairs.after), 0) / max(pairs.here.sum(), 1)
    return normal_interval(change, after - before)


def paired_sum(pairs: Pairs, amount: Influence) -> Change:
    """Return the change of Σ amount(v), with its paired normal interval."""
    parts = np.where(pairs.here, amount(pairs.after), 0) - np.where(
        pairs.was, amount(pairs.before), 0
    )
    return normal_interval(math.fsum(parts), parts)


def normal_interval(change: float, parts: Floats) -> Change:
    """Return the interval of a change that is the sum of independent customers' parts."""
    n = len(parts)
    spread = float(parts @ parts) - float(parts.sum()) ** 2 / max(n, 1)
    error = math.sqrt(max(spread, 0.0) * n / max(n - 1, 1))
    if error > 0:
        p_value = math.erfc(abs(change) / error / math.sqrt(2))
    else:
        p_value = 1.0 if change == 0 else 0.0
    return Change(
        change=change,
        low=change - Z * error,
        high=change + Z * error,
        p_value=p_value,
        parts=parts,
    )


def top_share_influence(*, cut: float, share: float, mean: float, best: float) -> Influence:
    """Influence on the share of the total that the best `best` (0.2) of customers bring."""

    def influence(value: Floats) -> Floats:
        over = np.maximum(value, cut)
        over += (best - 1) * cut
        over -= share * value
        over /= mean
        return over

    return influence


def customers_needed_influence(*, cut: float, share: float, reached: float) -> Influence:
    """Influence on the share of customers needed for `reached` (0.8) of the total; cut > 0."""

    def influence(value: Floats) -> Floats:
        inside = value >= cut
        return inside - share - (np.where(inside, value, 0) - reached * value) / cut

    return influence


def gini_influence(steps: Steps) -> Influence:
    """Influence on the normalised Gini: that of the mean difference over the mean of |x|.

    E|x − Y| is read from a table per value bucket, which is right to the width of a bucket.
    """
    n = steps.customer_count
    size = steps.gross / n
    difference = concentration.mean_difference(steps)[0] / n**2
    index = difference / (2 * size)
    first, slope, start = _distance_table(steps)

    def influence(value: Floats) -> Floats:
        row = np.clip(bucket_of(value) - first, 0, len(slope) - 1)
        distance = slope[row] * value
        distance += start[row]
        distance -= difference
        distance -= index * (np.abs(value) - size)
        distance /= size
        return distance

    return influence


def _distance_table(steps: Steps) -> tuple[int, Floats, Floats]:
    """Per bucket from the lowest on: E|x − Y| = slope · x + start."""
    first, last = int(steps.bucket.min()), int(steps.bucket.max())
    count, total = np.zeros(last - first + 1), np.zeros(last - first + 1)
    np.add.at(count, steps.bucket - first, steps.count)
    np.add.at(total, steps.bucket - first, steps.total)
    below = np.cumsum(count) - count / 2
    sum_below = np.cumsum(total) - total / 2
    n = count.sum()
    return first, (2 * below - n) / n, (total.sum() - 2 * sum_below) / n


def bucket_of(value: Floats) -> npt.NDArray[np.int32]:
    """Return the value bucket of amounts in single precision: near an edge it may be the next."""
    size = np.abs(value).astype(np.float32)
    size += 1
    np.log(size, out=size)
    size *= np.float32(BUCKETS_PER_E)
    bucket = size.astype(np.int32)
    bucket += value != 0
    return np.where(value < 0, -bucket, bucket)


def holm(p_values: Sequence[float]) -> list[float]:
    """Return Holm's adjusted p-values of one family, in the order given (Holm 1979)."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    adjusted = [0.0] * len(p_values)
    largest = 0.0
    for place, i in enumerate(order):
        largest = max(largest, min(1.0, (len(p_values) - place) * p_values[i]))
        adjusted[i] = largest
    return adjusted


def holm_by_name(p_values: Mapping[str, float]) -> dict[str, float]:
    """Return Holm's adjusted p-values by name."""
    return dict(zip(p_values, holm(list(p_values.values())), strict=True))
