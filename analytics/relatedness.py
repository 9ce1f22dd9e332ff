"""Which products go together, from counts alone: holders of each, holders of both.

Pure numpy; counts of parts of a bank add up. support = both ÷ n; confidence of A → B = both ÷
holders of A; lift = confidence ÷ share of B; leverage = support − share of A × share of B. Going
together is no cause: a campaign with a control group shows whether one sells the other. Intervals:
Wilson for shares, delta method for lift (on its logarithm) and leverage, of four cells drawn
together (multinomial). Source: domain model 3.13; measures: Brin, Motwani, Ullman & Tsur (1997),
Piatetsky-Shapiro (1991).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics import market_problems as problems
from analytics.concentration import Counts, Floats
from analytics.discoveries import FALSE_SHARE, false_discovery
from analytics.distributions import two_sided
from analytics.rates import Tally, Z, change_scores, ratio, wilson

FEWEST_BOTH = 30
"""Holders of both below which a pair is not named."""

LOWEST_SUPPORT = 0.01
"""Support from which a pair counts towards the relatedness of the whole range."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Who holds what with what.

    `products`: k names; `customers`: all who were looked at, holders or not; `both`: k × k whole
    customers, symmetric, the diagonal the holders of each.
    """

    products: tuple[str, ...]
    customers: int
    both: Counts

    def checked(self) -> Together:
        """Return this if such customers can exist.

        Raises:
            CountsImpossible: names the first pair that cannot.
        """
        held = np.diagonal(self.both)
        high = np.minimum(held[:, None], held[None, :])
        low = np.maximum(0, held[:, None] + held[None, :] - self.customers)
        wrong = (self.both > high) | (self.both < low) | (self.both != self.both.T)
        if wrong.any():
            a, b = (int(part[0]) for part in np.nonzero(wrong))
            raise problems.CountsImpossible(
                first=self.products[a],
                second=self.products[b],
                both=int(self.both[a, b]),
                first_count=int(held[a]),
                second_count=int(held[b]),
                customers=self.customers,
            )
        return self

    def plus(self, other: Together) -> Together:
        """Both parts of a bank together; the same products in the same order."""
        return Together(
            products=self.products,
            customers=self.customers + other.customers,
            both=self.both + other.both,
        )


def together_of(pairs: pd.DataFrame, customers: int) -> Together:
    """Return the matrix of a long frame: first, second, customer_count; first = second: holders.

    A pair may stand once in either order; pairs nobody holds may be missing.
    """
    names = sorted({*pairs["first"], *pairs["second"]})
    place = {name: number for number, name in enumerate(names)}
    both = np.zeros((len(names), len(names)), dtype=np.int64)
    a, b = (pairs[side].map(place).to_numpy(np.int64) for side in ("first", "second"))
    count = pairs["customer_count"].to_numpy(np.int64)
    both[a, b] = count
    both[b, a] = count
    return Together(products=tuple(names), customers=customers, both=both).checked()


def relatedness(together: Together) -> pd.DataFrame:
    """Which products go together more than chance would have it?

    Returns:
        One row per ordered pair of different products that somebody holds, k(k − 1) at most:
            product, other     A and B of "holders of A also hold B"
            holder_count, other_count, both_count   customers
            support, confidence, lift, leverage     with `_low` and `_high`, 95 %
            p_value            of "holding B has nothing to do with holding A"; null where everybody
                               or nobody holds one of them
            p_adjusted         false-discovery control over all pairs, any dependence
            enough             both_count is 30 or more
            named              enough, p_adjusted up to 0.05 and lift above 1: fit to be shown
    """
    k = len(together.products)
    held = np.diagonal(together.both).astype(np.float64)
    a, b = np.nonzero(~np.eye(k, dtype=bool) & (held[:, None] > 0) & (held[None, :] > 0))
    n = float(together.customers)
    first, second, both = held[a], held[b], together.both[a, b].astype(np.float64)
    measures = {
        "support": (both / n, *wilson(both, n)),
        "confidence": (both / first, *wilson(both, first)),
        "lift": lift(first, second, both, n),
        "leverage": leverage(first, second, both, n),
    }
    upper = a < b
    chance = _independence(first[upper], second[upper], both[upper], n)
    p, adjusted = (
        _symmetric(part, a[upper], b[upper], k)[a, b] for part in (chance, false_discovery(chance))
    )
    names = np.array(together.products, dtype=object)
    frame = pd.DataFrame(
        {"product": names[a], "other": names[b]}
        | {
            name: count.astype(np.int64)
            for name, count in zip(
                ("holder_count", "other_count", "both_count"), (first, second, both), strict=True
            )
        }
        | {
            f"{name}{end}": part
            for name, parts in measures.items()
            for end, part in zip(("", "_low", "_high"), parts, strict=True)
        }
        | {"p_value": p, "p_adjusted": adjusted, "enough": both >= FEWEST_BOTH}
    )
    found = frame["enough"] & (frame["p_adjusted"] <= FALSE_SHARE) & (frame["lift"] > 1)
    return frame.assign(named=found)


def lift(
    first: npt.ArrayLike, second: npt.ArrayLike, both: npt.ArrayLike, n: npt.ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """Return lift with low and high of its 95 % interval; arrays broadcast.

    n·both ÷ (first·second); interval on the logarithm by the delta method. Nobody holds both: lift
    0, from 0 to what half a customer more would reach. NaN where nobody holds one of them.
    """
    value = ratio(np.multiply(n, both), np.multiply(first, second))
    seen = np.maximum(np.asarray(both, dtype=np.float64), 0.5)
    a, b, c = (ratio(part, n) for part in (first, second, seen))
    a, b = np.where(a == 0, np.nan, a), np.where(b == 0, np.nan, b)
    only_a, only_b = np.maximum(a - c, 0), np.maximum(b - c, 0)
    spread = c * (1 / c - 1 / a - 1 / b) ** 2 + only_a / a**2 + only_b / b**2 - 1
    error = np.sqrt(np.maximum(spread, 0) / n)
    centre = ratio(c, a * b)
    low = np.where(np.asarray(both) == 0, 0.0, value * np.exp(-Z * error))
    return value, np.where(np.isnan(value), np.nan, low), centre * np.exp(Z * error)


def leverage(
    first: npt.ArrayLike, second: npt.ArrayLike, both: npt.ArrayLike, n: npt.ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """Return leverage with low and high of its 95 % interval (delta method); arrays broadcast."""
    a, b, c = (ratio(part, n) for part in (first, second, both))
    value = c - a * b
    mean = c - 2 * a * b
    square = c * (1 - a - b) ** 2 + (a - c) * b**2 + (b - c) * a**2
    half = Z * np.sqrt(np.maximum(square - mean**2, 0) / n)
    return value, value - half, value + half


def _independence(first: Floats, second: Floats, both: Floats, n: float) -> Floats:
    """P-values of the 2 × 2 tables, exact where an expected count is below 5."""
    with_first = Tally(count=both, n=first)
    without = Tally(count=second - both, n=n - first)
    return two_sided(change_scores(with_first, without))


def _symmetric(values: Floats, a: Counts, b: Counts, k: int) -> Floats:
    """A k × k matrix of values of pairs, the same in either order."""
    square = np.full((k, k), np.nan)
    square[a, b] = values
    square[b, a] = values
    return square


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """How wide and how deep customers use the range.

    `width`: lines somebody holds; `depth`: products per line held; `relatedness`: mean lift over
    pairs with support of 1 % or more, NaN without such a pair; `per_customer`: lines held ÷
    customers who hold one or more; `three_plus_share` of them.
    """

    width: int
    depth: float
    relatedness: float
    per_customer: float
    three_plus_share: float


def range_of(
    lines: Together, customers_by_lines: npt.ArrayLike, customers_by_products: npt.ArrayLike
) -> Range:
    """Return width, depth and relatedness of a range.

    Args:
        lines: of product lines, channels left out.
        customers_by_lines: customers who hold exactly 0, 1, 2, … different lines.
        customers_by_products: customers who hold exactly 0, 1, 2, … different products.
    """
    by_lines = np.asarray(customers_by_lines, dtype=np.float64)
    by_products = np.asarray(customers_by_products, dtype=np.float64)
    held = float(by_lines @ np.arange(len(by_lines)))
    holders = float(by_lines[1:].sum())
    pairs = relatedness(lines)
    wide = pairs["support"] >= LOWEST_SUPPORT
    return Range(
        width=int((np.diagonal(lines.both) > 0).sum()),
        depth=float(ratio(by_products @ np.arange(len(by_products)), held)),
        relatedness=float(pairs.loc[wide, "lift"].mean()),
        per_customer=float(ratio(held, holders)),
        three_plus_share=float(ratio(by_lines[3:].sum(), holders)),
    )


def herfindahl(amounts: npt.ArrayLike) -> float:
    """Return the HHI, Σ share², of amounts of 0 or more; NaN where they add up to 0.

    60, 25, 15 → 0.445; one alone 1, k equal ones 1/k. Negative amounts have no share and are left
    out.
    """
    parts = np.maximum(np.asarray(amounts, dtype=np.float64), 0)
    total = float(parts.sum())
    return float(((parts / total) ** 2).sum()) if total > 0 else np.nan
