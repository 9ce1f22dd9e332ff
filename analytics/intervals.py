"""How far a change may be chance: paired intervals from influence functions.

Customers are a sample of those the bank could have; the same customer at two dates is one draw.
A statistic's influence function says how much one customer moves it, so the change of the
statistic has the variance Σ (dᵢ − d̄)², with dᵢ = ψ(afterᵢ)/n₁ − ψ(beforeᵢ)/n₀ over everybody
present at either date (ψ of who is absent is 0). Source: Hampel (1974); for shares and the Gini
index Davidson (2009), Langel & Tillé (2013). The tests hold the bootstrap beside it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from analytics import concentration
from analytics.concentration import Floats, Steps
from data.contract import BUCKETS_PER_E

Z = 1.959964
BLOCK = 32_768
"""Customers worked on at a time: small enough to stay in the processor's cache."""

Influence: TypeAlias = Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Everybody's amounts at the two dates, by customer_key; NaN where absent."""

    before: Floats
    after: Floats

    @property
    def counts(self) -> tuple[int, int, int]:
        """Customers present before, after, and at either date."""
        absent_before, absent_after = np.isnan(self.before), np.isnan(self.after)
        size = len(self.before)
        either = size - int(np.count_nonzero(absent_before & absent_after))
        return (
            size - int(np.count_nonzero(absent_before)),
            size - int(np.count_nonzero(absent_after)),
            either,
        )

    @property
    def largest_move(self) -> tuple[int, float]:
        """The customer_key whose amount changed most, and by how much; absent counts as 0."""
        best, largest = 0, 0.0
        for start in range(0, len(self.before), BLOCK):
            part = slice(start, start + BLOCK)
            move = np.nan_to_num(self.after[part]) - np.nan_to_num(self.before[part])
            place = int(np.argmax(np.abs(move)))
            if abs(move[place]) > abs(largest):
                best, largest = start + place, float(move[place])
        return best, largest


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistic:
    """A figure at two dates: its exact change, and how much one customer moves it at each.

    Shares: the influence function, divided by the customers of the date (`mean`). Sums: the
    customer's own amount.
    """

    change: float
    before: Influence
    after: Influence
    mean: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change with its 95 % interval, its p-value and the part of the largest single move."""

    change: float
    low: float
    high: float
    p_value: float
    largest_part: float


def pairs_of(before: Iterable[pa.RecordBatch], after: Iterable[pa.RecordBatch]) -> Pairs:
    """Return pairs from the two dates' streamed rows (customer_key, value), in any order."""
    columns = []
    for batches in (before, after):
        table = pa.Table.from_batches(batches)
        columns.append([table.column(name).to_numpy() for name in ("customer_key", "value")])
    size = max(int(key.max(initial=-1)) for key, _ in columns) + 1
    amounts = np.full((2, size), np.nan)
    for date, (key, value) in enumerate(columns):
        amounts[date, key] = value
    return Pairs(before=amounts[0], after=amounts[1])


def paired_changes(pairs: Pairs, statistics: Mapping[str, Statistic]) -> dict[str, Change]:
    """Return each statistic's change with its paired interval, in one pass over the customers."""
    was, here, either = pairs.counts
    largest, _ = pairs.largest_move
    sums = {name: np.zeros(2) for name in statistics}
    for start in range(0, len(pairs.before), BLOCK):
        block = slice(start, start + BLOCK)
        for name, parts in _parts(pairs, block, statistics, (was, here)):
            sums[name] += parts.sum(), np.square(parts).sum()
    alone = slice(largest, largest + 1)
    of_largest = dict(_parts(pairs, alone, statistics, (was, here)))
    return {
        name: _interval(statistic.change, sums[name], either, float(of_largest[name][0]))
        for name, statistic in statistics.items()
    }


def _parts(
    pairs: Pairs, block: slice, statistics: Mapping[str, Statistic], counts: tuple[int, int]
) -> Iterator[tuple[str, Floats]]:
    """Each statistic's change split over the customers of a block."""
    values = pairs.before[block], pairs.after[block]
    absent = [np.isnan(value) for value in values]
    known = [np.where(gone, 0.0, value) for gone, value in zip(absent, values, strict=True)]
    for name, statistic in statistics.items():
        before, after = statistic.before(known[0]), statistic.after(known[1])
        if statistic.mean:
            before, after = before / max(counts[0], 1), after / max(counts[1], 1)
        before[absent[0]] = 0.0
        after[absent[1]] = 0.0
        yield name, after - before


def _interval(change: float, sums: Floats, n: int, largest_part: float) -> Change:
    """The normal interval of a change that is the sum of `n` independent customers' parts."""
    spread = float(sums[1]) - float(sums[0]) ** 2 / max(n, 1)
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
        largest_part=largest_part,
    )


def amount_itself(value: Floats) -> Floats:
    """What one customer moves the total by."""
    return value.copy()


def loss_alone(value: Floats) -> Floats:
    """What one customer moves the sum of negative amounts by."""
    return np.minimum(value, 0.0)


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
        needed = reached * value
        needed -= inside * value
        needed /= cut
        needed += inside
        needed -= share
        return needed

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
        row = bucket_of(value)
        row -= first
        np.clip(row, 0, len(slope) - 1, out=row)
        distance = slope.take(row)
        distance *= value
        distance += start.take(row)
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
    np.negative(bucket, where=value < 0, out=bucket)
    return bucket


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
