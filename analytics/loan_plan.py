"""What a loan costs month by month: the payments of each way of repaying, and the plan in cents.

P borrowed for n months at i a month: equal instalments P·i/(1 − (1+i)⁻ⁿ) each month; equal
principal P/n and interest on what is left; bullet P·i each month and P at the end; flat P/n + P·i,
interest on the first amount to the end. A fee is kept back at the start: it lowers what is received
and nothing else. Computed in decimals of 40 digits, rounded only to be shown. Source: domain model
3.16.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from itertools import accumulate, pairwise
from types import MappingProxyType
from typing import Literal

import numpy as np
import pandas as pd

from analytics import market_problems as problems
from analytics.concentration import Floats
from analytics.quotes import percent, plain
from data.problems import nearest

RepayMode = Literal["annuity", "equal_principal", "bullet", "flat"]

LONGEST_TERM = 600
LARGEST_AMOUNT = 10**12
CENT = Decimal("0.01")
DIGITS = Context(prec=40, rounding=ROUND_HALF_UP)
COLUMNS = ("month", "payment", "interest", "principal", "remaining")


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """A loan as it is offered.

    `amount` borrowed; `monthly_rate` as a fraction (0.005; the flat rate if `repay_mode` is
    flat); `fee_share` of the amount kept back at the start, 0 to below 1.
    """

    amount: float
    term_months: int
    monthly_rate: float
    repay_mode: str
    fee_share: float = 0.0

    def checked(self) -> Loan:
        """Return this if it can be computed.

        Raises:
            AmountOutOfRange, TermOutOfRange, FeeOutOfRange, RepayModeUnknown.
            QuoteNegative, QuoteAbsurd: a rate below 0, or of 100 % a month and more.
        """
        checked_request(self.amount, self.term_months)
        if not 0 <= self.fee_share < 1:
            raise problems.FeeOutOfRange(value=plain(self.fee_share * 100))
        if self.repay_mode not in PARTS:
            raise problems.RepayModeUnknown(
                value=self.repay_mode, known=nearest(self.repay_mode, PARTS)
            )
        if self.monthly_rate < 0:
            raise problems.QuoteNegative(column="rate", value=plain(self.monthly_rate))
        if not self.monthly_rate < 1:
            raise problems.QuoteAbsurd(
                column="rate",
                value=plain(self.monthly_rate),
                written=percent(12 * self.monthly_rate),
                highest=1200,
            )
        return self

    @property
    def fee(self) -> float:
        """What is kept back at the start, in the currency."""
        return self.amount * self.fee_share


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The payments of a loan, exact: n of interest, n of principal; `received` at the start."""

    received: Decimal
    interest: tuple[Decimal, ...]
    principal: tuple[Decimal, ...]

    @property
    def payments(self) -> tuple[Decimal, ...]:
        """What is paid each month."""
        with localcontext(DIGITS):
            return tuple(map(sum_of_two, self.interest, self.principal))

    @property
    def total_cost(self) -> Decimal:
        """Everything paid beyond what was received: interest and the fee."""
        with localcontext(DIGITS):
            return sum(self.payments, Decimal(0)) - self.received

    @property
    def flows(self) -> Floats:
        """The money from the borrower's side, month 0 to n: received, then paid (negative)."""
        return np.array([float(self.received), *(-float(each) for each in self.payments)])

    @property
    def table(self) -> pd.DataFrame:
        """The plan as it is shown, in cents that add up.

        Each payment and each month's interest is rounded by itself, half a cent up; the last
        month takes the cents that are over, so that interest adds up to the exact total,
        rounded, and principal to the loan. Where the loan is so small that the last month could
        not take them, they are spread over the months.

        Returns:
            month (1 to n); payment, interest, principal, remaining (owed afterwards): Decimals
            of cents; payment = interest + principal, remaining = the one before less principal.
        """
        interest, principal = _shown(self)
        left = tuple(accumulate(principal, initial=sum(principal, Decimal(0))))
        left = tuple(2 * left[0] - each for each in left[1:])
        rows = zip(
            range(1, len(left) + 1),
            map(sum_of_two, interest, principal),
            interest,
            principal,
            left,
            strict=True,
        )
        return pd.DataFrame(rows, columns=list(COLUMNS))


