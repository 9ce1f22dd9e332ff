"""What every offer costs or brings for the loans and deposits we have, as tables a question reads.

A loan of ours is compared with the offer repaid in the same way over the same term; one the offer
cannot be repaid like, or outside its terms, is not compared. A loan whose way or term
is not known is compared with the offer's usual one and can at most possibly be affected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.bound_table import BoundTable, Cell
from analytics.internal_rate import MONTHS
from analytics.loan_cost import OWN_RATE, flat_cost, monthly_cost
from analytics.loan_plan import LONGEST_TERM
from analytics.offer_compare import deposit_growth
from analytics.offers import Offer
from analytics.quotes import BELIEVED, Quote
from data.contract import TABLES

UNKNOWN_TERM = 12
"""The term compared where neither ours nor the offer's is known."""

FLAT_KEYS = 1_000_000_000
"""Flat rates a month are told apart to a billionth."""

STANDINGS = ("not", "possible", "sure")
"""What the numbers 0, 1 and 2 of the questions mean."""

HIGHEST = BELIEVED["loan"][1]
"""No rate of ours is higher: one that is was delivered as a percentage, and is left out."""


COSTS = ("place", "line", "side", "repay_mode", "low", "high", "their_rate", "sure")

Kind = tuple[frozenset[str], frozenset[str]]
"""Who may take an offer: occupations and grades."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Offers by their places, as the tables a question needs to set our book against them.

    `flat`: flat rates and terms of our loans, see analytics/sql/offers/flat.sql.
    """

    offers: tuple[Offer, ...]
    flat: pd.DataFrame

    @property
    def tables(self) -> dict[str, BoundTable]:
        """The tables of the question: offers, costs, flat_costs, takers."""
        return {
            "offers": self._offers,
            "costs": BoundTable.of(_columns(self.costs)),
            "flat_costs": BoundTable.of(_columns(flat_costs(self.flat))),
            "takers": BoundTable.of(_columns(_takers(self._kinds))),
        }

    @property
    def costs(self) -> pd.DataFrame:
        """What every offer costs or yields a year, by way of repaying and range of terms."""
        rows = [
            {**row, "place": place, "line": offer.line, "side": _side(offer)}
            for place, offer in enumerate(self.offers)
            for row in (_costs(offer) if offer.kind == "loan" else _yields(offer))
        ]
        return pd.DataFrame(rows, columns=list(COSTS))

    @property
    def least_quoted(self) -> float:
        """The lowest rate of ours, as delivered, that an offer can beat; 0 for deposits.

        Whatever the basis, a rate a year is not above the number delivered. A flat loan costs up
        to twice what it says.
        """
        if any(offer.kind != "loan" for offer in self.offers):
            return 0.0
        lowest = float(self.costs["their_rate"].min())
        return lowest if self.flat.empty else lowest / 2

    @property
    def _offers(self) -> BoundTable:
        kinds, offers = self._kinds, self.offers
        return BoundTable.of(
            {
                "place": range(len(offers)),
                "pot": [_pot(offer) for offer in offers],
                "side": [_side(offer) for offer in offers],
                "taker": [kinds.index(_kind(offer)) for offer in offers],
                "restricted": [any(_kind(offer)) for offer in offers],
                "least_amount": [offer.min_amount or 0.0 for offer in offers],
                "most_amount": [offer.max_amount for offer in offers],
            }
        )

    @property
    def _kinds(self) -> list[Kind]:
        return list(dict.fromkeys(_kind(offer) for offer in self.offers))


def flat_costs(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return what our flat loans cost a year: flat_key, term_months, our_rate."""
    pairs = pairs.astype(np.int64)
    rate = pairs["flat_key"].to_numpy() / FLAT_KEYS
    return pairs.assign(our_rate=MONTHS * flat_cost(rate, pairs["term_months"].to_numpy()))


def _costs(offer: Offer) -> list[dict[str, object]]:
    """A loan: one row where its cost is its rate, one for each term where the term matters.

    Ours of unknown way of repaying ('') or term (0) are set against its usual ones.
    """
    low, high = offer.min_term_months or 1, offer.term_months or LONGEST_TERM
    rows: list[dict[str, object]] = []
    for ours in ("", *offer.modes):
        mode = ours or offer.modes[0]
        known = {"repay_mode": ours}
        terms = np.array([offer.term_months or UNKNOWN_TERM])
        rows.append(
            known | {"low": 0, "high": 0, "sure": 0, "their_rate": _cost(offer, mode, terms)[0]}
        )
        sure = int(bool(ours))
        if mode in OWN_RATE and not offer.fee_share:
            rate = _cost(offer, mode, terms)[0]
            rows.append(known | {"low": low, "high": high, "sure": sure, "their_rate": rate})
            continue
        terms = np.arange(low, high + 1)
        rows += [
            known | {"low": term, "high": term, "sure": sure, "their_rate": rate}
            for term, rate in zip(terms.tolist(), _cost(offer, mode, terms), strict=True)
        ]
    return rows


def _cost(offer: Offer, mode: str, terms: npt.NDArray[np.int64]) -> list[float]:
    monthly = monthly_cost(mode, offer.quote.monthly_rate, terms, offer.fee_share)
    return [float(rate) for rate in MONTHS * monthly]


def _yields(offer: Offer) -> list[dict[str, object]]:
    """A deposit: set against ours of the same term, demand against demand."""
    term = (offer.term_months or 0) if offer.line == "deposit_time" else 0
    months = term or MONTHS
    growth = deposit_growth(offer.quote.annual_rate, months, term == 0)
    yearly = float(np.expm1(np.log(growth) * MONTHS / months))
    place = {"repay_mode": "", "sure": 1}
    return [place | {"low": term, "high": term, "their_rate": yearly}]


def _side(offer: Offer) -> int:
    return 1 if offer.kind == "loan" else -1


def _pot(offer: Offer) -> str:
    return str(offer.line) if offer.kind == "loan" else f"{offer.line} {offer.term_months or 0}"


def _kind(offer: Offer) -> Kind:
    return offer.eligible_occupations, offer.eligible_grades


def _takers(kinds: Sequence[Kind]) -> pd.DataFrame:
    """Who may take the offers of each kind: 2 surely, 1 possibly; who may not has no row."""
    occupations, grades = (
        ("", *TABLES["customer"].column(name).code_values)
        for name in ("occupation_group", "job_grade")
    )
    rows = []
    for number, kind in enumerate(kinds):
        offer = _offer_of(kind)
        for occupation in occupations:
            for grade in grades:
                found = offer.eligibility(occupation or None, grade or None)
                if found != "not":
                    rows.append((number, occupation, grade, STANDINGS.index(found)))
    return pd.DataFrame(rows, columns=["taker", "occupation", "grade", "standing"])


def _offer_of(kind: Kind) -> Offer:
    return Offer(
        offer_id="",
        competitor="",
        product_name="",
        quote=Quote(value=0.0, basis="annual_pct"),
        eligible_occupations=kind[0],
        eligible_grades=kind[1],
    )


def _columns(frame: pd.DataFrame) -> dict[str, list[Cell]]:
    whole = frame.astype(object).where(frame.notna(), None)
    return {str(name): whole[name].tolist() for name in whole}
