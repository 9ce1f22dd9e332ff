"""Which counts and sums of a scan are worth a word? Two gates: unusual in rate, material in money.

Pure: small tables in, verdicts out. A rate is set against the same rate of earlier periods taken
together; all rates of a scan are one Benjamini-Yekutieli family (2001), so that a scan of a quiet
bank seldom names any. Over-dispersion: Spiegelhalter (2005), Wedderburn (1974).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.concentration import Counts, Floats
from analytics.discoveries import FALSE_SHARE, false_discovery
from analytics.distributions import incomplete_beta
from analytics.judgement import ENOUGH_PERIODS, Judgement
from analytics.rates import (
    FEWEST_EXPECTED,
    WINSORISED,
    WINSORISED_MEAN,
    Tally,
    change_scores,
    dispersion,
    ratio,
    wilson,
)

SAME_AS_YEAR_AGO = 0.05
FEWEST_PERIODS = 3
"""With fewer earlier periods a rate is not judged: nobody knows how much it moves by itself."""

FEWEST_SCORES = 20
"""A group with fewer scores of earlier rates shares the dispersion of all groups together."""

BALANCE_SHARE = 0.01
"""Money is material from this share of the balance it is part of, and from `big_move`."""

RANGE = 3 * 1.4826
"""How many median distances from the median growths usually reach: three standard deviations."""

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Rates of the period judged and of earlier ones: one entry per rate.

    earlier: rates × periods, oldest first. year_ago: the same period a year before, n 0 where
    unknown. smallest: the least difference that matters, shares. groups: rates that share how
    much they vary by more than chance.
    """

    now: Tally
    earlier: Tally
    year_ago: Tally
    smallest: Floats
    groups: Sequence[Hashable]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Balances at the start of a period and what became of them: one entry per place.

    earlier_opening, earlier_change: places × periods. whole: the balance a place is part of.
    year_growth: the growth of the same period a year ago, NaN where unknown.
    """

    opening: Floats
    change: Floats
    earlier_opening: Floats
    earlier_change: Floats
    year_growth: Floats
    whole: Floats


def judged_rates(rates: Rates, judgement: Judgement | None = None) -> pd.DataFrame:
    """Judge all rates of a scan together.

    A rate is unusual when it differs from the earlier periods taken together significantly in the
    family of the scan (5 % of those named may be false), by more than matters, lies outside the
    middle 95 % of 8 or more earlier periods, and a year ago was not the same: a season that
    returns is no news. z is divided by the root of the dispersion, and read as Student's t of as
    many degrees as there were scores to estimate it from.

    Returns:
        One row per rate, in the order given: customer_count, n, rate, rate_low, rate_high (Wilson,
        95 %), usual_rate, expected_count, excess_count, rate_year, history_low, history_high (null
        with fewer than 8 periods), history_count, dispersion, p_value, p_adjusted (null: not
        tested, fewer than `min_cell` customers or 3 periods, or nobody ever moved), unusual.
    """
    judgement = judgement or Judgement()
    now, pooled = rates.now, _flat(rates.earlier.pooled())
    known = rates.earlier.n >= max(judgement.min_cell, 1)
    periods = known.sum(axis=1)
    factor, degrees = _dispersions(rates.earlier, rates.groups)
    tested = (now.n >= max(judgement.min_cell, 1)) & (periods >= FEWEST_PERIODS)
    scores = change_scores(now.where(tested), pooled.where(tested))
    p = np.full(len(now.n), np.nan)
    p[tested] = _student(scores / np.sqrt(factor[tested]), degrees[tested])
    adjusted = false_discovery(p)
    usual = pooled.rate
    low, high = _ends(rates.earlier.rate, known & (periods >= ENOUGH_PERIODS)[:, None])
    material = np.abs(now.rate - usual) > rates.smallest
    inside = (now.rate >= low) & (now.rate <= high)
    season = _as_year_ago(rates, usual, factor, judgement)
    ends = wilson(now.count, now.n)
    return pd.DataFrame(
        {
            "customer_count": now.count.astype(np.int64),
            "n": now.n.astype(np.int64),
            "rate": now.rate,
            "rate_low": ends[0],
            "rate_high": ends[1],
            "usual_rate": usual,
            "expected_count": usual * now.n,
            "excess_count": now.count - usual * now.n,
            "rate_year": rates.year_ago.rate,
            "history_low": low,
            "history_high": high,
            "history_count": periods,
            "dispersion": factor,
            "p_value": p,
            "p_adjusted": adjusted,
            "unusual": (adjusted <= FALSE_SHARE) & material & ~inside & ~season,
        }
    )


def judged_sums(sums: Sums, judgement: Judgement | None = None) -> pd.DataFrame:
    """Judge what became of balances.

    The usual growth is the median of earlier periods, or that of a year ago where it is nearer: a
    season that returns is no news. Money is material when the change beyond it reaches `big_move`
    and 1 % of the balance it is part of, and the growth lies outside the usual range: the median
    and three robust standard deviations (1.4826 times the median distance from it) either way, so
    that one wild month does not excuse the next. No range with fewer than 3 earlier periods.

    Returns:
        One row per place: value_before, value_after, change, expected_change, excess_change,
        threshold, growth, growth_low, growth_high (null with fewer than 3 periods), material.
    """
    judgement = judgement or Judgement()
    growth = ratio(sums.change, np.maximum(sums.opening, 0))
    past = ratio(sums.earlier_change, np.maximum(sums.earlier_opening, 0))
    enough = (~np.isnan(past)).sum(axis=1) >= FEWEST_PERIODS
    usual, low, high = (np.full(len(growth), np.nan) for _ in range(3))
    if enough.any():
        usual[enough] = np.nanmedian(past[enough], axis=1)
        away = np.nanmedian(np.abs(past[enough] - usual[enough, None]), axis=1)
        low[enough] = usual[enough] - RANGE * away
        high[enough] = usual[enough] + RANGE * away
    usual = _nearer(growth, np.nan_to_num(usual), sums.year_growth)
    expected = np.nan_to_num(usual * np.maximum(sums.opening, 0))
    excess = sums.change - expected
    threshold = np.maximum(judgement.big_move, BALANCE_SHARE * np.abs(sums.whole))
    inside = (growth >= low) & (growth <= high)
    return pd.DataFrame(
        {
            "value_before": sums.opening,
            "value_after": sums.opening + sums.change,
            "change": sums.change,
            "expected_change": expected,
            "excess_change": excess,
            "threshold": threshold,
            "growth": growth,
            "growth_low": low,
            "growth_high": high,
            "material": (np.abs(excess) >= threshold) & ~inside,
        }
    )


def _nearer(growth: Floats, usual: Floats, year: Floats) -> Floats:
    """The usual growth, or a year ago's where it is nearer; what lies between both is usual."""
    other = np.where(np.isnan(year), usual, year)
    ends = np.minimum(usual, other), np.maximum(usual, other)
    return np.where(np.isnan(growth), usual, np.clip(growth, *ends))


