"""One regime's tier of every customer, moved on month by month.

Arrays of a date follow its rows; a state is indexed by customer_key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from data import rules
from data.policy import CUSTOMER_TYPES
from data.rules import TierMonth, TierState

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from data.policy import Regime
    from data.rules import Ladder


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What a tier is judged by: the rows of one date, and their amounts by metric, NaN unknown.

    `kind` is the customer type's place in the policy's list, -1 unknown.
    """

    key: NDArray[np.int32]
    kind: NDArray[np.int8]
    is_open: NDArray[np.bool_]
    aum: NDArray[np.float64]
    contribution_ttm: NDArray[np.float64]

    def metric(self, name: str) -> NDArray[np.float64]:
        """Return the amounts a ladder measures; the trailing year has two names."""
        return self.aum if name == "aum_mavg" else self.contribution_ttm

    def raw(self, scheme: str, regime: Regime) -> NDArray[np.int8]:
        """Return each row's level by its own amount alone; -1 unknown."""
        level = np.full(len(self.key), -1, dtype=np.int8)
        for number, name in enumerate(CUSTOMER_TYPES):
            ladder = regime.ladder(scheme, name)
            own = np.flatnonzero(self.kind == number)
            level[own] = ladder.raw(self.metric(ladder.metric)[own])
        return level


@dataclass(slots=True, kw_only=True)
class Replay:
    """Where each customer stands after a month-end under one regime."""

    regime: Regime
    state: TierState

    @classmethod
    def empty(cls, regime: Regime, size: int) -> Replay:
        """Return the replay before the first month."""
        return cls(regime=regime, state=TierState.empty(size))

    def grow(self, size: int) -> None:
        """Make room for customers added since."""
        fresh = TierState.empty(size - len(self.state.level))
        self.state = TierState(
            level=np.append(self.state.level, fresh.level),
            below=np.append(self.state.below, fresh.below),
            peak=np.append(self.state.peak, fresh.peak),
        )

    def advance(self, rows: Rows) -> TierMonth:
        """Move on by a month-end and return its rows' tiers; who closed is forgotten."""
        month = unknown_tiers(len(rows.key))
        for number, ladder in tier_ladders(self.regime).items():
            own = np.flatnonzero((rows.kind == number) & rows.is_open)
            keys = rows.key[own].astype(np.int64)
            state = self.state.take(keys)
            outcome = rules.next_tier(state, rows.metric(ladder.metric)[own], ladder)
            self.state.put(keys, state)
            month.level[own], month.raw[own] = outcome.level, outcome.raw
            month.below[own], month.watch[own] = outcome.below, outcome.watch
        closed = rows.key[~rows.is_open].astype(np.int64)
        self.state.put(closed, TierState.empty(len(closed)))
        return month


def tier_ladders(regime: Regime) -> dict[int, Ladder]:
    """Return the TIER ladders by the customer type's place in the policy's list."""
    return {number: regime.ladder("TIER", name) for number, name in enumerate(CUSTOMER_TYPES)}


def level_codes(regime: Regime, scheme: str) -> dict[int, tuple[str, ...]]:
    """Return a scheme's codes, ascending, by the customer type's place in the policy's list."""
    return {number: regime.ladder(scheme, name).codes for number, name in enumerate(CUSTOMER_TYPES)}


def all_codes(regime: Regime) -> list[str]:
    """Return the tier codes of all customer types, in a fixed order."""
    return sorted({code for ladder in tier_ladders(regime).values() for code in ladder.codes})


def own_levels(regime: Regime, kind: NDArray[np.int8], place: NDArray[np.int8]) -> NDArray[np.int8]:
    """Turn places in `all_codes` into levels of each customer type's ladder; -1 unknown."""
    codes = all_codes(regime)
    level = np.full((len(CUSTOMER_TYPES) + 1, len(codes) + 1), -1, dtype=np.int8)
    for number, ladder in tier_ladders(regime).items():
        for own, code in enumerate(ladder.codes):
            level[number, codes.index(code)] = own
    return np.asarray(level[kind, place])


def unknown_tiers(count: int) -> TierMonth:
    """Return tiers of rows nothing is known of, to be filled in."""
    return TierMonth(
        level=np.full(count, -1, dtype=np.int8),
        raw=np.full(count, -1, dtype=np.int8),
        below=np.zeros(count, dtype=np.int8),
        watch=np.zeros(count, dtype=np.bool_),
    )
