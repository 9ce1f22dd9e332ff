"""What every offer costs or brings for each loan and deposit we have, as tables a question reads.

A loan of ours is compared with the offer repaid in the same way over the same term; one the offer
cannot be repaid like, or outside its terms, is not compared, and counted. A loan whose way or term
is not known is compared with the offer's usual one and can at most possibly be affected.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analytics.bound_table import BoundTable, Cell
from analytics.internal_rate import MONTHS
from analytics.loan_cost import flat_cost, monthly_cost
from analytics.offer_compare import deposit_growth
from analytics.offers import Offer
from analytics.quotes import BELIEVED, Quote
from data.vocabularies import JOB_GRADE, OCCUPATION_GROUP

UNKNOWN_TERM = 12
"""The term compared where neither ours nor the offer's is known."""

FLAT_KEYS = 1_000_000_000
"""Flat rates a month are told apart to a billionth."""

STANDINGS = ("not", "possible", "sure")
"""What the numbers 0, 1 and 2 of the questions mean."""

HIGHEST = BELIEVED["loan"][1]
"""No rate of ours is higher: one that is was delivered as a percentage, and is left out."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prices:
    """Offers by their places, and all that a question needs to set our book against them.

    `cells`: our book in scope, see analytics/sql/offers/book.sql.
    """

    offers: tuple[Offer, ...]
    cells: pd.DataFrame
    _costs: pd.DataFrame = field(repr=False)

    @property
    def tables(self) -> dict[str, BoundTable]:
        """The tables of the question: offers, costs, flat_costs, takers."""
        return {
            "offers": self._offers,
            "costs": BoundTable.of(_columns(self._costs)),
            "flat_costs": BoundTable.of(_columns(flat_costs(self.cells))),
            "takers": BoundTable.of(_columns(_takers(self._kinds))),
        }

    def uncompared(self, places: Iterable[int]) -> int:
        """Return how many holdings of these offers' lines none of them can be compared with."""
        wanted = set(places)
        lines = {self.offers[place].line for place in wanted}
        own = self._costs[self._costs["place"].isin(wanted)]
        known = set(zip(own["line"], own["repay_mode"], own["term_months"], strict=True))
        cells = self.cells[self.cells["line"].isin(lines) & ~self.cells["unrated"]]
        cells = cells[~cells["doubtful"]]
        keys = zip(cells["line"], cells["repay_mode"], cells["term_months"], strict=True)
        return int(sum(n for n, key in zip(cells["holding_count"], keys, strict=True)
                       if key not in known))  # fmt: skip

    def doubtful(self, places: Iterable[int]) -> int:
        """Return how many holdings of these offers' lines have a rate that cannot be."""
        lines = {self.offers[place].line for place in places}
        odd = self.cells["doubtful"] & self.cells["line"].isin(lines)
        return int(self.cells.loc[odd, "holding_count"].sum())

    @property
    def _kinds(self) -> list[tuple[frozenset[str], frozenset[str]]]:
        return list(dict.fromkeys(_kind(offer) for offer in self.offers))

    @property
    def _offers(self) -> BoundTable:
        kinds = self._kinds
        return BoundTable.of(
            {
                "place": range(len(self.offers)),
                "line": [offer.line for offer in self.offers],
                "side": [1 if offer.kind == "loan" else -1 for offer in self.offers],
                "taker": [kinds.index(_kind(offer)) for offer in self.offers],
                "restricted": [any(_kind(offer)) for offer in self.offers],
                "least_amount": [offer.min_amount or 0.0 for offer in self.offers],
                "most_amount": [offer.max_amount for offer in self.offers],
            }
        )


def prices(offers: Sequence[Offer], cells: pd.DataFrame) -> Prices:
    """Return what offers cost for a book; see `Prices`."""
    parts = [_cost(place, offer, cells) for place, offer in enumerate(offers)]
    costs = pd.concat(parts, ignore_index=True) if parts else _cost_frame(0, "", [], [], [], [])
    return Prices(offers=tuple(offers), cells=cells, _costs=costs)


