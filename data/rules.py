"""The rules of a row, in numpy alone: contribution, tier with protection period, score, RFM.

Arrays run over customers; a month is one step. Money is in the release's currency, rates are
decimals a year. A missing number is NaN, a missing code or level is -1. Methods: contribution
with funds transfer prices; a tier rises at once and falls after `hold` months below its line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Levels = NDArray[np.int8]

DAYS_A_YEAR = 365
MONTHS_A_YEAR = 12
AMOUNT_DECIMALS = 6
NEAR_SHARE = 0.9
BLOCK = 32_768
"""Amounts judged at a time: few enough to stay in a core's cache."""

VALID_IDLE_DAYS = 180

AUM_POINTS = ((10_000.0, 50_000.0, 300_000.0, 1_000_000.0), (0.0, 20.0, 50.0, 80.0, 100.0))
CONTRIBUTION_POINTS = ((0.0, 300.0, 2_000.0, 10_000.0), (0.0, 20.0, 50.0, 80.0, 100.0))
CREDIT_POINTS = (100.0, 75.0, 50.0, 0.0)
SCORE_WEIGHTS = (0.4, 0.4, 0.2)
RECENCY_DAYS = (7, 30, 90, 180)
FREQUENCY_COUNTS = (1, 6, 12, 30)
AUM_CLASSES = (10_000.0, 50_000.0, 300_000.0, 1_000_000.0)
GRADE_TOP, GRADE_HIGH, GRADE_SIGNALS = 80.0, 60.0, 2
GRADES = ("general", "potential", "high", "top")
ACTIVITIES = ("dormant", "underused", "active")


def deposit_income(balance: Floats, ftp: float, rate_paid: float, days: int) -> Floats:
    """Return what deposits earn over `days`: balance x (transfer price - rate paid)."""
    return np.asarray(balance * (ftp - rate_paid) * days / DAYS_A_YEAR)


def loan_income(balance: Floats, rate: float, ftp: float, days: int) -> Floats:
    """Return what loans earn over `days`: balance x (rate - transfer price)."""
    return np.asarray(balance * (rate - ftp) * days / DAYS_A_YEAR)


def expected_loss(exposure: Floats, pd: float, lgd: float, days: int) -> Floats:
    """Return the expected loss over `days` of an exposure."""
    return np.asarray(exposure * pd * lgd * days / DAYS_A_YEAR)


def estimated_contribution(
    balances: Mapping[str, Floats],
    rates: Mapping[str, float],
) -> Floats:
    """Return one month's contribution per customer from balances, rounded once to 6 decimals.

    `balances` has demand, time, wealth and loan (monthly averages, NaN counts as none);
    `rates` are the parameters in force.
    """
    loan_margin = rates["rate_loan"] - rates["ftp_loan"] - rates["pd"] * rates["lgd"]
    yearly = np.nan_to_num(balances["demand"]) * (rates["ftp_demand"] - rates["rate_demand"])
    yearly += np.nan_to_num(balances["time"]) * (rates["ftp_time"] - rates["rate_time"])
    yearly += np.nan_to_num(balances["wealth"]) * rates["wealth_fee"]
    yearly += np.nan_to_num(balances["loan"]) * loan_margin
    month = yearly / MONTHS_A_YEAR - rates["cost_base_month"]
    return np.asarray(np.round(month, AMOUNT_DECIMALS))


def contribution_from_parts(parts: Mapping[str, Floats]) -> Floats:
    """Return contribution = deposit and loan income + fees - cost to serve - expected loss.

    A part that is NaN counts as none.
    """
    income = np.nan_to_num(parts["nii_deposit"]) + np.nan_to_num(parts["nii_loan"])
    income += np.nan_to_num(parts["fee_income"])
    income -= np.nan_to_num(parts["cost_to_serve"])
    income -= np.nan_to_num(parts["expected_loss"])
    return np.round(income, AMOUNT_DECIMALS)


def economic_capital(exposure: Floats, risk_weight: float, capital_ratio: float) -> Floats:
    """Return the capital an exposure ties up: exposure x risk weight x capital ratio."""
    return np.asarray(exposure * risk_weight * capital_ratio)


def return_on_capital(contribution: Floats, capital: Floats, tax: float) -> Floats:
    """Return RAROC after tax, a share of capital; NaN without capital, never zero or infinite."""
    earned = contribution * (1 - tax)
    share = np.divide(earned, capital, out=np.full(len(capital), np.nan), where=capital > 0)
    return np.asarray(share)


