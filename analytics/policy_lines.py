"""Ways to find lines: natural breaks of the money, a number of customers, the fewest moves.

Pure: amounts and a sample in, lines out. Amounts are sorted, lowest first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from analytics import problems
from analytics.natural_breaks import best_classes, readable, readable_below, value_histogram
from analytics.policy_draft import Draft
from analytics.policy_lanes import Lane
from analytics.policy_sample import Sample

if TYPE_CHECKING:
    from data.rules import Floats

STRETCH = (0.8, 0.87, 0.93, 1.0, 1.07, 1.15, 1.25)
"""How far a search moves each line: as factors of where it is."""

FITTINGS = 4
"""Rounds of guessing how many customers protection keeps above a line; it settles in two."""

ALMOST = 1e-9
FEWEST, FEWEST_SHARE = 10, 0.001
"""The fewest customers of a naturally broken tier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calmest:
    """The lines with fewest moves and flaps in a sample, among `tried_count` sets."""

    draft: Draft
    tried_count: int
    base_moves: int
    found_moves: int


def natural_draft(base: Draft, amounts: Floats) -> tuple[Draft, float]:
    """Return the base with lines where the money breaks, and the share of variance explained.

    A tier holds at least ten of the customers with an amount above zero, or one in a thousand, so
    that one large customer is no tier.

    Raises:
        TooFewAmounts: too few different amounts above zero for the tiers.
    """
    histogram = value_histogram(amounts)
    count = len(base.levels)
    least = max(FEWEST, int(histogram.customers.sum() * FEWEST_SHARE))
    found = best_classes(histogram, count, least)
    if found is None:
        raise problems.TooFewAmounts(count=len(histogram.edge), levels=count)
    starts, explained = found
    lines = readable([float(histogram.edge[start]) for start in starts])
    return base.with_lines(_reached(lines, amounts, least)), explained


def fitting_draft(
    base: Draft, amounts: Floats, sample: Sample, targets: Sequence[float], window: int
) -> Draft:
    """Return the base with the lowest lines that keep each tier and those above it in number.

    `targets`: the most customers from each tier above the lowest up. Protection keeps customers
    above a line whose amount is below it; how many is read from the sample.

    Raises:
        TooFewAmounts: nobody has an amount above zero.
    """
    if not len(amounts) or amounts[-1] <= 0:
        raise problems.TooFewAmounts(count=0, levels=len(base.levels))
    kept = np.ones(len(targets))
    draft = base
    for _ in range(FITTINGS):
        lines: list[float] = []
        for target, factor in zip(targets, kept, strict=True):
            line = line_above(amounts, int(target / factor + ALMOST))
            while lines and line <= lines[-1]:
                line = next_line(line)
            lines.append(line)
        draft = base.with_lines(lines)
        kept = _kept(sample, draft, window)
    return draft


def calmest_draft(
    base: Draft,
    sample: Sample,
    window: int,
    tolerance: float,
    told: Callable[[float], None],
) -> Calmest:
    """Return the lines around the base's with fewest moves and flaps, tiers nearly as large.

    Every combination of the stretched lines, rounded to two digits, whose tiers at the end differ
    from the base's by `tolerance` of them (or one customer) at most. Equal sets: the nearest to
    the base, then the lower lines. `told` hears the share tried.
    """
    start = sample.replayed(base, window)
    wanted = _sizes(start)
    allowed = np.maximum(tolerance * wanted, 1)
    sets = _combinations(base)
    best = (unrest(start), 0.0, base.lines)
    for tried, (distance, lines) in enumerate(sets, start=1):
        lane = sample.replayed(base.with_lines(lines), window)
        if (np.abs(_sizes(lane) - wanted) <= allowed + ALMOST).all():
            best = min(best, (unrest(lane), distance, lines))
        told(tried / len(sets))
    return Calmest(
        draft=base.with_lines(best[2]),
        tried_count=len(sets) + 1,
        base_moves=unrest(start),
        found_moves=best[0],
    )


def unrest(lane: Lane) -> int:
    """Return how many moves and flaps a lane saw: a move that is taken back counts twice."""
    return int(lane.moves.sum()) + int(lane.flaps.sum())


def line_above(amounts: Floats, count: int) -> float:
    """Return the lowest amount of two significant digits that at most `count` customers reach."""
    if count >= len(amounts):
        return max(two_digits_up(float(amounts[amounts > 0][0])), 1.0)
    first_out = float(amounts[len(amounts) - 1 - count])
    if first_out <= 0:
        return 1.0
    line = two_digits_up(first_out)
    return line if line > first_out else next_line(line)


def two_digits_up(amount: float) -> float:
    """Return an amount rounded up to two significant digits, such as 340,000."""
    unit = 10.0 ** (np.floor(np.log10(amount)) - 1)
    return float(round(np.ceil(amount / unit * (1 - ALMOST)) * unit, 6))


def next_line(line: float) -> float:
    """Return the next larger amount of two significant digits."""
    return two_digits_up(line * 1.001)


def _reached(lines: list[float], amounts: Floats, least: int) -> list[float]:
    """Lower rounded lines that too few reach by a step, where there is room for it."""
    kept = list(lines)
    for place in range(len(kept)):
        lower = readable_below(kept[place])
        few = len(amounts) - np.searchsorted(amounts, kept[place]) < least
        if few and (place == 0 or lower > kept[place - 1]):
            kept[place] = lower
    return kept


def _combinations(base: Draft) -> list[tuple[float, tuple[float, ...]]]:
    """All stretched sets of lines but the base's own, with their distance, nearest first."""
    choices = [
        sorted({_two_digits(line * factor) for factor in STRETCH if factor != 1} | {line})
        for line in base.lines
    ]
    logs = np.log(base.lines)
    sets = [
        (round(float(np.abs(np.log(lines) - logs).sum()), 9), lines)
        for lines in product(*choices)
        if lines != base.lines and all(np.diff(lines) > 0)
    ]
    return sorted(sets)


def _two_digits(amount: float) -> float:
    unit = 10.0 ** (np.floor(np.log10(amount)) - 1)
    return float(round(round(amount / unit) * unit, 6))


def _sizes(lane: Lane) -> Floats:
    """Customers per level at the end; unknown ones are in none."""
    level = lane.state.level
    return np.bincount(level[level >= 0], minlength=len(lane.ladder.codes)).astype(np.float64)


def _kept(sample: Sample, draft: Draft, window: int) -> Floats:
    """How many stand from each tier up for one whose amount reaches it; 1 where nobody does."""
    lane = sample.replayed(draft, window)
    raw = lane.ladder.raw(sample.metric[-1])
    factors = []
    for level in range(1, len(draft.levels)):
        reached = int((raw >= level).sum())
        standing = int((lane.state.level >= level).sum())
        factors.append(max(standing / reached, 1.0) if reached else 1.0)
    return np.asarray(factors)
