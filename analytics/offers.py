"""Offers, theirs and ours: who may take one, within which limits, and whether it still counts.

One offer is one price for one group of customers; a product with a limit per grade is several. For
loans `term_months` is the longest term, for deposits the term. Source: domain model 2.5, 2.6, 3.17.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from analytics.quotes import Quote

Kind = Literal["loan", "deposit", "other"]
Eligibility = Literal["sure", "possible", "not"]
Standing = Literal["current", "stale", "expired", "unconfirmed", "later"]
Limit = Literal["", "amount_below", "amount_above", "term_below", "term_above"]

LOANS = frozenset({"loan_personal", "loan_merchant", "mortgage", "loan_corporate"})
DEPOSITS = frozenset({"deposit_demand", "deposit_time"})
OURS = frozenset({"本行", "我行"})
"""What a bank calls itself in its offer book."""

MAX_AGE_DAYS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One offer as it was observed. Empty sets and None mean: no restriction known.

    `fee_share`: of the amount, kept back at the start (0.01 for 1 %); `observed_on`: None until a
    person has confirmed when it was seen; `valid_from`, `valid_to`: both inclusive.
    """

    offer_id: str
    competitor: str
    product_name: str
    quote: Quote
    line: str | None = None
    repay_modes: tuple[str, ...] = ()
    eligible_occupations: frozenset[str] = frozenset()
    eligible_grades: frozenset[str] = frozenset()
    min_amount: float | None = None
    max_amount: float | None = None
    min_term_months: int | None = None
    term_months: int | None = None
    fee_share: float = 0.0
    collateral: str | None = None
    features: str | None = None
    feature_tags: frozenset[str] = frozenset()
    source: str | None = None
    observed_on: dt.date | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    is_ours: bool = False

    @property
    def kind(self) -> Kind:
        """Loan or deposit by its line; without a line, a loan."""
        if self.line is None or self.line in LOANS:
            return "loan"
        return "deposit" if self.line in DEPOSITS else "other"

    @property
    def modes(self) -> tuple[str, ...]:
        """Ways of repaying to compare: those stated, else flat for a flat quote, else annuity."""
        return self.repay_modes or (("flat",) if self.quote.is_flat else ("annuity",))

    @property
    def mode_assumed(self) -> bool:
        """Nothing says how it is repaid: equal instalments are assumed, and it must be said."""
        return not self.repay_modes and not self.quote.is_flat

    def standing(self, at: dt.date, max_age_days: float = MAX_AGE_DAYS) -> Standing:
        """Return whether the offer counts on a day; only `current` ones do.

        Expired: valid up to an earlier day. Unconfirmed: nobody has said when it was seen. Later:
        seen or valid only after the day. Stale: seen more than `max_age_days` before it.
        """
        if self.valid_to is not None and self.valid_to < at:
            return "expired"
        if self.observed_on is None:
            return "unconfirmed"
        if self.observed_on > at or (self.valid_from is not None and self.valid_from > at):
            return "later"
        return "stale" if (at - self.observed_on).days > max_age_days else "current"

    def eligibility(self, occupation: str | None, grade: str | None) -> Eligibility:
        """Return whether a customer may take it: not, if known outside; possible, if unknown."""
        known = (
            _within(occupation, self.eligible_occupations),
            _within(grade, self.eligible_grades),
        )
        if "not" in known:
            return "not"
        return "possible" if "possible" in known else "sure"

    def limit(self, amount: float, term_months: int) -> Limit:
        """Return which limit keeps the offer from an amount and term; empty where none does."""
        if self.min_amount is not None and amount < self.min_amount:
            return "amount_below"
        if self.max_amount is not None and amount > self.max_amount:
            return "amount_above"
        if self.min_term_months is not None and term_months < self.min_term_months:
            return "term_below"
        if self.kind == "loan" and self.term_months is not None and term_months > self.term_months:
            return "term_above"
        return ""

    def covered(self, balance: float) -> float:
        """Return how much of a balance the offer could take over: up to its largest amount."""
        return balance if self.max_amount is None else min(balance, self.max_amount)


def _within(value: str | None, allowed: Collection[str]) -> Eligibility:
    if not allowed:
        return "sure"
    if value is None:
        return "possible"
    return "sure" if value in allowed else "not"


def offer_of(row: Mapping[str, object], *, confirmed: bool = False) -> Offer:
    """Return the offer of one row of table `competitor_offer`, values of their types.

    Ours are those that say so, else those whose competitor is the bank itself. `fee_pct` becomes a
    share.

    Args:
        row: offer_id, competitor, product_name, quote_value and quote_basis at least.
        confirmed: somebody was asked about the quote and meant it; or column quote_confirmed says.
    """
    value = {name: each for name, each in row.items() if not _missing(each)}
    competitor = str(value.get("competitor", ""))
    return Offer(
        offer_id=str(value.get("offer_id", "")),
        competitor=competitor,
        product_name=str(value.get("product_name", "")),
        quote=Quote(
            value=_number(value.get("quote_value")),
            basis=str(value.get("quote_basis", "")),
            is_floor=bool(value.get("is_floor", False)),
            confirmed=confirmed or bool(value.get("quote_confirmed", False)),
        ),
        line=_text(value.get("line")),
        repay_modes=_codes(value.get("repay_modes")),
        eligible_occupations=frozenset(_codes(value.get("eligible_occupations"))),
        eligible_grades=frozenset(_codes(value.get("eligible_grades"))),
        min_amount=_amount(value.get("min_amount")),
        max_amount=_amount(value.get("max_amount")),
        min_term_months=_whole(value.get("min_term_months")),
        term_months=_whole(value.get("term_months")),
        fee_share=_number(value.get("fee_pct", 0.0)) / 100,
        collateral=_text(value.get("collateral")),
        features=_text(value.get("features")),
        feature_tags=frozenset(_codes(value.get("feature_tags"))),
        source=_text(value.get("source")),
        observed_on=_day(value.get("observed_on")),
        valid_from=_day(value.get("valid_from")),
        valid_to=_day(value.get("valid_to")),
        is_ours=bool(value.get("is_ours", competitor in OURS)),
    )


def _missing(value: object) -> bool:
    """None, NaN or NaT: none of them equals itself or is anything."""
    return value is None or (not isinstance(value, Collection) and value != value)  # noqa: PLR0124


def _number(value: object) -> float:
    return float("nan") if value is None else float(str(value))


def _amount(value: object) -> float | None:
    return None if value is None else _number(value)


def _whole(value: object) -> int | None:
    return None if value is None else int(_number(value))


def _text(value: object) -> str | None:
    return None if value is None or not str(value).strip() else str(value)


def _codes(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple(value.replace("|", " ").replace(",", " ").split())
    return tuple(str(each) for each in value) if isinstance(value, Collection) else ()


def _day(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else None