def payment_plan(loan: Loan) -> Plan:
    """Return the exact payments of a loan.

    Raises:
        AmountOutOfRange, TermOutOfRange, FeeOutOfRange, RepayModeUnknown, QuoteNegative,
        QuoteAbsurd.
    """
    loan.checked()
    with localcontext(DIGITS):
        amount, rate = decimal(loan.amount), decimal(loan.monthly_rate)
        principal = PARTS[loan.repay_mode](amount, loan.term_months, rate)
        base = amount if loan.repay_mode == "flat" else None
        owed = accumulate(principal[:-1], lambda left, paid: left - paid, initial=amount)
        interest = tuple((left if base is None else base) * rate for left in owed)
        received = amount - amount * decimal(loan.fee_share)
    return Plan(received=received, interest=interest, principal=tuple(principal))


def checked_request(amount: float, term_months: int) -> None:
    """Refuse an amount or a term that no loan or deposit has.

    Raises:
        AmountOutOfRange: not above 0 and up to 10¹².
        TermOutOfRange: not a whole number from 1 to 600.
    """
    if not 0 < amount <= LARGEST_AMOUNT:
        raise problems.AmountOutOfRange(value=plain(amount), maximum=LARGEST_AMOUNT)
    if term_months != int(term_months) or not 1 <= term_months <= LONGEST_TERM:
        raise problems.TermOutOfRange(value=term_months, maximum=LONGEST_TERM)


def decimal(value: float) -> Decimal:
    """Return the decimal a person would have written for this number: 0.1 is a tenth."""
    return Decimal(repr(float(value)))


def cents(value: Decimal) -> Decimal:
    """Return an amount rounded to cents, half a cent away from zero."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP, context=DIGITS)


def sum_of_two(one: Decimal, other: Decimal) -> Decimal:
    """Return the sum: the payment of a month's interest and principal."""
    return one + other


def _annuity(amount: Decimal, months: int, rate: Decimal) -> list[Decimal]:
    if rate == 0:
        return _equal(amount, months, rate)
    growth = 1 + rate
    first = amount * rate / (growth**months - 1)
    return list(accumulate([growth] * (months - 1), lambda part, by: part * by, initial=first))


def _equal(amount: Decimal, months: int, _rate: Decimal) -> list[Decimal]:
    return [amount / months] * months


def _bullet(amount: Decimal, months: int, _rate: Decimal) -> list[Decimal]:
    return [Decimal(0)] * (months - 1) + [amount]


PARTS: Mapping[str, Callable[[Decimal, int, Decimal], list[Decimal]]] = MappingProxyType(
    {"annuity": _annuity, "equal_principal": _equal, "bullet": _bullet, "flat": _equal}
)
"""Per way of repaying: the principal paid back each month."""


def _shown(plan: Plan) -> tuple[list[Decimal], list[Decimal]]:
    """Interest and principal in cents, the last month taking what rounding leaves over."""
    amount = cents(_total(plan.principal))
    interest = [cents(each) for each in plan.interest[:-1]]
    principal = [
        cents(payment) - part for payment, part in zip(plan.payments, interest, strict=False)
    ]
    interest.append(cents(_total(plan.interest)) - sum(interest, Decimal(0)))
    principal.append(amount - sum(principal, Decimal(0)))
    if interest[-1] < 0 or min(principal) < 0:
        return _spread(plan.interest), _spread(plan.principal)
    return interest, principal


def _spread(parts: Sequence[Decimal]) -> list[Decimal]:
    """Parts in cents whose running totals are the exact ones, rounded."""
    with localcontext(DIGITS):
        totals = [Decimal(0), *accumulate(parts)]
    return [cents(now) - cents(before) for before, now in pairwise(totals)]


def _total(parts: Sequence[Decimal]) -> Decimal:
    with localcontext(DIGITS):
        return sum(parts, Decimal(0))
