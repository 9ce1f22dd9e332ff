"""Match a rival's rate, or let customers go? Three rates on one ruler, and the book's arithmetic.

A loan at the yearly rate r earns r − c + k per yuan: c what it costs to carry (funds and expected
loss), k what else its customer brings, lost with him. Without action the share s0 of balances
stays, with a new rate s1. Both are the user's assumptions, never estimates of ours. Matching at r
beats letting go while s1·(r − c + k) ≥ s0·(r0 − c + k). Source: domain model 3.17.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics import market_problems as problems
from analytics.concentration import Floats
from analytics.internal_rate import MONTHS
from analytics.loan_cost import monthly_cost, quoted_rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Repricing:
    """One segment's loans at a published rate, and what is assumed about who stays.

    Rates and shares are fractions, a year: `rate` today's; `carry` FTP + PD·LGD; `other` what else
    the customers bring per yuan of loan; `kept_without` and `kept_with` the shares of balances that
    stay without and with a new rate; `balance` in the currency.
    """

    rate: float
    carry: float
    kept_without: float
    kept_with: float
    balance: float = 0.0
    other: float = 0.0

    def checked(self) -> Repricing:
        """Return this if the assumptions can be.

        Raises:
            RetainedShareOutOfRange: a share outside 0–1, or nobody kept with a new rate.
            RetainedSharesReversed: a lower rate would keep fewer.
        """
        for share in (self.kept_without, self.kept_with):
            if not 0 <= share <= 1:
                raise problems.RetainedShareOutOfRange(value=share)
        if self.kept_with == 0:
            raise problems.RetainedShareOutOfRange(value=self.kept_with)
        if self.kept_with < self.kept_without:
            raise problems.RetainedSharesReversed(
                kept_with=self.kept_with, kept_without=self.kept_without
            )
        return self

    @property
    def margin(self) -> float:
        """What a yuan of loan earns today, a year."""
        return self.rate - self.carry + self.other

    @property
    def zero_margin_rate(self) -> float:
        """The rate at which a loan, with its customer's other business, earns nothing."""
        return self.carry - self.other

    @property
    def break_even_rate(self) -> float:
        """r*: matching down to it earns as much as letting go. Nothing is lost above it."""
        share = self.checked().kept_without / self.kept_with
        return self.zero_margin_rate + share * self.margin

    def share_needed(self, new_rate: float) -> float:
        """Return the share that must stay for a new rate to pay; above 1 it cannot.

        Infinite where the new rate earns nothing.
        """
        left = new_rate - self.zero_margin_rate
        return self.kept_without * self.margin / left if left > 0 else np.inf

    def effect(self, new_rate: float) -> Effect:
        """Return what a new rate for all who stay does to a year's contribution.

        Raises:
            RetainedShareOutOfRange, RetainedSharesReversed.
        """
        self.checked()
        new_margin = new_rate - self.zero_margin_rate
        return Effect(
            before=self.balance * self.kept_without * self.margin,
            after=self.balance * self.kept_with * new_margin,
            saved=self.balance * (self.kept_with - self.kept_without) * new_margin,
            given_up=-self.balance * self.kept_without * (self.rate - new_rate),
        )

    def lever(self, kept_with: float, cost_rate: float) -> Effect:
        """Return what another lever does: same rate, `cost_rate` a year spent per yuan kept.

        Speed, another way of repaying, filing as a group: what keeps customers without a price.

        Raises:
            RetainedShareOutOfRange, RetainedSharesReversed.
        """
        other = replace(self, kept_with=kept_with)
        return other.effect(self.rate - cost_rate)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A year's contribution of a segment, in the currency.

    `before` without action, `after` with it; change = saved + given_up: `saved` what those earn who
    stay only because of it; `given_up` (negative) what those pay less who would have stayed anyway.
    """

    before: float
    after: float
    saved: float
    given_up: float

    @property
    def change(self) -> float:
        """After less before."""
        return self.after - self.before


def break_even_rates(
    rate: npt.ArrayLike,
    carry: npt.ArrayLike,
    kept_without: npt.ArrayLike,
    kept_with: npt.ArrayLike,
    other: npt.ArrayLike = 0.0,
) -> Floats:
    """Return r* of many segments; arrays broadcast.

    NaN where no share is kept with a new rate, or fewer than without one.
    """
    given = (np.asarray(part, np.float64) for part in (rate, carry, kept_without, kept_with, other))
    r0, c, s0, s1, k = np.broadcast_arrays(*given)
    possible = (s1 > 0) & (s1 >= s0)
    share = s0 / np.where(possible, s1, np.nan)
    found: Floats = c - k + share * (r0 - c + k)
    return found


def sensitivity(
    repricing: Repricing, new_rate: float, kept_without: Sequence[float], kept_with: Sequence[float]
) -> pd.DataFrame:
    """How do break-even and effect change with the two assumptions?

    Returns:
        One row per pair, kept_without slowest: kept_without, kept_with, break_even_rate, change
        (of a year's contribution at `new_rate`, in the currency). Null where fewer would stay with
        the new rate than without it.
    """
    s0, s1 = (part.ravel() for part in np.meshgrid(kept_without, kept_with, indexing="ij"))
    r = repricing
    break_even = break_even_rates(r.rate, r.carry, s0, s1, r.other)
    change = r.balance * (s1 * (new_rate - r.zero_margin_rate) - s0 * r.margin)
    return pd.DataFrame(
        {
            "kept_without": s0,
            "kept_with": s1,
            "break_even_rate": break_even,
            "change": np.where(np.isnan(break_even), np.nan, change),
        }
    )


def indifferent_rate(
    their_apr: float,
    term_months: int,
    *,
    repay_mode: str = "annuity",
    fee_share: float = 0.0,
    switching_cost_share: float = 0.0,
) -> float:
    """Return our quoted yearly rate at which a customer pays the same with us as with them.

    Without a fee of ours it is their APR, unless ours is flat: then the flat rate × 12 that costs
    as much. What changing banks costs him, as a share of the loan, he sets against their offer as
    if paid at the start, so our rate may be higher by it.

    Args:
        their_apr: with all their fees, of 0 or more.
        term_months: of both.
        repay_mode: ours.
        fee_share: ours, kept back at the start.
        switching_cost_share: 0 to below 1; his trouble in money, an assumption.

    Returns:
        The rate a year as it would be quoted; 0 where even free of interest we cost more.
    """
    theirs = monthly_cost("annuity", their_apr / MONTHS, term_months, switching_cost_share)
    return MONTHS * float(quoted_rate(repay_mode, theirs, term_months, fee_share))
