"""How each view of the Competitors page is computed: its definition and the SQL that ran."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from analytics.exposure import Against
from analytics.exposure_prices import HIGHEST
from analytics.offers_book import counting_offers
from data.problems import Problem
from pages.parts import cards

if TYPE_CHECKING:
    from pages.parts.competitors_book import Book
    from pages.parts.competitors_choice import Choice
    from pages.parts.shell import Page

SOURCES: Mapping[str, tuple[str, str]] = {
    "compare": ("offers/released", "loan-compare"),
    "affected": ("offers/exposure", "offer-exposure"),
    "match": ("offers/exposure", "offer-break-even"),
    "deposits": ("offers/deposit_rates", "deposit-rate-ladder"),
    "book": ("offers/released", "offer-book"),
}
"""View -> the SQL file it asks and its entry in METRICS.md."""


def definition(page: Page, book: Book, choice: Choice) -> None:
    """The folded box at the foot of a view; none where nothing could be asked."""
    question, metric = SOURCES[choice.view]
    try:
        parameters = _parameters(page, book, choice, question)
    except Problem:
        return
    cards.definition(page, question, scope=page.scope.single, metric=metric, **parameters)


def _parameters(page: Page, book: Book, choice: Choice, question: str) -> dict[str, object]:
    if question == "offers/deposit_rates":
        return {"highest": HIGHEST}
    if question != "offers/exposure":
        return {}
    kind = "loan" if choice.view == "match" else choice.kind
    counting = counting_offers(page.engine, page.scope, book.offers, kind=kind)
    return dict(Against.of(page.engine, page.scope, counting).parameters)
