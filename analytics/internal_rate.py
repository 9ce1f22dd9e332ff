"""The rate of interest inside a series of payments, by a method that cannot miss it.

The internal rate is the r with Σ cₖ(1+r)⁻ᵏ = 0. With one change of sign it exists and is unique
(Descartes); with several there may be one rate of 0 or more (Norstrøm 1972: the running totals
change sign once), else there is none to name. It is found in u = ln(1+r) by Newton steps kept
inside a bracket that is halved whenever a step leaves it or does not shrink. APR = 12·r, simple;
EAR = (1+r)¹² − 1, compound. Source: domain model 3.16.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics import market_problems as problems
from analytics.concentration import Floats

MONTHS = 12
LARGEST = 1e15
"""No bank has a larger amount."""

WIDEST = 700.0
"""Bracket of ln(1+r): wider than any two amounts are apart."""

STEPS = 200
SETTLED = 1e-16
"""A step of this size is rounding; no bank writes such a rate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """A monthly rate and what it is a year, as fractions: `apr` simple, `ear` compound."""

    monthly: float

    @property
    def apr(self) -> float:
        """Twelve months added: 0.06 for 0.005 a month."""
        return MONTHS * self.monthly

    @property
    def ear(self) -> float:
        """Twelve months on top of each other: 0.0616778 for 0.005 a month."""
        return float(effective(self.monthly))


def effective(monthly: npt.ArrayLike) -> Floats:
    """Return (1 + r)¹² − 1 of monthly rates above −1."""
    yearly: Floats = np.expm1(MONTHS * np.log1p(np.asarray(monthly, dtype=np.float64)))
    return yearly


def cost(flows: npt.ArrayLike) -> Cost:
    """Return what a loan or a deposit with these monthly flows costs or yields.

    Raises:
        NoChangeOfSign, SeveralRates, FlowUnreadable.
    """
    return Cost(monthly=internal_rate(flows))


def internal_rate(flows: npt.ArrayLike) -> float:
    """Return the rate per period of one series, above −1.

    Payments that add up to what was received have rate 0, smaller ones a negative rate. Several
    changes of sign: the only rate of 0 or more if the running totals change sign once. Within 1e-12
    of the exact one for series of up to 600 months.

    Args:
        flows: of periods 0, 1, …; received positive and paid negative, or the other way round.

    Raises:
        NoChangeOfSign: nothing flows, or only one way: there is no rate.
        SeveralRates: the direction changes several times and more than one rate may fit.
        FlowUnreadable: an amount is not a number, or above 10¹⁵; the first one is named.
    """
    series = np.atleast_1d(np.asarray(flows, dtype=np.float64))
    unread = np.flatnonzero(~(np.abs(series) <= LARGEST))
    if len(unread):
        raise problems.FlowUnreadable(month=int(unread[0]), value=float(series[unread[0]]))
    changes = sign_changes(series[None, :])[0]
    if changes == 0:
        raise problems.NoChangeOfSign
    rate = float(internal_rates(series[None, :])[0])
    if np.isnan(rate):
        raise problems.SeveralRates(count=int(changes))
    return rate


def internal_rates(flows: npt.ArrayLike) -> Floats:
    """Return the rate per period of many series, m × periods; NaN where none can be named.

    Shorter series end in zeros. Each as `internal_rate` gives it.
    """
    rows = np.atleast_2d(np.asarray(flows, dtype=np.float64))
    found = np.full(len(rows), np.nan)
    known: npt.NDArray[np.bool_] = np.logical_and.reduce(np.isfinite(rows), axis=1)
    changes = sign_changes(np.where(known[:, None], rows, 0.0))
    one = known & (changes == 1)
    found[one] = _solved(rows[one], np.full(int(one.sum()), -WIDEST))
    running = np.cumsum(np.where(known[:, None], rows, 0.0), axis=1)
    ends = np.abs(running[:, -1]) > 1e-12 * np.abs(running).max(axis=1)
    several: npt.NDArray[np.bool_] = known & (changes > 1) & ends & (sign_changes(running) == 1)
    found[several] = _solved(rows[several], np.zeros(int(several.sum())))
    return found


def sign_changes(rows: Floats) -> npt.NDArray[np.int64]:
    """Return how often each row (m × periods) changes sign, zeros left out."""
    signs = np.sign(rows)
    place = np.where(signs != 0, np.arange(rows.shape[1]), 0)
    latest = np.maximum.accumulate(place, axis=1)
    carried = np.take_along_axis(signs, latest, axis=1)
    changed: npt.NDArray[np.int64] = (carried[:, 1:] * carried[:, :-1] < 0).sum(axis=1)
    return changed


def _solved(rows: Floats, low: Floats) -> Floats:
    """The root of each row, whose worth changes sign between u = `low` and the widest u."""
    if not len(rows):
        return np.zeros(0)
    scaled = _without_ends(rows / np.abs(rows).max(axis=1, keepdims=True))
    high = np.full(len(rows), WIDEST)
    rising = np.where(_worth(scaled, high)[0] > 0, 1.0, -1.0)
    u, moved = np.zeros(len(rows)), np.full(len(rows), np.inf)
    for _ in range(STEPS):
        worth, slope = _worth(scaled, u)
        above = worth * rising > 0
        low, high = np.where(above, low, u), np.where(above, u, high)
        with np.errstate(divide="ignore", invalid="ignore"):
            newton = u - worth / slope
        inside = (newton >= low) & (newton <= high) & (np.abs(newton - u) <= moved / 2)
        ahead = np.where(inside, newton, (low + high) / 2)
        ahead = np.where(worth == 0, u, ahead)
        moved, u = np.abs(ahead - u), ahead
        if (moved <= SETTLED * np.maximum(1, 1000 * np.abs(u))).all():
            break
    return np.where(np.abs(u) <= 10 * SETTLED, 0.0, np.expm1(u))


def _without_ends(rows: Floats) -> Floats:
    """Rows shifted so that each starts with an amount: the rate does not depend on the start."""
    start = (rows != 0).argmax(axis=1)
    place = np.arange(rows.shape[1]) + start[:, None]
    inside = place < rows.shape[1]
    taken = np.take_along_axis(rows, np.where(inside, place, 0), axis=1)
    shifted: Floats = np.where(inside, taken, 0.0)
    return shifted


def _worth(rows: Floats, u: Floats) -> tuple[Floats, Floats]:
    """Worth at u and its slope, scaled so that a negative u does not overflow; signs are true."""
    periods = np.arange(rows.shape[1])
    last = rows.shape[1] - 1 - (rows[:, ::-1] != 0).argmax(axis=1)
    away = np.where(u[:, None] >= 0, periods, periods - last[:, None])
    weight = np.where(rows == 0, 0.0, np.exp(-np.clip(away * u[:, None], 0, 745)))
    parts = rows * weight
    return parts.sum(axis=1), -(periods * parts).sum(axis=1)