def economic_value_added(
    contribution: Floats, capital: Floats, *, tax: float, hurdle: float
) -> Floats:
    """Return EVA: contribution after tax less the hurdle rate on capital."""
    return np.asarray(contribution * (1 - tax) - capital * hurdle)


def trailing_sum(window: NDArray[np.int64], month_count: int) -> NDArray[np.int64]:
    """Scale a sum over `month_count` month snapshots to twelve months, in whole micro-units.

    Exact for twelve; fewer are annualised x12/k and rounded half to even.
    """
    if month_count == MONTHS_A_YEAR:
        return window
    whole, rest = np.divmod(window, month_count)
    return whole * MONTHS_A_YEAR + np.rint(rest * MONTHS_A_YEAR / month_count).astype(np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The levels of one scheme for one customer type at one date, ascending.

    `bounds[0]` is minus infinity; a bound is inclusive. `hold` is months below the line before
    a level is lost, `watch` from which of them on the customer is watched; `window_max` whether
    the level then falls to the best month of that window.
    """

    codes: tuple[str, ...]
    bounds: tuple[float, ...]
    hold: tuple[int, ...]
    watch: tuple[int, ...]
    window_max: tuple[bool, ...]
    metric: str

    def raw(self, metric: Floats) -> Levels:
        """Return the highest level whose bound the metric reaches; -1 where it is NaN."""
        levels = np.empty(len(metric), dtype=np.int8)
        reached = np.empty(min(len(metric), BLOCK), dtype=np.bool_)
        for start in range(0, len(metric), BLOCK):
            amounts, place = metric[start : start + BLOCK], levels[start : start + BLOCK]
            flags = reached[: len(amounts)]
            np.equal(amounts, amounts, out=flags)
            np.subtract(flags.view(np.int8), 1, out=place)
            for bound in self.bounds[1:]:
                np.greater_equal(amounts, bound, out=flags)
                place += flags.view(np.int8)
        return levels


@dataclass(slots=True, kw_only=True)
class TierState:
    """Where each customer stands after a month: level, months below the line, their best metric."""

    level: Levels
    below: Levels
    peak: Floats

    @classmethod
    def empty(cls, count: int) -> TierState:
        """Return the state of customers never seen."""
        return cls(
            level=np.full(count, -1, dtype=np.int8),
            below=np.zeros(count, dtype=np.int8),
            peak=np.full(count, -np.inf),
        )

    def take(self, rows: NDArray[np.int64]) -> TierState:
        """Return a copy for some customers."""
        return TierState(level=self.level[rows], below=self.below[rows], peak=self.peak[rows])

    def put(self, rows: NDArray[np.int64], state: TierState) -> None:
        """Write back the state of some customers."""
        self.level[rows] = state.level
        self.below[rows] = state.below
        self.peak[rows] = state.peak


@dataclass(frozen=True, slots=True, kw_only=True)
class TierMonth:
    """One month's outcome: level and raw level (-1 unknown), months below, on watch or not."""

    level: Levels
    raw: Levels
    below: Levels
    watch: Flags


def next_tier(state: TierState, metric: Floats, ladder: Ladder) -> TierMonth:
    """Move `state` one month on, in place, and return that month.

    A NaN metric (no row this month) keeps level and count. Few customers are below their line
    in any month, so only theirs are looked at one by one: 3 ms for a million customers.
    """
    raw = ladder.raw(metric)
    held = state.level
    seen = raw >= 0
    rows = np.flatnonzero(seen & (raw < held))
    recovered = np.flatnonzero(seen & (state.below > 0))
    level = np.where(seen, raw, held)
    below = np.where(seen, np.int8(0), state.below)
    watch = np.zeros(len(metric), dtype=np.bool_)
    was, count, peak = held[rows], state.below[rows] + np.int8(1), state.peak[rows]
    peak = np.fmax(peak, metric[rows])
    due = count >= np.asarray(ladder.hold, dtype=np.int8)[was]
    to_peak = due & np.asarray(ladder.window_max)[was]
    fallen_to = np.where(due, raw[rows], was)
    fallen_to[to_peak] = ladder.raw(peak[to_peak])
    level[rows] = fallen_to
    below[rows] = np.where(due, np.int8(0), count)
    watch[rows] = ~due & (count >= np.asarray(ladder.watch, dtype=np.int8)[was])
    state.peak[recovered] = -np.inf
    state.peak[rows] = np.where(due, -np.inf, peak)
    state.level, state.below = level, below
    return TierMonth(level=level, raw=raw, below=below, watch=watch)


def replayed_tiers(
    metric: Floats,
    ladders: Sequence[Ladder],
    state: TierState | None = None,
) -> list[TierMonth]:
    """Replay customers x months (`metric`, NaN where absent), one ladder per month.

    Starts from `state` (moved on in place) or from nothing.
    """
    current = TierState.empty(metric.shape[0]) if state is None else state
    return [next_tier(current, metric[:, month], ladder) for month, ladder in enumerate(ladders)]


def near_next_bound(metric: Floats, ladder: Ladder) -> Flags:
    """Whether the metric is at least 90 % of the next level's bound and below it."""
    near = np.zeros(len(metric), dtype=np.bool_)
    for bound in ladder.bounds[1:]:
        near |= (metric >= NEAR_SHARE * bound) & (metric < bound)
    return near


def has_business(aum: Floats, loan: Floats, idle_days: Floats, *, valid_aum: float) -> Flags:
    """Whether customers do business with the bank; who does and is open is valid.

    Assets of at least `valid_aum`, or a loan, or a transaction of their own within 180 days. NaN
    is unknown and counts for nothing. Source: domain model 3.5.
    """
    return np.asarray((aum >= valid_aum) | (loan > 0) | (idle_days <= VALID_IDLE_DAYS))


def value_scores(aum: Floats, contribution_ttm: Floats, credit: Levels) -> Floats:
    """Return the value score, 0 to 100; `credit` is 0 for A to 3 for D, -1 missing.

    Weights of missing parts are shared out among the others; NaN when all are missing.
    """
    aum_part = _points(aum, AUM_POINTS)
    contribution_part = _points(contribution_ttm, CONTRIBUTION_POINTS)
    contribution_part[contribution_ttm == 0] = 0.0
    credit_part = np.asarray((*CREDIT_POINTS, np.nan))[credit]
    total = np.zeros(len(aum))
    weight = np.zeros(len(aum))
    parts = (aum_part, contribution_part, credit_part)
    for part, share in zip(parts, SCORE_WEIGHTS, strict=True):
        known = ~np.isnan(part)
        total += share * np.where(known, part, 0.0)
        weight += share * known
    score = np.divide(total, weight, out=np.full(len(aum), np.nan), where=weight > 0)
    return np.asarray(np.round(score, 9))


def grades(score: Floats, signals: Levels) -> Levels:
    """Return the GRADE level, an index into `GRADES`; -1 where the score is NaN.

    `signals` counts high income, family stage, growth, money elsewhere and near-threshold.
    """
    level = (signals >= GRADE_SIGNALS).astype(np.int8)
    level[score >= GRADE_HIGH] = 2
    level[score >= GRADE_TOP] = 3
    level[np.isnan(score)] = -1
    return level


def activity_levels(
    idle_days: Floats,
    count_90d: Floats,
    open_days: Floats,
    *,
    dormant_days: float,
    active_count: float,
) -> Levels:
    """Return the ACT3 level, an index into `ACTIVITIES`.

    `idle_days` since the last customer-initiated transaction, NaN if there never was one;
    then a customer open longer than `dormant_days` is dormant. Active beats underused.
    """
    level = np.ones(len(idle_days), dtype=np.int8)
    level[count_90d >= active_count] = 2
    idle = np.where(np.isnan(idle_days), open_days, idle_days)
    level[idle > dormant_days] = 0
    return level


def rfm_codes(idle_days: Floats, count_90d: Floats, aum: Floats) -> NDArray[np.int16]:
    """Return recency, frequency and money as one three-digit number, 111 to 555.

    A customer who never transacted scores 1 on recency; NaN counts score 1.
    """
    recency = 5 - np.searchsorted(RECENCY_DAYS, np.nan_to_num(idle_days, nan=1e9), side="left")
    frequency = 1 + np.searchsorted(FREQUENCY_COUNTS, np.nan_to_num(count_90d), side="right")
    money = 1 + np.searchsorted(AUM_CLASSES, np.nan_to_num(aum), side="right")
    return (recency * 100 + frequency * 10 + money).astype(np.int16)


def _points(
    value: Floats,
    scale: tuple[tuple[float, ...], tuple[float, ...]],
) -> Floats:
    bounds, points = scale
    place = np.searchsorted(bounds, value, side="right")
    return np.where(np.isnan(value), np.nan, np.asarray(points)[place])