def flat_costs(cells: pd.DataFrame) -> pd.DataFrame:
    """Return what our flat loans cost a year: flat_key, term_months, our_rate."""
    flat = cells[cells["flat_key"].notna() & (cells["term_months"] > 0) & ~cells["doubtful"]]
    pairs = flat[["flat_key", "term_months"]].astype(np.int64).drop_duplicates()
    rate = pairs["flat_key"].to_numpy() / FLAT_KEYS
    cost = MONTHS * flat_cost(rate, pairs["term_months"].to_numpy())
    return pairs.assign(our_rate=cost)


def _cost(place: int, offer: Offer, cells: pd.DataFrame) -> pd.DataFrame:
    own = cells.loc[cells["line"] == offer.line, ["repay_mode", "term_months"]].drop_duplicates()
    if offer.kind == "deposit":
        return _yield(place, offer, own)
    usual = offer.term_months or UNKNOWN_TERM
    low, high = offer.min_term_months or 1, offer.term_months or np.inf
    modes, terms, rates, sure = [], [], [], []
    for ours, months in zip(own["repay_mode"], own["term_months"].astype(int), strict=True):
        mode = ours or offer.modes[0]
        term = months or usual
        if mode in offer.modes and low <= term <= high:
            monthly = monthly_cost(mode, offer.quote.monthly_rate, term, offer.fee_share)
            modes.append(ours)
            terms.append(months)
            rates.append(MONTHS * float(monthly))
            sure.append(int(bool(ours) and months > 0))
    return _cost_frame(place, offer.line or "", modes, terms, rates, sure)


def _yield(place: int, offer: Offer, own: pd.DataFrame) -> pd.DataFrame:
    """A deposit of ours of the same term, however its interest is called."""
    term = offer.term_months or 0 if offer.line == "deposit_time" else 0
    same = own[own["term_months"] == term]
    months = term or MONTHS
    growth = deposit_growth(offer.quote.annual_rate, months, term == 0)
    yearly = float(np.expm1(np.log(growth) * MONTHS / months))
    count = len(same)
    return _cost_frame(
        place,
        offer.line or "",
        list(same["repay_mode"]),
        [term] * count,
        [yearly] * count,
        [1] * count,
    )


def _cost_frame(
    place: int,
    line: str,
    modes: list[str],
    terms: list[int],
    rates: list[float],
    sure: list[int],
) -> pd.DataFrame:
    pot = [f"{line} {term}" if line.startswith("deposit") else line for term in terms]
    return pd.DataFrame(
        {
            "place": place,
            "line": line,
            "repay_mode": modes,
            "term_months": terms,
            "pot": pot,
            "their_rate": rates,
            "sure": sure,
        }
    )


def _kind(offer: Offer) -> tuple[frozenset[str], frozenset[str]]:
    return offer.eligible_occupations, offer.eligible_grades


def _takers(kinds: Sequence[tuple[frozenset[str], frozenset[str]]]) -> pd.DataFrame:
    """Who may take the offers of each kind: 2 surely, 1 possibly; who may not has no row."""
    occupations = ("", *(code.value for code in OCCUPATION_GROUP))
    grades = ("", *(code.value for code in JOB_GRADE))
    rows = []
    for number, kind in enumerate(kinds):
        offer = _offer_of(kind)
        for occupation in occupations:
            for grade in grades:
                found = offer.eligibility(occupation or None, grade or None)
                if found != "not":
                    rows.append((number, occupation, grade, STANDINGS.index(found)))
    return pd.DataFrame(rows, columns=["taker", "occupation", "grade", "standing"])


def _offer_of(kind: tuple[frozenset[str], frozenset[str]]) -> Offer:
    return Offer(
        offer_id="",
        competitor="",
        product_name="",
        quote=Quote(value=0.0, basis="annual_pct"),
        eligible_occupations=kind[0],
        eligible_grades=kind[1],
    )


def _columns(frame: pd.DataFrame) -> dict[str, list[Cell]]:
    return {str(name): frame[name].tolist() for name in frame}
