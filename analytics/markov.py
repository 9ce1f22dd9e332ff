"""Where the levels lead if rates stay as they are: projection, long run, mobility.

Pure numpy. One period's counts give Q, each level's shares of levels after (who left is missing
from its rows), and b, who came per period: x after = x·Q + b. A scenario, not a forecast; its own
error on the past stands beside it (`back_test`). Source: domain model 3.7; Kemeny & Snell (1960);
mobility: Shorrocks (1978), Jafry & Schuermann (2004).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics import problems
from analytics.concentration import Floats

FEWEST_CUSTOMERS = 30
DRAWS = 400
SEED = 20_251_231
BAND = (0.025, 0.975)
NEARLY_ONE = 1 - 1e-9
DOUBLINGS = 60
"""2⁶⁰ periods: no bank's levels take longer to settle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transitions:
    """One period of k levels: who went where, left and came; whole customers.

    `stayed` k × k from row to column; `left` and `entered` k each. Left and entered hold whatever
    closes the books: in a branch also those transferred out and in.
    """

    levels: tuple[str, ...]
    stayed: Floats
    left: Floats
    entered: Floats

    @property
    def opening(self) -> Floats:
        """Customers per level at the start."""
        count: Floats = self.stayed.sum(axis=1) + self.left
        return count

    @property
    def closing(self) -> Floats:
        """Customers per level at the end."""
        count: Floats = self.stayed.sum(axis=0) + self.entered
        return count

    @property
    def shares(self) -> Floats:
        """Q, k × k: shares of the opening customers; rows end below 1 by who left."""
        return self.stayed / self.opening[:, None]

    @property
    def stayer_shares(self) -> Floats:
        """Shares among those who stayed customers; rows end at 1, NaN where nobody stayed."""
        among = self.stayed.sum(axis=1, keepdims=True)
        part: Floats = self.stayed / np.where(among > 0, among, np.nan)
        return part

    def enough(self) -> Transitions:
        """Return this when every level had 30 customers at the start.

        Raises:
            TooFewToProject: names the smallest level.
        """
        smallest = int(np.argmin(self.opening))
        if self.opening[smallest] < FEWEST_CUSTOMERS:
            raise problems.TooFewToProject(
                level=self.levels[smallest],
                count=int(self.opening[smallest]),
                needed=FEWEST_CUSTOMERS,
            )
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """Customers (steps + 1) × levels, row 0 the closing; `low` and `high` the 95 % band."""

    expected: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class LongRun:
    """Where the levels settle, and how many periods a customer of each still stays, k each.

    `low` and `high` are the ends of the 95 % band; NaN where it has no upper end, because at too
    many of the rates drawn some customers never leave.
    """

    count: Floats
    count_low: Floats
    count_high: Floats
    periods: Floats
    periods_low: Floats
    periods_high: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class BackTest:
    """What the period before would have said about the last one, per level.

    `error` expected − actual in customers, `error_share` of actual (NaN where that is 0);
    `unchanged_error`: the error of "as many as before"; `inside`: actual within low to high.
    """

    expected: Floats
    low: Floats
    high: Floats
    actual: Floats
    error: Floats
    error_share: Floats
    unchanged_error: Floats

    @property
    def inside(self) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        """Levels whose actual count lies in the band."""
        return (self.low <= self.actual) & (self.actual <= self.high)

    @property
    def total_error_share(self) -> float:
        """Σ|error| of all levels as a share of the actual customers."""
        return float(np.abs(self.error).sum() / self.actual.sum())


def projection(
    transitions: Transitions, steps: int, *, draws: int = DRAWS, seed: int = SEED
) -> Projection:
    """Return the customers per level after 0 to `steps` more periods at the same rates.

    `expected` is x·Q + b step by step from the closing. The band holds both what we do not know
    about the rates (each row drawn again as a multinomial, inflow as Poisson) and what may happen
    at those rates (customers move one by one). Same seed, same band.

    Raises:
        TooFewToProject: a level with fewer than 30 customers at the start.
    """
    shares = transitions.enough().shares
    expected = [transitions.closing]
    for _ in range(steps):
        expected.append(expected[-1] @ shares + transitions.entered)
    chance = np.random.default_rng(seed)
    rates, inflow = _drawn(transitions, draws, chance)
    customers = np.tile(transitions.closing.astype(np.int64), (draws, 1))
    paths = [customers]
    for _ in range(steps):
        moved = chance.multinomial(customers, rates)[..., :-1]
        customers = moved.sum(axis=1) + chance.poisson(inflow)
        paths.append(customers)
    low, high = np.quantile(np.stack(paths), BAND, axis=1)
    return Projection(expected=np.stack(expected), low=low, high=high)


