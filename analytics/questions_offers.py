"""The questions on rivals' offers, for the command line and METRICS.md."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from analytics.deposit_rates import deposit_rate_ladder
from analytics.exposure import (
    PARTS,
    offer_exposure,
    offer_exposure_by,
    offer_exposure_customers,
)
from analytics.exposure_left_out import offer_left_out
from analytics.offers_book import offer_book
from analytics.offers_break_even import offer_break_even, offer_repricing
from analytics.offers_questions import deposit_compare, loan_compare
from analytics.peers import peer_balances
from analytics.question import Answer, Question

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "amount": "borrowed or deposited, 300000",
        "term_months": "a term in months, 36",
        "offer": "the id of an offer of the book; without it all that count",
        "kind": "loan or deposit",
        "by": "one of " + ", ".join(PARTS),
        "eligibility": "sure or possible",
        "limit": "rows wanted, at most 10000",
        "offset": "rows to skip",
        "kept_without": "the share of balances that stays without a new rate, 0 to 1",
        "kept_with": "the share of balances that stays with it, 0 to 1",
        "new_rate": "a yearly rate, 0.06",
        "other": "what else customers bring a year per yuan of loan, 0.008",
        "switching_cost": "what changing banks costs a customer, a share of the loan",
        "ceiling": "the highest yearly deposit rate allowed, 0.02",
        "period": "a period as it was entered, 2026-06",
    }
)
BOOK = ("offers/released", "scenarios/parameters")
BEATEN = ("products/given", "offers/flat", *BOOK)
EXPOSED = ("kind", "offer")
ASSUMED = ("kept_without", "kept_with", "new_rate", "other")


def _question(function: Answer, sql: tuple[str, ...], *options: str) -> Question:
    return Question(
        name=function.__name__.replace("_", "-"),
        function=function,
        sql=sql,
        options={option: WORDS[option] for option in options},
    )


OFFERS: tuple[Question, ...] = (
    _question(offer_book, BOOK),
    _question(loan_compare, BOOK, "amount", "term_months"),
    _question(deposit_compare, BOOK, "amount", "term_months"),
    _question(offer_exposure, ("offers/exposure", "offers/exposure_all", *BEATEN), *EXPOSED),
    _question(offer_exposure_by, ("offers/exposure_by", *BEATEN), *EXPOSED, "by"),
    _question(
        offer_exposure_customers,
        ("offers/exposure_customers", *BEATEN),
        *EXPOSED,
        "eligibility",
        "limit",
        "offset",
    ),
    _question(offer_left_out, ("offers/left_out", "products/given", *BOOK), *EXPOSED),
    _question(
        offer_break_even,
        ("offers/exposed_book", "offers/other_income", *BEATEN),
        "offer",
        *ASSUMED,
        "switching_cost",
    ),
    _question(
        offer_repricing,
        ("offers/repricing", "offers/other_income", *BEATEN),
        "offer",
        "by",
        *ASSUMED,
    ),
    _question(deposit_rate_ladder, ("offers/deposit_rates", "products/given", *BOOK), "ceiling"),
    _question(peer_balances, ("offers/peers", "offers/own_balances"), "period"),
)
