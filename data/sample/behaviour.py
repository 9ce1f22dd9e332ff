"""What demo customers do: transactions, logins, salary, maturities, at each shown date."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.sample.columns import Array, ordinal
from data.sample.core import INVESTOR, PAYROLL, SLEEPER, Core
from data.sample.paths import Moments, Paths
from data.sample.plan import Plan

ASLEEP_DAYS = (200, 1_500)


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """Behaviour of one block, arrays of shown dates x customers.

    last_txn: days since 1970-01-01, below 0 when the customer never did anything.
    payroll: salary paid in during the month; 0 without.
    """

    txn_count: Array
    txn_amount: Array
    last_txn: Array
    logins: Array
    payroll: Array
    maturing_share: Array


def behaviour(plan: Plan, block: int, who: Core, walk: Paths, when: Moments) -> Behaviour:
    """Return what one block did."""
    rng = plan.rng(block, "behaviour")
    made, size = walk.ends.shape
    known = np.clip((np.arange(made)[:, None] - who.born + 1) / 3.0, 0.0, 1.0)
    busy = np.where(walk.awake, known, 0.0)
    counts = rng.poisson(who.txn_rate * busy)
    source = np.where(when.fraction < 0.5, when.month - 1, when.month)
    txn_count = counts[source]
    size_of = np.exp(6.2 + 0.40 * np.clip(who.depth, -2.5, 4.0) + 0.3 * rng.standard_normal(size))
    size_of = np.where(who.has("potential"), size_of * 2.0, size_of)
    amount = txn_count * size_of * np.exp(0.15 * rng.standard_normal(txn_count.shape))
    logins = rng.poisson(who.login_rate * busy)[source]
    return Behaviour(
        txn_count=txn_count.astype(np.int32),
        txn_amount=np.where(txn_count > 0, np.rint(amount * 100) / 100, 0.0),
        last_txn=_last_transactions(rng, who, txn_count, when),
        logins=logins.astype(np.int32),
        payroll=_payroll(plan, rng, who, walk, when),
        maturing_share=_maturing(rng, txn_count.shape),
    )


def _last_transactions(
    rng: np.random.Generator, who: Core, txn_count: Array, when: Moments
) -> Array:
    """Return the newest transaction's day; counts within 90 days and dates agree."""
    days = np.array([ordinal(day) for day in when.dates])[:, None]
    uniform = rng.random(txn_count.shape)
    recency = np.floor(90.0 * (1.0 - uniform ** (1.0 / np.maximum(txn_count, 1)))).astype(np.int64)
    size = txn_count.shape[1]
    drowsy = (who.segment != SLEEPER) & (rng.random(size) < 0.75)
    before = days[0] - np.where(drowsy, 95, rng.integers(*ASLEEP_DAYS, size))
    never = (who.segment == SLEEPER) & (rng.random(size) < 0.24)
    before = np.where(never, -1, before)
    found = np.where(txn_count > 0, days - recency, before)
    return np.maximum.accumulate(found, axis=0)


def _payroll(plan: Plan, rng: np.random.Generator, who: Core, walk: Paths, when: Moments) -> Array:
    """Return salaries; the planted stop loses them in the last two months, weeks included."""
    made, size = walk.ends.shape
    paid = (who.segment == PAYROLL) & ((rng.random(size) < 0.93) | (who.role > 0))
    paid |= (who.segment == INVESTOR) & (who.has("potential") | (rng.random(size) < 0.06))
    level = np.exp(np.log(5_200.0) + 0.38 * np.clip(who.depth, -2.0, 3.5))
    level = np.where(who.has("potential"), rng.uniform(26_000, 52_000, size), level)
    salary = level * np.exp(0.06 * rng.standard_normal((made, size)))
    bonus = np.array([2.0 if day.month == 1 else 1.0 for day in plan.months_made])[:, None]
    until = np.where(who.has("payroll_stopped"), made - 2, made)
    month = np.arange(made)[:, None]
    monthly = np.where(paid & walk.awake & walk.alive & (month < until), salary * bonus, 0.0)
    source = np.where(when.fraction < 0.4, when.month - 1, when.month)
    stopped = month[when.month] >= until
    return np.asarray(np.where(stopped, 0.0, np.rint(monthly[source] * 100) / 100))


def _maturing(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Return the share of time deposits and wealth that falls due within 30 days."""
    due = rng.random(shape) < 0.09
    return np.asarray(np.where(due, rng.uniform(0.3, 1.0, shape), 0.0))
