"""The offer book as the page reads it: what stands in it, what each offer is called. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from analytics import offers_book
from data.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

    from analytics.offers import Offer
    from data.offer_entries import SavedOffer
    from pages.parts.shell import Page
    from pages.parts.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Every offer of the store on the data date.

    table: a row of `offer_book` per entry of `saved` and `offers`, in their order. names: offer
    id -> what it is called; newest versions win.
    """

    saved: tuple[SavedOffer, ...]
    offers: tuple[Offer, ...]
    table: pd.DataFrame
    names: Mapping[str, str]
    by_id: Mapping[str, Offer]

    @property
    def unconfirmed(self) -> list[SavedOffer]:
        """Those nobody has said a day for: they wait for one."""
        waits = self.table["standing"] == "unconfirmed"
        return [saved for saved, wait in zip(self.saved, waits, strict=True) if wait]

    def counting(self, kind: str | None = None) -> list[str]:
        """Ids of the rivals' offers that count, of a kind or of any, in the book's order."""
        rows = self.table[self.table["counts"]]
        if kind is not None:
            rows = rows[rows["kind"] == kind]
        return list(dict.fromkeys(rows["offer"]))


def read(page: Page) -> Book:
    """The live book.

    Raises:
        WorkspaceUnreachable.
    """
    saved = Workspace(page.store).offers.all()
    offers = offers_book.offers_of(each.offer for each in saved)
    table = offers_book.offer_book(page.engine, page.scope, offers=offers).reset_index(drop=True)
    current = table["standing"] == "current"
    order = [*table.index[~current], *table.index[current]]
    by_id = {offers[place].offer_id: offers[place] for place in order}
    in_order = {offer.offer_id: by_id[offer.offer_id] for offer in offers}
    return Book(
        saved=saved,
        offers=offers,
        table=table,
        names=MappingProxyType({each: called(offer) for each, offer in in_order.items()}),
        by_id=MappingProxyType(in_order),
    )


def called(offer: Offer) -> str:
    """Whose it is and what it is called."""
    return f"{offer.competitor} · {offer.product_name}"


def name_of(book: Book, offer: str) -> str:
    """What an offer is called, or its id where the book does not know it."""
    return book.names.get(offer, offer)


def standing_word(t: Text, standing: str, against: str = "") -> str:
    """Whether an offer counts, in a word, and why it does not."""
    words = {
        "current": t("Counts"),
        "stale": t("Out of date"),
        "expired": t("Expired"),
        "unconfirmed": t("Date not confirmed"),
        "later": t("After the data date"),
    }
    reasons = {
        "doubtful": t("To be asked about"),
        "wrong": t("To be corrected"),
        "ours": t("Ours"),
        "no_line": t("No product line"),
        "no_term": t("No term"),
        "other_line": t("Neither loan nor deposit"),
    }
    return reasons.get(against) or words[standing]
