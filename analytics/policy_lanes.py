"""A set of tier rules moved through the months, counting what customers live through under it.

Arrays run over customers, whatever numbers them. A month is one step; who has no row in it keeps
level and count, who is closed starts anew. Pure numpy.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analytics.policy_draft import Draft
from data import rules
from data.rules import TierState

if TYPE_CHECKING:
    from data.rules import Flags, Floats, Ladder, Levels

WINDOW_MONTHS = 6
"""A move back in the other direction within so many months is a flap."""


@dataclass(slots=True, kw_only=True)
class Lane:
    """One draft's replay.

    `moves`: changes of level so far; `flaps`: moves in the direction opposite to the customer's
    previous one, at most `window` calendar months after it; `months`: months seen with a level;
    `steps`: of those, the months that could bring a move, because a level was known before;
    `held`: months in which the level stood above the raw one.
    `watched` and `above_raw` describe the last month.
    """

    draft: Draft
    ladder: Ladder
    window: int
    state: TierState
    moves: NDArray[np.uint16]
    flaps: NDArray[np.uint16]
    months: NDArray[np.uint16]
    steps: NDArray[np.uint16]
    held: NDArray[np.uint16]
    watched: Flags
    above_raw: Flags
    _direction: Levels = field(repr=False)
    _moved_in: NDArray[np.int32] = field(repr=False)

    @classmethod
    def of(cls, draft: Draft, size: int, window: int = WINDOW_MONTHS) -> Lane:
        """Return a lane before its first month, for `size` customers."""

        def counter() -> NDArray[np.uint16]:
            return np.zeros(size, dtype=np.uint16)

        return cls(
            draft=draft,
            ladder=draft.ladder(),
            window=window,
            state=TierState.empty(size),
            moves=counter(),
            flaps=counter(),
            months=counter(),
            steps=counter(),
            held=counter(),
            watched=np.zeros(size, dtype=np.bool_),
            above_raw=np.zeros(size, dtype=np.bool_),
            _direction=np.zeros(size, dtype=np.int8),
            _moved_in=np.zeros(size, dtype=np.int32),
        )

    def advance(self, metric: Floats, present: Flags, month: int) -> None:
        """Move on by one month.

        `metric` is NaN where absent or not known; `present` tells who has an open row; `month`
        counts calendar months, so that neighbours differ by one.
        """
        before = self.state.level
        outcome = rules.next_tier(self.state, metric, self.ladder)
        known = present & (before >= 0)
        self.steps += known
        self.months += present & (outcome.level >= 0)
        self.above_raw = (outcome.raw >= 0) & (outcome.raw < outcome.level)
        self.held += self.above_raw
        self.watched = outcome.watch
        self._count_moves(before, outcome.level, month)

    def close(self, rows: NDArray[np.int64]) -> None:
        """Forget where these customers stood: they are closed."""
        self.state.put(rows, TierState.empty(len(rows)))
        self._direction[rows] = 0

    def places(self) -> Levels:
        """Where everybody stands: the place among all tiers of the type, -1 unknown."""
        return self.draft.places()[self.state.level]

    def _count_moves(self, before: Levels, after: Levels, month: int) -> None:
        rows = np.flatnonzero((before != after) & (before >= 0))
        direction = np.sign(after[rows] - before[rows]).astype(np.int8)
        soon = month - self._moved_in[rows] <= self.window
        self.moves[rows] += 1
        self.flaps[rows] += (self._direction[rows] == -direction) & soon
        self._direction[rows] = direction
        self._moved_in[rows] = month
