"""Our offer beside theirs, feature by feature: price, limits and service, won, tied or lost.

Service features are tags of a closed vocabulary; those that the words of an offer plainly name
count too. Weights say what matters to customers; they are the user's. Source: domain model, rows
56 and 57 of its coverage table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import pandas as pd

from analytics.internal_rate import MONTHS
from analytics.loan_cost import monthly_cost
from analytics.offers import Offer
from data.contract import TABLES

Result = Literal["win", "tie", "lose"]
Compared = tuple[str, float | None, float | None, int]
"""A feature, ours, theirs, and 1 where more is better, -1 where less is."""

SAME = 1e-9
FEATURE = TABLES["competitor_offer"].column("feature_tags").codes
"""The service features an offer may have."""

PRICE, AMOUNT, TERM, MODES = "price", "amount", "term", "modes"
DEFAULT_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {PRICE: 4.0, AMOUNT: 2.0, TERM: 1.0, MODES: 1.0} | {code.value: 1.0 for code in FEATURE}
)
"""Price weighs most; a place to start from, not a finding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GridScore:
    """Weights won, tied and lost by our offer; `score` from -1 (all lost) to 1 (all won)."""

    win: float
    tie: float
    lose: float

    @property
    def score(self) -> float:
        """Won less lost, as a share of all weights; 0 without any."""
        total = self.win + self.tie + self.lose
        return (self.win - self.lose) / total if total else 0.0


def offer_tags(offer: Offer) -> frozenset[str]:
    """Return an offer's service features: its tags, and those its words name."""
    words = f"{offer.features or ''} {offer.collateral or ''}"
    named = {code.value for code in FEATURE if any(w in words for w in (code.zh, *code.aliases))}
    if (offer.collateral or "").strip() in {"信用", "纯信用", "免抵押"}:
        named.add("no_collateral")
    return frozenset(named) | offer.feature_tags


def feature_grid(
    ours: Offer, theirs: Offer, *, term_months: int = 36, weights: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """Where does our offer win, tie or lose against theirs?

    Args:
        ours, theirs: of the same kind.
        term_months: of the loan whose cost is compared; each side's own longest where shorter.
        weights: by feature; None: DEFAULT_WEIGHTS. A feature without one weighs nothing and is
            left out.

    Returns:
        One row per feature that one side has or that can be compared: feature (price, amount,
        term, modes, or a code of FEATURE), weight, ours, theirs (a yearly rate with all costs, an
        amount, months, a count, or 1 and 0 for a service; null: no limit known), gap (theirs less
        ours; null where one is not known), result (win, tie or lose for us), loser (ours, theirs
        or empty).
    """
    chosen = DEFAULT_WEIGHTS if weights is None else weights
    rows: list[Compared] = [
        (PRICE, _price(ours, term_months), _price(theirs, term_months), _better_price(ours)),
        (AMOUNT, ours.max_amount, theirs.max_amount, 1),
        (TERM, ours.term_months, theirs.term_months, 1),
        (MODES, len(ours.modes), len(theirs.modes), 1),
    ]
    if ours.kind != "loan":
        rows = rows[:1]
    mine, other = offer_tags(ours), offer_tags(theirs)
    rows += [
        (code.value, int(code.value in mine), int(code.value in other), 1)
        for code in FEATURE
        if code.value in mine | other
    ]
    return pd.DataFrame(
        [_row(row, chosen[row[0]]) for row in rows if chosen.get(row[0], 0) > 0],
        columns=["feature", "weight", "ours", "theirs", "gap", "result", "loser"],
    )


def grid_score(grid: pd.DataFrame) -> GridScore:
    """Return the weights our offer wins, ties and loses in a grid."""
    sums = grid.groupby("result")["weight"].sum()
    return GridScore(**{name: float(sums.get(name, 0.0)) for name in ("win", "tie", "lose")})


def _row(row: Compared, weight: float) -> tuple[object, ...]:
    feature, ours, theirs, better = row
    result: Result = "tie"
    gap = None
    if ours is not None and theirs is not None:
        gap = theirs - ours
        if abs(gap) > SAME:
            result = "lose" if gap * better > 0 else "win"
    elif feature in {AMOUNT, TERM} and (ours is None) != (theirs is None):
        # Without a limit is the better of the two.
        result = "win" if ours is None else "lose"
    loser = {"win": "theirs", "lose": "ours", "tie": ""}[result]
    return feature, weight, ours, theirs, gap, result, loser


def _price(offer: Offer, term_months: int) -> float:
    """What an offer costs at least by any of its ways of repaying, or what a deposit advertises."""
    if offer.kind != "loan":
        return offer.quote.annual_rate
    term = min(term_months, offer.term_months or term_months)
    rate = offer.quote.monthly_rate
    return min(
        MONTHS * float(monthly_cost(mode, rate, term, offer.fee_share)) for mode in offer.modes
    )


def _better_price(offer: Offer) -> int:
    return -1 if offer.kind == "loan" else 1