def long_run(transitions: Transitions, *, draws: int = DRAWS, seed: int = SEED) -> LongRun:
    """Return where the levels settle, b(I − Q)⁻¹, and the periods left, row sums of (I − Q)⁻¹.

    The periods left include the present one: a customer who leaves at once counts 1. The band
    draws the rates and the inflow again.

    Raises:
        TooFewToProject: a level with fewer than 30 customers at the start.
        NoLongRun: nobody leaves some levels for good (spectral radius of Q not below 1).
    """
    shares = transitions.enough().shares
    if _radius(shares) >= NEARLY_ONE:
        raise problems.NoLongRun
    count, periods = _settled(shares, transitions.entered)
    rates, inflow = _drawn(transitions, draws, np.random.default_rng(seed))
    drawn = rates[..., :-1]
    leaves = _radius(drawn) < NEARLY_ONE
    found = np.full((2, draws, len(count)), np.inf)
    found[:, leaves] = _settled(drawn[leaves], inflow[leaves])
    ends = np.quantile(found, BAND, axis=1, method="inverted_cdf")
    (count_low, periods_low), (count_high, periods_high) = np.where(np.isinf(ends), np.nan, ends)
    return LongRun(
        count=count,
        count_low=count_low,
        count_high=count_high,
        periods=periods,
        periods_low=periods_low,
        periods_high=periods_high,
    )


def _drawn(
    transitions: Transitions, draws: int, chance: np.random.Generator
) -> tuple[Floats, Floats]:
    """Rates (draws × k × k+1, the last column who leaves) and inflows (draws × k) drawn again."""
    opening = transitions.opening
    seen = np.column_stack([transitions.shares, transitions.left / opening])
    size = (draws, len(opening))
    again = chance.multinomial(opening.astype(np.int64), seen, size=size)
    inflow = chance.poisson(transitions.entered, size=size)
    return again / opening[:, None], inflow.astype(np.float64)


def _radius(shares: Floats) -> Floats:
    """The spectral radius of one matrix or of each in a stack."""
    radius: Floats = np.abs(np.linalg.eigvals(shares)).max(axis=-1)
    return radius


def _settled(shares: Floats, inflow: Floats) -> tuple[Floats, Floats]:
    """Customers per level in the long run, and periods left; stacks of both in the same way."""
    inverse = np.linalg.inv(np.eye(shares.shape[-1]) - shares)
    return (inflow[..., None, :] @ inverse)[..., 0, :], inverse.sum(axis=-1)


def settled_shares(transitions: Transitions) -> Floats:
    """Return the shares of the levels that stayers settle at, k, ending at 1.

    The stationary distribution of the stayers' shares. Where there are several (levels that never
    mix), the one the closing customers tend to. NaN if nobody stayed of some level.
    """
    shares = transitions.stayer_shares
    if np.isnan(shares).any():
        return np.full(len(shares), np.nan)
    # half waiting, half moving settles at the same place and cannot swing for ever
    lazy = (shares + np.eye(len(shares))) / 2
    for _ in range(DOUBLINGS):
        lazy = lazy @ lazy
        lazy /= lazy.sum(axis=1, keepdims=True)
    closing = transitions.closing
    settled: Floats = closing / closing.sum() @ lazy
    return settled


def mobility(transitions: Transitions) -> float:
    """Return Shorrocks' mobility of the stayers, (k − trace) ÷ (k − 1).

    0: nobody changes level; 1: the level after says nothing about the level before. NaN with
    one level, or if nobody stayed of some level.
    """
    shares = transitions.stayer_shares
    k = len(shares)
    return float((k - np.trace(shares)) / (k - 1)) if k > 1 else np.nan


def singular_mobility(transitions: Transitions) -> float:
    """Return Jafry & Schuermann's mobility: the mean singular value of stayers' shares − I.

    0: nobody changes level. Unlike the trace it sees how far customers move. NaN if nobody
    stayed of some level.
    """
    away = transitions.stayer_shares - np.eye(len(transitions.levels))
    if np.isnan(away).any():
        return np.nan
    return float(np.linalg.svd(away, compute_uv=False).mean())


def back_test(
    earlier: Transitions, later: Transitions, *, draws: int = DRAWS, seed: int = SEED
) -> BackTest:
    """Project one step from the earlier period and hold it against the end of the later one.

    Both have the same levels, and the earlier ends where the later starts.

    Raises:
        TooFewToProject: a level with fewer than 30 customers at the earlier start.
    """
    step = projection(earlier, 1, draws=draws, seed=seed)
    expected, actual = step.expected[1], later.closing
    error = expected - actual
    return BackTest(
        expected=expected,
        low=step.low[1],
        high=step.high[1],
        actual=actual,
        error=error,
        error_share=error / np.where(actual > 0, actual, np.nan),
        unchanged_error=earlier.closing - actual,
    )
