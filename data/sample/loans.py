"""What the demo customers borrow: line, amount, rate, start, risk. One loan a customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from data.sample.columns import Array
from data.sample.core import (
    BORROWER,
    CORPORATE,
    INVESTOR,
    LOAN_CORPORATE,
    LOAN_MERCHANT,
    LOAN_PERSONAL,
    MORTGAGE,
    PAYROLL,
    SAVER,
    Core,
)
from data.sample.plan import Plan

# Median amount, sigma, lowest and highest rate, share of the loan still owed at the end.
TERMS = np.array(
    [
        [28_000.0, 0.40, 0.058, 0.086, 0.55],
        [29_000.0, 0.40, 0.060, 0.088, 0.85],
        [110_000.0, 0.30, 0.036, 0.047, 0.88],
        [130_000.0, 0.60, 0.043, 0.060, 0.95],
    ]
)
ANNUITY, EQUAL_PRINCIPAL, BULLET = 0, 1, 2
TERM_MONTHS = np.array([36, 24, 240, 12])


@dataclass(frozen=True, slots=True, kw_only=True)
class Loans:
    """Loans as arrays over customers; `line` is -1 without one.

    amount: when granted; rate: a year; start: month number of the grant, below 0 before the
    simulation; pd: default probability a year; overdue_from: month number, far when never;
    left: share of the amount owed at the last month; mode: how it is repaid.
    """

    line: Array
    amount: Array
    rate: Array
    start: Array
    left: Array
    mode: Array
    pd: Array
    overdue_from: Array

    @property
    def held(self) -> Array:
        """Who ever had a loan."""
        return np.asarray(self.line >= 0)


def loans(plan: Plan, block: int, who: Core) -> Loans:
    """Return the loans of one block."""
    rng, size, made = plan.rng(block, "loans"), len(who.number), len(plan.months_made)
    line = _lines(rng, who)
    terms = TERMS[np.maximum(line, 0)]
    amount = terms[:, 0] * np.exp(terms[:, 1] * rng.standard_normal(size))
    amount = np.where(line >= 0, np.rint(np.clip(amount, 5_000, 6e6) / 1_000) * 1_000, 0.0)
    rate = np.round(terms[:, 2] + (terms[:, 3] - terms[:, 2]) * rng.beta(2.0, 2.0, size), 4)
    recent = rng.random(size) < 0.16
    start = np.where(recent, rng.integers(0, made, size), rng.integers(-18, 1, size))
    start = np.maximum(start, np.where(who.born > 0, who.born, -40))
    bad = (line >= 0) & (rng.random(size) < 0.025) & (who.role == 0)
    pd = np.where(
        bad, rng.uniform(0.10, 0.35, size), 0.015 * np.exp(0.5 * rng.standard_normal(size))
    )
    mode = np.array([ANNUITY, BULLET, ANNUITY, BULLET])[np.maximum(line, 0)]
    mode = np.where(rng.random(size) < 0.15, EQUAL_PRINCIPAL, mode)
    overdue_from = np.where(bad, rng.integers(made // 2, made + 4, size), 10 * made)
    drawn = Loans(
        line=line, amount=amount, rate=rate, start=start, left=terms[:, 4], mode=mode,
        pd=np.clip(pd, 0.002, 0.9), overdue_from=overdue_from,
    )  # fmt: skip
    return _planted(rng, who, drawn, made)


def _lines(rng: np.random.Generator, who: Core) -> Array:
    """Return the loan line of each customer, -1 for none."""
    draw = rng.random(len(who.number))
    line = np.full(len(draw), -1, np.int8)
    segment = who.segment
    line[(segment == BORROWER) & (draw < 0.72)] = LOAN_MERCHANT
    line[(segment == BORROWER) & (draw >= 0.72) & (draw < 0.97)] = LOAN_PERSONAL
    line[(segment == PAYROLL) & (draw < 0.03)] = LOAN_PERSONAL
    line[(segment == PAYROLL) & (draw >= 0.03) & (draw < 0.06)] = MORTGAGE
    line[(segment == INVESTOR) & (draw < 0.03)] = MORTGAGE
    line[(segment == SAVER) & (draw < 0.012)] = LOAN_PERSONAL
    line[(who.kind == CORPORATE) & (draw < 0.30)] = LOAN_CORPORATE
    line[who.has("potential") | who.has("payroll_stopped")] = -1
    return line


def _planted(rng: np.random.Generator, who: Core, drawn: Loans, made: int) -> Loans:
    """Give the planted borrowers the loans that the rival offer beats, or just does not."""
    size = len(who.number)
    sure, possible, never = (
        who.has(name) for name in ("exposed_sure", "exposed_possible", "not_eligible")
    )
    any_of = sure | possible | never
    wanted = np.rint(np.clip(9.0 * np.exp(0.55 * rng.standard_normal(size)), 4.0, 46.0)) * 10_000
    cheap = never & (who.number % 3 == 1)
    late = never & (who.number % 3 == 2)
    rate = np.round(rng.uniform(0.072, 0.088, size), 4)
    rate = np.where(cheap, np.round(rng.uniform(0.045, 0.055, size), 4), rate)
    return Loans(
        line=np.where(any_of, LOAN_PERSONAL, drawn.line).astype(np.int8),
        amount=np.where(any_of, wanted, drawn.amount),
        rate=np.where(any_of, rate, drawn.rate),
        start=np.where(any_of, made - rng.integers(3, 14, size), drawn.start),
        left=np.where(any_of, 0.85, drawn.left),
        mode=np.where(any_of, ANNUITY, drawn.mode),
        pd=np.where(any_of, 0.012, drawn.pd),
        overdue_from=np.where(late, made - 2, np.where(any_of, 10 * made, drawn.overdue_from)),
    )


def owed(plan: Plan, who: Core, book: Loans) -> Array:
    """Return month-end loan balances (simulated months x customers)."""
    made = len(plan.months_made)
    month = np.arange(made)[:, None]
    age = np.maximum(month - book.start, 0)
    span = np.maximum(made - 1 - book.start, 12)
    share = 1.0 - (1.0 - book.left) * np.minimum(age / span, 1.0)
    running = (month >= book.start) & book.held
    alive = (month >= who.born) & (month < who.gone)
    return np.asarray(np.where(running & alive, book.amount * share, 0.0))


def overdue_days(plan: Plan, book: Loans, at: Sequence[date]) -> Array:
    """Return days overdue (dates x customers); -1 without a loan."""
    first = plan.months_made[0]
    ends = np.array([(end - first).days for end in plan.months_made])
    now = np.array([(day - first).days for day in at])[:, None]
    since = ends[np.clip(book.overdue_from, 0, len(ends) - 1)]
    started = (book.overdue_from < len(ends)) & (now >= since)
    late = np.where(started, now - since + 5, 0)
    cured = (late > 100) & (np.arange(late.shape[1]) % 3 == 0)
    return np.where(book.held, np.where(cured, 0, late), -1).astype(np.int32)
