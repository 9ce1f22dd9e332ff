"""What demo bank to make: its size, its dates, its seed. Nothing here depends on the clock."""

from __future__ import annotations

import calendar
import zlib
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from data.problems import Problem

BLOCK_CUSTOMERS = 20_000
WARM_UP_MONTHS = 5
FEWEST_CUSTOMERS, MOST_CUSTOMERS = 100, 9_000_000
MOST_MONTHS, MOST_WEEKS = 120, 52
LAST_DATE = date(2026, 10, 31)


class SamplePlanImpossible(Problem):
    """A size or date no demo bank can have."""

    code = "E_SAMPLE_PLAN"
    message = "The demo bank cannot have {name} = {value}. Choose {low} to {high}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A demo bank. The same plan gives the same rows on any day.

    customers: everyone the bank ever knew in these months, 100 to 9,000,000.
    months: month-ends, 1 to 120; the last is `end`.
    weeks: Sundays up to `end` that are no month-ends, 0 to 52, besides the month-ends.
    """

    customers: int = 20_000
    months: int = 24
    weeks: int = 8
    seed: int = 20_261_031
    end: date = LAST_DATE

    def __post_init__(self) -> None:
        """Refuse what cannot be made.

        Raises:
            SamplePlanImpossible: a number out of its range, or an end that ends no month.
        """
        limits = {
            "customers": (self.customers, FEWEST_CUSTOMERS, MOST_CUSTOMERS),
            "months": (self.months, 1, MOST_MONTHS),
            "weeks": (self.weeks, 0, MOST_WEEKS),
            "seed": (self.seed, 0, 2**63 - 1),
            "end": (self.end, month_end(self.end), month_end(self.end)),
        }
        for name, (value, low, high) in limits.items():
            if not low <= value <= high:  # type: ignore[operator]
                raise SamplePlanImpossible(name=name, value=value, low=low, high=high)

    @property
    def months_made(self) -> tuple[date, ...]:
        """Month-ends that are simulated: some months before the first one shown, then those."""
        last = self.end.year * 12 + self.end.month - 1
        first = last - self.months - WARM_UP_MONTHS + 1
        return tuple(
            month_end(date(index // 12, index % 12 + 1, 1)) for index in range(first, last + 1)
        )

    @property
    def month_dates(self) -> tuple[date, ...]:
        """Month-ends that are shown, oldest first."""
        return self.months_made[WARM_UP_MONTHS:]

    @property
    def week_dates(self) -> tuple[date, ...]:
        """The last Sundays before `end` that are not month-ends, oldest first."""
        sunday = self.end - timedelta(days=(self.end.weekday() + 1) % 7)
        found: list[date] = []
        while len(found) < self.weeks and sunday > self.month_dates[0]:
            if sunday != month_end(sunday):
                found.append(sunday)
            sunday -= timedelta(days=7)
        return tuple(reversed(found))

    @property
    def blocks(self) -> tuple[range, ...]:
        """Customer numbers of each block; a block is made, written and forgotten at a time."""
        return tuple(
            range(start, min(start + BLOCK_CUSTOMERS, self.customers))
            for start in range(0, self.customers, BLOCK_CUSTOMERS)
        )

    @property
    def scale(self) -> float:
        """How large planted groups are, against the bank of 20,000: (0, 1]."""
        return min(1.0, self.customers / BLOCK_CUSTOMERS)

    def planted_count(self, full: int) -> int:
        """Return the size of a planted group that has `full` members in the bank of 20,000."""
        return max(1, round(full * self.scale))

    def rng(self, block: int, topic: str) -> np.random.Generator:
        """Return the random stream of one topic in one block, independent of all others."""
        key = (self.seed, block, zlib.crc32(topic.encode()))
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence(key)))


def month_end(day: date) -> date:
    """Return the last day of the month of `day`."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
