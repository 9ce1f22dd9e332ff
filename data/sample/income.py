"""What each month of a demo customer earns the bank, in the five parts banks report."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.sample.behaviour import Behaviour
from data.sample.columns import Array
from data.sample.core import INVESTOR, PERSONAL, SLEEPER, Core
from data.sample.loans import Loans
from data.sample.paths import Moments
from data.sample.plan import Plan

FTP_DEMAND, FTP_TIME, FTP_LOAN = 0.016, 0.020, 0.030
PAID_DEMAND, PAID_TIME = 0.001, 0.0125
WEALTH_FEE, OTHER_FEE, CARD_FEE = 0.0032, 0.0045, 0.35
LGD, RISK_WEIGHT, CAPITAL_RATIO = 0.45, 0.75, 0.105
COUNTER_COST, DIGITAL_COST, ACCOUNT_COST = 1.30, 0.06, 0.60


@dataclass(frozen=True, slots=True, kw_only=True)
class Income:
    """Contribution parts of the month, arrays of shown dates x customers, to the cent."""

    nii_deposit: Array
    nii_loan: Array
    fee_income: Array
    cost_to_serve: Array
    expected_loss: Array
    capital: Array


def income(
    plan: Plan, block: int, who: Core, book: Loans, state: tuple[Behaviour, Moments, Array, Array]
) -> Income:
    """Return the income of one block. `state` is behaviour, dates, balance parts and loans:
    parts are (4 x dates x customers) demand, time, wealth, other; loans (dates x customers).
    """
    acts, when, parts, loan = state
    rng, size = plan.rng(block, "income"), len(who.number)
    year = np.array([day.day / 365 for day in when.dates])[:, None]
    bargain = rng.uniform(0.0, 0.0030, size) * (who.mix[:, 1] > 0.3)
    demand, time, wealth, other = parts
    deposits = demand * (FTP_DEMAND - PAID_DEMAND) + time * (FTP_TIME - PAID_TIME - bargain)
    fees = (wealth * WEALTH_FEE + other * OTHER_FEE) * year + acts.txn_count / 3 * CARD_FEE * (
        rng.gamma(1.2, 1.0, size) * (who.segment != SLEEPER)
    )
    risk = book.pd * np.where(book.line == 2, 0.3, 1.0)
    return Income(
        nii_deposit=_cents(deposits * year),
        nii_loan=_cents(loan * (book.rate - FTP_LOAN) * year),
        fee_income=_cents(fees),
        cost_to_serve=_cents(_cost(rng, who, acts, loan)),
        expected_loss=_cents(loan * risk * LGD * year),
        capital=_cents(loan * RISK_WEIGHT * CAPITAL_RATIO),
    )


def _cost(rng: np.random.Generator, who: Core, acts: Behaviour, loan: Array) -> Array:
    """Return the month's cost: counters cost twenty times what phones do, a few cost far more."""
    size = len(who.number)
    at_counter = np.clip(0.30 * np.exp(0.9 * rng.standard_normal(size)), 0.02, 1.0)
    at_counter = np.where(who.kind == PERSONAL, at_counter, 0.5 * at_counter)
    each = at_counter * COUNTER_COST + (1 - at_counter) * DIGITAL_COST
    upkeep = np.where(who.segment == SLEEPER, 0.01, ACCOUNT_COST)
    upkeep = upkeep + np.where(who.manager >= 0, 1.2, 0.0) * (who.segment != SLEEPER)
    upkeep = upkeep + np.where(who.segment == INVESTOR, 3.0, 0.0)
    demanding = (rng.random(size) < 0.115) & (who.segment != SLEEPER)
    upkeep = upkeep + demanding * rng.gamma(2.6, 21.0, size)
    return np.asarray(upkeep + acts.txn_count / 3 * each + np.where(loan > 0, 14.0, 0.0))


def _cents(amount: Array) -> Array:
    return np.asarray(np.rint(amount * 100) / 100)