def _flat(tally: Tally) -> Tally:
    """A tally of one period without that axis."""
    return Tally(count=tally.count[:, 0], n=tally.n[:, 0], against=tally.minus[:, 0])


def _ends(rates: Floats, known: Flags) -> tuple[Floats, Floats]:
    """The middle 95 % of the known rates of each row, NaN where none is."""
    low, high = _row_quantiles(np.where(known, rates, np.nan), (0.025, 0.975))
    return low, high


def _row_quantiles(values: Floats, shares: Sequence[float]) -> list[Floats]:
    """Each row's quantiles of what is not NaN, linear between values; NaN where all are.

    All rows at once: numpy's own of values with NaN goes row by row.
    """
    if not values.shape[1]:
        return [np.full(len(values), np.nan) for _ in shares]
    ordered = np.sort(values, axis=1)
    known = (~np.isnan(values)).sum(axis=1)
    found = []
    for share in shares:
        place = np.maximum(known - 1, 0) * share
        below = np.floor(place).astype(np.int64)
        above = np.minimum(below + 1, np.maximum(known - 1, 0))
        ends = [np.take_along_axis(ordered, at[:, None], axis=1)[:, 0] for at in (below, above)]
        found.append(ends[0] + (ends[1] - ends[0]) * (place - below))
    return found


