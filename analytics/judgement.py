"""Is a change more than normal variation? Pure rules over intervals, history and single moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from analytics.concentration import Floats
from analytics.intervals import Change
from data.contract import MEASURES

Verdict = Literal["up", "down", "normal", "few", "one_large", "undefined"]

SIGNIFICANCE = 0.05
ENOUGH_PERIODS = 8
YIELD_OF_BALANCE = 0.01
HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What makes a change worth a word.

    `materiality`: the smallest change of a share (0–1), or of an amount as part of what it was,
    that matters; `min_cell`: fewest customers for a verdict; `big_move`: one customer's change of
    balance that is a finding by itself, in the release's currency; for contribution a hundredth
    of it, about what such a balance earns in a year.
    """

    materiality: float = 0.005
    min_cell: float = 10
    big_move: float = 1_000_000.0

    @classmethod
    def of(cls, parameters: Mapping[str, float]) -> Judgement:
        """The judgement of a bank's own parameters, by their names; others stay as shipped."""
        names = ("materiality", "min_cell", "big_move")
        return cls(**{name: parameters[name] for name in names if name in parameters})

    def big_move_of(self, measure: str) -> float:
        """The single move that is a finding, for a measure."""
        flow = MEASURES[measure].nature == "flow"
        return self.big_move * YIELD_OF_BALANCE if flow else self.big_move


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The changes of one metric in earlier periods of the same grain, oldest first."""

    changes: Floats

    @property
    def range(self) -> tuple[float, float] | None:
        """The middle 95 % of them; None with fewer than 8."""
        if len(self.changes) < ENOUGH_PERIODS:
            return None
        low, high = np.quantile(self.changes, [0.025, 0.975])
        return float(low), float(high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The three tests a change must pass to be unusual."""

    significant: bool
    material: bool
    beyond_history: bool | None

    @classmethod
    def of(
        cls, change: Change, p_adjusted: float, *, smallest: float, history: History
    ) -> Evidence:
        """The tests of a change; `smallest` is the least that is material, in its units."""
        limits = history.range
        return cls(
            significant=p_adjusted < SIGNIFICANCE,
            material=abs(change.change) > smallest,
            beyond_history=None if limits is None else not limits[0] <= change.change <= limits[1],
        )

    @property
    def unusual(self) -> bool:
        """Significant, material, and not within what earlier periods showed."""
        return self.significant and self.material and self.beyond_history is not False


def verdict_on(change: Change, tests: Evidence, *, few: bool, big: bool) -> Verdict:
    """Return a change in one word: too few customers first, then one large customer.

    `big`: the largest single move is a finding by itself. It gives the verdict when the change
    is material and at least half of it is that customer's, in its direction.
    """
    if few:
        return "few"
    part = change.largest_part
    alone = part * change.change > 0 and abs(part) >= HALF * abs(change.change)
    if big and alone and tests.material:
        return "one_large"
    if not tests.unusual:
        return "normal"
    return "up" if change.change > 0 else "down"
