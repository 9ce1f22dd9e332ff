"""How balances move: month by month with jumps, seasons and planted events, and within a month.

Arrays are time-major: (simulated months x customers) or (shown dates x customers). Within a
month a balance steps once, at the fraction `step` of it, from the last month-end to this one, so
averages and weekly balances follow from month-ends exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from data.sample.columns import Array, ordinal
from data.sample.core import BORROWER, HABITS, INVESTOR, PAYROLL, SAVER, SLEEPER, Core
from data.sample.plan import Plan

SPRING = {1: 0.075, 2: 0.125, 3: 0.070, 4: 0.025, 5: 0.010, 12: 0.020}
DRIFT_A_MONTH = 0.003
JUMP_SHARE, JUMP_SIGMA = 0.022, 0.60
STEP_SIGMA = 0.06
STEADY_FROM = np.log(600_000.0)
SURGE_SHARE, SURGE_SIZE, SURGE_STAY = 0.062, 0.85, 0.80
ABSENT, OPEN, CLOSED = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """Balances of one block. Months: `alive`, `ends`, `step`, `awake` (simulated months x n).

    `awake` is False from the month a customer walked away leaving a few yuan, and for sleepers.
    """

    alive: Array
    ends: Array
    step: Array
    awake: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """The shown dates, oldest first: their month's number and the fraction of it gone by."""

    dates: tuple[date, ...]
    month: Array
    fraction: Array
    is_month: Array


def moments(plan: Plan) -> Moments:
    """Return the dates a plan shows."""
    made = plan.months_made
    dates = tuple(sorted((*plan.month_dates, *plan.week_dates)))
    month = [next(i for i, end in enumerate(made) if end >= day) for day in dates]
    fraction = [day.day / made[at].day for day, at in zip(dates, month, strict=True)]
    shown = set(plan.month_dates)
    return Moments(
        dates=dates, month=np.array(month), fraction=np.array(fraction),
        is_month=np.array([day in shown for day in dates]),
    )  # fmt: skip


def event_fractions(plan: Plan) -> tuple[float, float]:
    """Return from and to which fraction of the last month the planted outflow happens."""
    last = [
        day for day in plan.week_dates if (day.year, day.month) == (plan.end.year, plan.end.month)
    ]
    day = last[-1].day if last and last[-1].day > 7 else 25
    return (day - 6.0) / plan.end.day, (day - 4.0) / plan.end.day


def paths(plan: Plan, block: int, who: Core) -> Paths:
    """Return the month-end balances of one block."""
    rng, made, size = plan.rng(block, "paths"), len(plan.months_made), len(who.number)
    month = np.arange(made)[:, None]
    alive = ((month >= who.born) & (month < who.gone)) | (month >= who.back)
    faded = _faded(rng, who, made)
    awake = (month < faded) & (who.segment != SLEEPER)
    ends = np.exp(_log_balances(plan, rng, who)) * np.minimum(0.5 + 0.25 * (month - who.born), 1.0)
    ends = np.where(month >= faded, rng.uniform(0.5, 60.0, size), ends)
    zero = (who.segment == SLEEPER) & (rng.random(size) < 0.06)
    ends = np.where(zero, 0.0, ends)
    overdrawn = np.isin(who.group, (PAYROLL, BORROWER)) & (rng.random(size) < 0.03)
    negative = (overdrawn & (who.role == 0)) & (rng.random((made, size)) < 0.2)
    ends = np.where(negative, -rng.uniform(20.0, 4_000.0, (made, size)), ends)
    step = rng.random((made, size))
    ends, step = _planted(plan, rng, who, ends, step)
    return Paths(alive=alive, ends=np.where(alive, ends, 0.0), step=step, awake=awake)


def _faded(rng: np.random.Generator, who: Core, made: int) -> Array:
    """Return the month in which a customer walks away without closing; far when never."""
    month = np.floor(rng.exponential(1.0 / 0.0011, len(who.number))).astype(np.int64)
    may = np.isin(who.group, (SAVER, PAYROLL, BORROWER)) & (who.role == 0) & (month > 4)
    return np.where(may, month, 10 * made)


