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

from analytics import concentration, rates
from analytics.concentration import Counts, Floats, Steps

Z = 1.959964
BLOCK = 8_192
"""Customers worked on at a time: they stay in the processor's cache, and in one thread."""

LINES = 2**16

Influence: TypeAlias = Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Customers present at the same of the two dates; an absent date has no amounts (None)."""

    key: Counts
    before: Floats | None
    after: Floats | None

    def moves(self) -> Floats:
        """How much each one's amount changed; absent counts as 0."""
        return np.subtract(
            0.0 if self.after is None else self.after, 0.0 if self.before is None else self.before
        )

    def part(self, places: slice) -> People:
        """Some of them."""
        return People(
            key=self.key[places],
            before=None if self.before is None else self.before[places],
            after=None if self.after is None else self.after[places],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Everybody's amounts at the two dates: who stayed, who left, who came."""

    stayed: People
    left: People
    came: People

    @property
    def groups(self) -> tuple[People, People, People]:
        """All of them."""
        return self.stayed, self.left, self.came

    @property
    def counts(self) -> tuple[int, int, int]:
        """Customers present before, after, and at either date."""
        stayed, left, came = (len(group.key) for group in self.groups)
        return stayed + left, stayed + came, stayed + left + came

    @property
    def largest_move(self) -> tuple[int, float]:
        """The customer_key whose amount changed most, and by how much; absent counts as 0."""
        best, largest = 0, 0.0
        for group in self.groups:
            moves = group.moves()
            place = int(np.argmax(np.abs(moves))) if len(moves) else -1
            if place >= 0 and abs(moves[place]) > abs(largest):
                best, largest = int(group.key[place]), float(moves[place])
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
    """Return pairs from the two dates' streamed rows (customer_key, value), in any order.

    Keys are small whole numbers, so an array by key joins the dates; only its places that are
    read were written.
    """
    (old, was), (new, here) = (_columns(batches) for batches in (before, after))
    by_key = np.empty(max(int(old.max(initial=-1)), int(new.max(initial=-1))) + 1)
    by_key[old] = np.nan
    by_key[new] = here
    later = by_key[old]
    gone = np.isnan(later)
    by_key[old] = np.nan
    came = ~np.isnan(by_key[new])
    stayed = ~gone
    return Pairs(
        stayed=People(key=old[stayed], before=was[stayed], after=later[stayed]),
        left=People(key=old[gone], before=was[gone], after=None),
        came=People(key=new[came], before=None, after=here[came]),
    )


def _columns(batches: Iterable[pa.RecordBatch]) -> tuple[Counts, Floats]:
    table = pa.Table.from_batches(batches)
    return table.column("customer_key").to_numpy(), table.column("value").to_numpy()


def paired_changes(pairs: Pairs, statistics: Mapping[str, Statistic]) -> dict[str, Change]:
    """Return each statistic's change with its paired interval, in one pass over the customers."""
    was, here, either = pairs.counts
    largest, _ = pairs.largest_move
    sums = {name: np.zeros(2) for name in statistics}
    of_largest = dict.fromkeys(statistics, 0.0)
    for group in pairs.groups:
        for start in range(0, len(group.key), BLOCK):
            block = group.part(slice(start, start + BLOCK))
            for name, parts in _parts(block, statistics, (was, here)):
                sums[name] += parts.sum(), parts @ parts
        for place in np.flatnonzero(group.key == largest):
            alone = group.part(slice(place, place + 1))
            of_largest = {n: float(part[0]) for n, part in _parts(alone, statistics, (was, here))}
    return {
        name: _interval(statistic.change, sums[name], either, of_largest[name])
        for name, statistic in statistics.items()
    }


def _parts(
    people: People, statistics: Mapping[str, Statistic], counts: tuple[int, int]
) -> Iterator[tuple[str, Floats]]:
    """Each statistic's change split over people."""
    for name, statistic in statistics.items():
        was, here = counts if statistic.mean else (1, 1)
        yield (
            name,
            np.subtract(
                0.0 if people.after is None else statistic.after(people.after) / here,
                0.0 if people.before is None else statistic.before(people.before) / was,
            ),
        )


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
    return value


def loss_alone(value: Floats) -> Floats:
    """What one customer moves the sum of negative amounts by."""
    return np.minimum(value, 0.0)


def top_share_influence(*, cut: float, share: float, mean: float, best: float) -> Influence:
    """Influence on the share of the total that the best `best` (0.2) of customers bring."""

    def influence(value: Floats) -> Floats:
        over = np.maximum(value, cut)
        over -= share * value
        over += (best - 1) * cut
        over /= mean
        return over

    return influence


def customers_needed_influence(*, cut: float, share: float, reached: float) -> Influence:
    """Influence on the share of customers needed for `reached` (0.8) of the total; cut > 0."""

    def influence(value: Floats) -> Floats:
        times = value / cut
        needed = np.minimum(1 - times, 0.0)
        times *= reached
        needed += times
        needed -= share
        return needed

    return influence


def gini_influence(steps: Steps) -> Influence:
    """Influence on the normalised Gini: that of the mean difference over the mean of |x|.

    (E|x − Y| − D − G · (|x| − m)) / m is drawn as straight lines between amounts half a percent
    apart: those whose single-precision number has the same upper half, which finds the line.
    """
    n = steps.customer_count
    size = steps.gross / n
    difference = concentration.mean_difference(steps)[0] / n**2
    index = difference / (2 * size)
    slope, start = np.zeros(LINES), np.zeros(LINES)
    low, high = _reach(steps)
    for first, last in ((0, high), (LINES // 2, LINES // 2 + low)):
        edges = (np.arange(first, last + 2, dtype=np.uint32) << 16).view(np.float32)
        amounts = edges.astype(np.float64)
        effect = _mean_distance(steps, amounts) - difference - index * (np.abs(amounts) - size)
        slope[first : last + 1] = np.diff(effect) / np.diff(amounts) / size
        start[first : last + 1] = effect[:-1] / size - slope[first : last + 1] * amounts[:-1]

    def influence(value: Floats) -> Floats:
        line = _line_of(value)
        effect = slope.take(line)
        effect *= value
        effect += start.take(line)
        return effect

    return influence


def _line_of(value: Floats) -> npt.NDArray[np.uint16]:
    """The upper half of each amount's single-precision number: sign, exponent, 7 more bits."""
    return (value.astype("<f4").view("<u2")[1::2]).astype(np.uint16, copy=False)


def _reach(steps: Steps) -> tuple[int, int]:
    """The last lines needed on the negative and on the positive side."""
    low, high = concentration.bounds(np.array([steps.bucket.min(), steps.bucket.max()]))
    ends = _line_of(np.abs(np.array([min(low[0], 0.0), max(high[1], 0.0)]))) + 1
    return int(ends[0]), int(ends[1])


def _mean_distance(steps: Steps, amounts: Floats) -> Floats:
    """E|x − Y| of amounts x and a customer's amount Y, each step of customers at its mean."""
    means = (steps.total / steps.count)[::-1]
    count = np.concatenate([[0], np.cumsum(steps.count[::-1])])
    total = np.concatenate([[0.0], np.cumsum(steps.total[::-1])])
    below = np.searchsorted(means, amounts)
    away: Floats = amounts * (2 * count[below] - count[-1]) + total[-1] - 2 * total[below]
    away /= count[-1]
    return away


def holm(p_values: Sequence[float]) -> list[float]:
    """Return Holm's adjusted p-values of one family, in the order given (Holm 1979)."""
    return [float(p) for p in rates.holm(p_values)]


def holm_by_name(p_values: Mapping[str, float]) -> dict[str, float]:
    """Return Holm's adjusted p-values by name."""
    return dict(zip(p_values, holm(list(p_values.values())), strict=True))
