"""How much of the money that matured stayed with us (到期承接率).

Of what matured, the part by which a customer's assets fell afterwards counts as gone, at most all
of it; money that moved into another of our products stays. Source: domain model 3.20.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.concentration import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Retained:
    """Of many customers together, in the currency: what `matured` and what of it has `left`.

    Sums add: parts of a bank, days of a month.
    """

    customer_count: int
    matured: float
    left: float

    @property
    def kept(self) -> float:
        """What matured and stayed."""
        return self.matured - self.left

    @property
    def kept_share(self) -> float:
        """The retention of maturing funds, 0–1; NaN where nothing matured."""
        return self.kept / self.matured if self.matured > 0 else np.nan

    def plus(self, other: Retained) -> Retained:
        """Both together."""
        return Retained(
            customer_count=self.customer_count + other.customer_count,
            matured=self.matured + other.matured,
            left=self.left + other.left,
        )


def left(matured: npt.ArrayLike, before: npt.ArrayLike, after: npt.ArrayLike) -> Floats:
    """Return what left of each customer's matured money: min(matured, max(0, before − after)).

    Args:
        matured: 0 or more, in the currency.
        before, after: the customer's assets before and after; `after` 0 for who is gone.
    """
    m, was, now = (np.asarray(part, dtype=np.float64) for part in (matured, before, after))
    gone: Floats = np.minimum(m, np.maximum(0.0, was - now))
    return gone


def kept_share(matured: npt.ArrayLike, before: npt.ArrayLike, after: npt.ArrayLike) -> Floats:
    """Return each customer's retention, 0–1; NaN where nothing matured.

    1 − min(1, max(0, before − after) ÷ matured). 200,000 matured, assets from 500,000 to 420,000
    → 0.60.
    """
    m = np.asarray(matured, dtype=np.float64)
    share: Floats = 1 - left(m, before, after) / np.where(m > 0, m, np.nan)
    return share


def retained(matured: npt.ArrayLike, before: npt.ArrayLike, after: npt.ArrayLike) -> Retained:
    """Return the retention of many customers together, each weighing by what matured."""
    m = np.atleast_1d(np.asarray(matured, dtype=np.float64))
    had = m > 0
    gone = np.where(had, left(m, before, after), 0.0)
    return Retained(
        customer_count=int(had.sum()), matured=float(m[had].sum()), left=float(gone.sum())
    )