def _log_balances(plan: Plan, rng: np.random.Generator, who: Core) -> Array:
    made, size = len(plan.months_made), len(who.number)
    season = np.array([SPRING.get(day.month, 0.0) for day in plan.months_made])[:, None]
    lively = np.where(who.segment == SLEEPER, 0.25, 1.0)
    steady = np.where(who.log_level > STEADY_FROM, 0.35, 1.0)
    steps = STEP_SIGMA * rng.standard_normal((made, size), np.float32)
    jumps = JUMP_SIGMA * rng.standard_normal((made, size), np.float32)
    chance = JUMP_SHARE * np.where(who.group >= INVESTOR, 1.2, 1.0)
    steps += np.where(rng.random((made, size), np.float32) < chance, jumps * steady, 0.0)
    walk = np.zeros((made, size))
    for month in range(1, made):
        walk[month] = 0.985 * walk[month - 1] + steps[month] * lively
    wobble = HABITS[who.group, 2] * rng.standard_normal((made, size), np.float32)
    surge = rng.random((made, size), np.float32) < SURGE_SHARE * (lively == 1.0)
    surge = surge * (SURGE_SIZE + 0.35 * rng.standard_normal((made, size), np.float32))
    surge *= steady
    wobble[1:] += surge[1:] + SURGE_STAY * surge[:-1]
    pull = HABITS[who.group, 3] * rng.uniform(0.4, 1.6, size)
    trend = DRIFT_A_MONTH * (np.arange(made) - made + 1)[:, None]
    return np.asarray(who.log_level + trend + season * pull + walk + wobble)


def _planted(
    plan: Plan, rng: np.random.Generator, who: Core, ends: Array, step: Array
) -> tuple[Array, Array]:
    """Write the leaver, the outflow of affluent customers and the steady potentials."""
    made, size = ends.shape
    low, high = event_fractions(plan)
    out, leaver = who.has("outflow"), who.has("leaver")
    ends = np.where(out, np.clip(ends, 325_000.0, 880_000.0), ends)
    for back in (3, 2):
        ends[made - back] = np.where(out, rng.uniform(278_000, 296_000, size), ends[made - back])
        step[made - back] = np.where(out, 0.001, step[made - back])
    ends[made - 1] = np.where(out, rng.uniform(8_000, 46_000, size), ends[made - 1])
    ends = np.where(leaver, 30_000_000.0, ends)
    calm = who.has("potential")
    ends = np.where(calm, np.clip(ends, 65_000.0, 235_000.0), ends)
    sudden = rng.uniform(low, high, size)
    step[made - 1] = np.where(out | leaver, sudden, step[made - 1])
    return ends, step


def day_of(plan: Plan, walk: Paths, month: Array) -> Array:
    """Return the day, since 1970-01-01, of each customer's step in the given month number."""
    made = plan.months_made
    ends = np.array([ordinal(day) for day in made])
    starts = np.concatenate([[ends[0] - made[0].day], ends[:-1]])
    at = np.clip(month, 0, len(made) - 1)
    step = np.minimum(walk.step[at, np.arange(len(at))], 0.995)
    return np.asarray(starts[at] + np.maximum(np.ceil(step * (ends - starts)[at]), 1)).astype(
        np.int64
    )


def at_dates(paths_of: Paths, when: Moments) -> tuple[Array, Array, Array]:
    """Return state, point balance and month-to-date average (each shown dates x customers)."""
    month, fraction = when.month, when.fraction[:, None]
    step = np.minimum(paths_of.step[month], 0.995)
    before, after = paths_of.ends[month - 1], paths_of.ends[month]
    stepped = fraction >= step
    open_before, open_after = paths_of.alive[month - 1], paths_of.alive[month]
    is_open = np.where(stepped, open_after, open_before)
    closes = stepped & open_before & ~open_after
    state = np.where(is_open, OPEN, np.where(closes, CLOSED, ABSENT)).astype(np.int8)
    point = np.where(stepped, after, before)
    average = np.where(stepped, (before * step + after * (fraction - step)) / fraction, before)
    return state, np.where(is_open, point, 0.0), np.where(is_open, average, 0.0)