def _as_year_ago(rates: Rates, usual: Floats, factor: Floats, judgement: Judgement) -> Flags:
    """Whether a year ago, taken alone, does not contradict the rate; False where unknown."""
    now, year = rates.now, rates.year_ago
    judged = np.minimum(now.n, year.n) >= max(judgement.min_cell, 1)
    z = np.zeros(len(now.n))
    z[judged] = change_scores(now.where(judged), year.where(judged)) / np.sqrt(factor[judged])
    away = np.sign(now.rate - year.rate) == np.sign(now.rate - usual)
    differs = (_student(z, np.full(len(z), np.inf)) < SAME_AS_YEAR_AGO) & away
    return np.asarray(judged & ~differs)


def _student(z: Floats, degrees: Floats) -> Floats:
    """Two-sided p-values of Student's t; the normal's with very many degrees."""
    many = np.minimum(degrees, 1e6)
    known = ~np.isnan(z)
    p = np.full(z.shape, np.nan)
    square = z[known] ** 2
    p[known] = incomplete_beta(many[known] / 2, 0.5, many[known] / (many[known] + square))
    return p


def _dispersions(earlier: Tally, groups: Sequence[Hashable]) -> tuple[Floats, Floats]:
    """Per rate the dispersion of earlier rates, at least 1, and the degrees it rests on.

    That of its group; rare moves give no scores and count as chance alone, with no more degrees
    than periods but one. Where the rate's own is known of 8 or more periods and larger, its own
    with its few degrees: a branch that is always restless does not become news.
    """
    z = _scores_around_mean(earlier)
    places: dict[Hashable, list[int]] = {}
    for place, group in enumerate(groups):
        places.setdefault(group, []).append(place)
    overall, everything = dispersion(z), int((~np.isnan(z)).sum())
    periods = np.maximum((earlier.n > 0).sum(axis=1), 2)
    factor, degrees = np.ones(len(z)), np.ones(len(z))
    for lines in places.values():
        scores = int((~np.isnan(z[lines])).sum())
        enough = scores >= FEWEST_SCORES
        factor[lines] = dispersion(z[lines]) if enough else overall
        degrees[lines] = np.maximum(scores if enough else everything, periods[lines] - 1)
    known = (~np.isnan(z)).sum(axis=1)
    own = np.where(known >= ENOUGH_PERIODS, _row_dispersions(z), 1.0)
    restless = own > factor
    degrees = np.where(restless, np.minimum(degrees, known - 1), degrees)
    return np.where(restless, own, factor), degrees


def _row_dispersions(z: Floats) -> Floats:
    """`analytics.rates.dispersion` of each row."""
    low, high = _row_quantiles(z, (WINSORISED, 1 - WINSORISED))
    squares = np.clip(z, low[:, None], high[:, None]) ** 2
    mean = ratio(np.nansum(squares, axis=1), (~np.isnan(z)).sum(axis=1))
    return np.fmax(1.0, mean / WINSORISED_MEAN)


def _scores_around_mean(earlier: Tally) -> Floats:
    """Score (z) of each earlier rate around the pooled one, its own part in that taken out.

    NaN for rates known in fewer than 3 periods or with fewer than 5 movers expected in a period.
    """
    pooled = earlier.pooled()
    known = earlier.n > 0
    expected = pooled.rate * earlier.n
    few = np.minimum(expected, earlier.n - expected) < FEWEST_EXPECTED
    enough: Counts = known.sum(axis=1, keepdims=True)
    judged = known & ~few & (enough >= FEWEST_PERIODS) & (pooled.spread > 0)
    parts = np.where(judged, pooled.spread * (ratio(1, earlier.n) - ratio(1, pooled.n)), np.nan)
    z: Floats = (earlier.rate - pooled.rate) / np.sqrt(parts)
    return z
