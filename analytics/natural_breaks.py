"""Where amounts break by themselves: the exact best classes of a histogram. Pure numpy.

Fisher (1958), known from maps as Jenks' natural breaks: of all ways to cut an ordered line into k
classes, the one with the least squared distance of the parts to their class's mean. Solved by
dynamic programming, on the logarithm of the amounts, each yuan counting once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from data.rules import Floats

MAX_BUCKETS = 2_000
STEPS = (1.0, 2.0, 5.0)
ALMOST = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """Buckets that hold anything, lowest first.

    `edge`: the smallest amount in it; `position`: its mean logarithm, weighted by money; `money`
    and `customers` in it.
    """

    edge: Floats
    position: Floats
    money: Floats
    customers: NDArray[np.int64]


def value_histogram(amounts: Floats) -> Histogram:
    """Put positive amounts into at most 2,000 buckets of equal width on a logarithmic scale."""
    positive = np.sort(amounts[amounts > 0])
    if not len(positive):
        nothing = np.empty(0)
        return Histogram(
            edge=nothing, position=nothing, money=nothing, customers=nothing.astype(np.int64)
        )
    logarithm = np.log(positive)
    width = (logarithm[-1] - logarithm[0]) / MAX_BUCKETS
    place = np.zeros(len(positive), dtype=np.int64)
    if width > 0:
        place = np.minimum((logarithm - logarithm[0]) / width, MAX_BUCKETS - 1).astype(np.int64)
    starts = np.flatnonzero(np.diff(place, prepend=-1))
    money = np.add.reduceat(positive, starts)
    return Histogram(
        edge=positive[starts],
        position=np.add.reduceat(positive * logarithm, starts) / money,
        money=money,
        customers=np.diff(np.append(starts, len(positive))),
    )


def best_classes(
    histogram: Histogram, count: int, least: int = 1
) -> tuple[list[int], float] | None:
    """Cut the buckets into `count` classes of at least `least` customers each.

    Returns:
        The buckets at which the classes after the first begin, and the share of the variance that
        lies between classes, 0-1 (1 when there is no variance at all). None when it cannot be
        done.
    """
    size = len(histogram.edge)
    if size < count:
        return None
    costs = _Costs.of(histogram, least)
    best = costs.between(0, np.arange(1, size + 1))
    begun: list[NDArray[np.int64]] = []
    for classes in range(2, count + 1):
        chosen = np.zeros(size, dtype=np.int64)
        better = np.full(size, np.inf)
        for end in range(classes - 1, size):
            start = np.arange(classes - 1, end + 1)
            total = best[start - 1] + costs.between(start, end + 1)
            place = int(np.argmin(total))
            chosen[end], better[end] = start[place], total[place]
        begun.append(chosen)
        best = better
    if not np.isfinite(best[-1]):
        return None
    starts: list[int] = []
    end = size - 1
    for chosen in reversed(begun):
        starts.append(int(chosen[end]))
        end = starts[-1] - 1
    whole = float(_Costs.of(histogram, 0).between(0, np.asarray([size]))[0])
    return starts[::-1], 1 - float(best[-1]) / whole if whole > 0 else 1.0


def readable(amounts: list[float]) -> list[float]:
    """Return the nearest amounts of the series 1, 2, 5, 10, 20 ..., kept in rising order."""
    rounded: list[float] = []
    for amount in amounts:
        power = 10.0 ** np.floor(np.log10(amount))
        near = min(
            (step * power for step in (*STEPS, 10.0)),
            key=lambda candidate: abs(np.log(candidate / amount)),
        )
        while rounded and near <= rounded[-1] * (1 + ALMOST):
            near = readable_above(near)
        rounded.append(float(round(near, 6)))
    return rounded


def readable_above(amount: float) -> float:
    """Return the amount of the series after one of them."""
    power = 10.0 ** np.floor(np.log10(amount * (1 + ALMOST)))
    return float(min(step * power for step in (*STEPS, 10.0) if step * power > amount * 1.001))


def readable_below(amount: float) -> float:
    """Return the amount of the series before one of them."""
    power = 10.0 ** np.floor(np.log10(amount * (1 + ALMOST)))
    return float(max(step * power for step in (0.5, *STEPS) if step * power < amount * 0.999))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Costs:
    """Sums up to each bucket, from which the cost of any class follows at once."""

    weight: Floats
    first: Floats
    second: Floats
    customers: NDArray[np.int64]
    least: int

    @classmethod
    def of(cls, histogram: Histogram, least: int) -> _Costs:
        money = histogram.money
        # Around their mean, because the difference of large squares would lose digits.
        moved = histogram.position - (histogram.position * money).sum() / money.sum()
        sums = [
            np.concatenate([[0.0], np.cumsum(part)])
            for part in (money, money * moved, money * moved * moved)
        ]
        return cls(
            weight=sums[0],
            first=sums[1],
            second=sums[2],
            customers=np.concatenate([[0], np.cumsum(histogram.customers)]),
            least=least,
        )

    def between(self, start: int | NDArray[np.int64], end: int | NDArray[np.int64]) -> Floats:
        """The squared distance to the mean of the buckets from `start` to before `end`."""
        weight = self.weight[end] - self.weight[start]
        first = self.first[end] - self.first[start]
        second = self.second[end] - self.second[start]
        cost = np.maximum(second - first * first / weight, 0.0)
        few = self.customers[end] - self.customers[start] < self.least
        return np.where(few, np.inf, cost)
