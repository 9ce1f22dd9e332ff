"""What very many loans cost a year, without their payments: closed forms per way of repaying.

Without a fee, equal instalments, equal principal and bullet cost their own rate, whatever the term:
nothing needs solving. A flat rate costs what makes an annuity factor n ÷ (1 + n·q), a function of
rate and term alone; a fee makes the cost a function of rate, term and mode. So a book of a million
loans needs one small table over its distinct rates and terms (`cost_table`), joined in SQL. Source:
domain model 3.16; the annuity factor is (1 − (1+r)⁻ⁿ) ÷ r.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics import market_problems as problems
from analytics.concentration import Floats
from analytics.internal_rate import MONTHS, effective
from analytics.loan_plan import PARTS
from data.problems import nearest

HALVINGS = 50
OWN_RATE = frozenset({"annuity", "equal_principal", "bullet"})
"""Ways of repaying whose cost, without a fee, is the rate itself."""


def annuity_factor(rate: npt.ArrayLike, months: npt.ArrayLike) -> Floats:
    """Return what 1 a month for `months` is worth at a monthly rate above −1; n at rate 0."""
    r, n = (np.asarray(part, dtype=np.float64) for part in (rate, months))
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = -np.expm1(-n * np.log1p(r)) / r
    return np.where(r == 0, n, factor)


def annuity_rate(factor: npt.ArrayLike, months: npt.ArrayLike) -> Floats:
    """Return the monthly rate of 0 or more with this annuity factor.

    NaN for a factor of 0 or less, and for one above n: its rate would be negative.
    """
    a, n = np.broadcast_arrays(*(np.asarray(part, np.float64) for part in (factor, months)))
    with np.errstate(divide="ignore"):
        high = np.where(a > 0, n / np.where(a > 0, a, 1.0) - 1, np.nan)
    found = _root(lambda r: annuity_factor(r, n), a, high)
    return np.where((a > 0) & (a <= n), found, np.nan)


def flat_cost(flat_rate: npt.ArrayLike, months: npt.ArrayLike) -> Floats:
    """Return the monthly rate that flat instalments really cost; arrays broadcast.

    0.005 over 36 months → 0.0092354: 11.08 % a year, not 6.
    """
    q, n = (np.asarray(part, dtype=np.float64) for part in (flat_rate, months))
    return annuity_rate(n / (1 + n * q), n)


def monthly_cost(
    repay_mode: str,
    monthly_rate: npt.ArrayLike,
    months: npt.ArrayLike,
    fee_share: npt.ArrayLike = 0.0,
) -> Floats:
    """Return the internal monthly rate of loans repaid in one way; arrays broadcast.

    The amount does not matter. As `internal_rate` of their payments, within 1e-12.

    Args:
        repay_mode: annuity, equal_principal, bullet or flat.
        monthly_rate: fractions of 0 or more; of flat loans the flat rate.
        months: whole numbers from 1.
        fee_share: of the amount kept back at the start, 0 to below 1.

    Raises:
        RepayModeUnknown.
    """
    if repay_mode not in PARTS:
        raise problems.RepayModeUnknown(value=repay_mode, known=nearest(repay_mode, PARTS))
    given = (np.asarray(part, np.float64) for part in (monthly_rate, months, fee_share))
    i, n, fee = np.broadcast_arrays(*given)
    if repay_mode in OWN_RATE and not fee.any():
        return i.copy()
    total = 1 + interest_share(repay_mode, i, n)
    worth = _WORTH[repay_mode]
    return _root(lambda r: worth(r, i, n), 1 - fee, total / (1 - fee) - 1)


def quoted_rate(
    repay_mode: str, monthly: npt.ArrayLike, months: npt.ArrayLike, fee_share: npt.ArrayLike = 0.0
) -> Floats:
    """Return the monthly rate to quote so that a loan costs `monthly` with its fee.

    The inverse of `monthly_cost`; 0 where the fee alone costs more. Arrays broadcast.

    Raises:
        RepayModeUnknown.
    """
    given = (np.asarray(part, np.float64) for part in (monthly, months, fee_share))
    r, n, fee = np.broadcast_arrays(*given)
    factor, received = annuity_factor(r, n), 1 - fee
    if repay_mode == "annuity":
        found = annuity_rate(np.minimum(factor / received, n), n)
    elif repay_mode == "equal_principal":
        found = (n * received - factor) / _owed(r, n)
    elif repay_mode == "bullet":
        found = (received - np.exp(-n * np.log1p(r))) / factor
    elif repay_mode == "flat":
        found = received / factor - 1 / n
    else:
        raise problems.RepayModeUnknown(value=repay_mode, known=nearest(repay_mode, PARTS))
    return np.maximum(found, 0.0)


def interest_share(repay_mode: str, monthly_rate: npt.ArrayLike, months: npt.ArrayLike) -> Floats:
    """Return the interest of the whole term as a share of the amount, without fees; broadcasts."""
    i, n = (np.asarray(part, dtype=np.float64) for part in (monthly_rate, months))
    if repay_mode == "annuity":
        return n / annuity_factor(i, n) - 1
    halves = {"equal_principal": (n + 1) / 2, "bullet": n, "flat": n}
    share: Floats = i * halves[repay_mode]
    return share


def cost_table(
    repay_mode: str,
    monthly_rates: Iterable[float],
    months: Iterable[int],
    fee_share: float = 0.0,
) -> pd.DataFrame:
    """Return what every pair of rate and term costs: the table exposure joins on.

    One row each pair: an offer has one rate and up to 600 terms, our flat loans as many pairs as
    the book has distinct ones.

    Returns:
        repay_mode, monthly_rate (as given), term_months, apr (12 × the internal rate), ear.
    """
    rates, terms = np.unique(np.asarray(list(monthly_rates))), np.unique(np.asarray(list(months)))
    rate, term = (part.ravel() for part in np.meshgrid(rates, terms, indexing="ij"))
    monthly = monthly_cost(repay_mode, rate, term, fee_share)
    return pd.DataFrame(
        {
            "repay_mode": repay_mode,
            "monthly_rate": rate,
            "term_months": term.astype(np.int64),
            "apr": MONTHS * monthly,
            "ear": effective(monthly),
        }
    )


def _equal_principal(r: Floats, i: Floats, n: Floats) -> Floats:
    worth: Floats = (annuity_factor(r, n) + i * _owed(r, n)) / n
    return worth


def _owed(r: Floats, n: Floats) -> Floats:
    """Worth of n, n − 1, … 1: what is owed before each payment, in nths of the loan."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(r == 0, n * (n + 1) / 2, (n - annuity_factor(r, n)) / r)


_WORTH: dict[str, Callable[[Floats, Floats, Floats], Floats]] = {
    "annuity": lambda r, i, n: annuity_factor(r, n) / annuity_factor(i, n),
    "equal_principal": _equal_principal,
    "bullet": lambda r, i, n: i * annuity_factor(r, n) + np.exp(-n * np.log1p(r)),
    "flat": lambda r, i, n: (1 / n + i) * annuity_factor(r, n),
}
"""Worth at the monthly rate r of the payments per yuan borrowed, at the rate i for n months."""


def _root(worth: Callable[[Floats], Floats], wanted: Floats, high: Floats) -> Floats:
    """The rates between 0 and `high` at which a falling worth is what is wanted."""
    low, top = np.zeros_like(wanted), np.array(high, dtype=np.float64)
    for _ in range(HALVINGS):
        middle = (low + top) / 2
        above = worth(middle) > wanted
        low, top = np.where(above, middle, low), np.where(above, top, middle)
    rate: Floats = (low + top) / 2
    return rate
