"""How to speak of a rival's offer: know it, acknowledge it, say what fits better. Pure.

The annualised rate stands first on every card, all costs included; no gift and no other business is
ever part of the talk. Source: domain model 5.7, 5.9 and row 57.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from pages.parts import competitors_words as words
from pages.parts.competitors_book import called
from pages.parts.text import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from analytics.offers import Offer
    from pages.parts.text import Text

KNOW, ACKNOWLEDGE, FIT = sentence("Know"), sentence("Acknowledge"), sentence("Fits better")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One offer's talk track. rates: the line that stands first, large."""

    title: str
    rates: str
    quote: str
    know: tuple[str, ...]
    acknowledge: tuple[str, ...]
    fit: tuple[str, ...]


def card(
    t: Text, offer: Offer, *, ours: Offer | None, grid: pd.DataFrame | None, months: int
) -> Card:
    """The card of a rival's offer. ours: the offer of our own it is set beside, if there is one.

    grid: `offer_features.feature_grid` of the two; months: the term compared.
    """
    if offer.kind == "deposit":
        rates = t("{rate} a year", rate=words.rate(t, offer.quote.annual_rate))
    else:
        rates = words.rates_first(t, offer, months)
    return Card(
        title=called(offer),
        rates=rates,
        quote=t("Quoted as {quote}", quote=words.quote_words(t, offer, months)),
        know=tuple(_know(t, offer)),
        acknowledge=tuple(_acknowledge(t, offer, ours, grid, months)),
        fit=tuple(_fit(t, offer, ours, grid, months)),
    )


def _know(t: Text, offer: Offer) -> Sequence[str]:
    said = []
    if offer.eligible_occupations:
        whom = _listed(t, "occupation_group", offer.eligible_occupations)
        said.append(t("For: {whom}.", whom=whom))
    if offer.eligible_grades:
        said.append(t("Grade: {grades}.", grades=_listed(t, "job_grade", offer.eligible_grades)))
    if offer.max_amount is not None and offer.term_months is not None:
        said.append(
            t(
                "Up to {amount} for up to {months} months.",
                amount=t.money(offer.max_amount),
                months=t.exact(offer.term_months),
            )
        )
    elif offer.max_amount is not None:
        said.append(t("Up to {amount}.", amount=t.money(offer.max_amount)))
    if offer.repay_modes:
        said.append(t("Repaid by: {modes}.", modes=_listed(t, "repay_mode", offer.repay_modes)))
    if offer.fee_share:
        said.append(t("A fee of {fee} is kept back.", fee=words.rate(t, offer.fee_share)))
    if offer.features:
        said.append(t("Advertised: {features}", features=offer.features))
    if offer.source or offer.observed_on:
        said.append(
            t("Seen {date}, {source}.", date=t.date(offer.observed_on), source=offer.source)
            if offer.source and offer.observed_on
            else t("Seen {date}.", date=t.date(offer.observed_on))
            if offer.observed_on
            else t("Source: {source}; no date confirmed.", source=offer.source)
        )
    return said


def _acknowledge(
    t: Text, offer: Offer, ours: Offer | None, grid: pd.DataFrame | None, months: int
) -> Sequence[str]:
    said = []
    apart = _apart(offer, ours, months)
    if apart is not None and apart > words.SAME:
        said.append(
            t(
                "Their rate is {gap} below ours; say so before the customer does.",
                gap=words.gap(t, apart),
            )
        )
    better = [] if grid is None else _features(t, grid, loser="ours")
    if better:
        said.append(t("They are ahead in: {features}.", features=t(", ").join(better)))
    return said or [t("Their offer is a serious one: never speak ill of it or of the bank.")]


def _fit(
    t: Text, offer: Offer, ours: Offer | None, grid: pd.DataFrame | None, months: int
) -> Sequence[str]:
    said = []
    apart = _apart(offer, ours, months)
    if apart is not None and apart < -words.SAME:
        said.append(t("With all costs ours is {gap} cheaper a year.", gap=words.gap(t, apart)))
    if offer.quote.is_floor:
        said.append(
            t("Their rate is a floor: ask which rate they offered this customer in writing.")
        )
    if offer.quote.is_flat:
        said.append(
            t(
                "They charge interest on the first amount to the end: compare the total interest, "
                "not the monthly rate."
            )
        )
    if offer.fee_share:
        said.append(t("Their fee is part of the price: compare what is paid in all."))
    if offer.eligible_occupations or offer.eligible_grades:
        said.append(t("Who is not in their list does not get it: ask for employer and grade."))
    better = [] if grid is None else _features(t, grid, loser="theirs")
    if better:
        said.append(t("We are ahead in: {features}.", features=t(", ").join(better)))
    said.append(t("Ask what the money is for and when it comes back; offer the repayment it fits."))
    return said


def _apart(offer: Offer, ours: Offer | None, months: int) -> float | None:
    """Ours less theirs a year, with all fees; None where they cannot be compared."""
    if ours is None or offer.kind != "loan" or ours.kind != "loan":
        return None
    return words.yearly(ours, months) - words.yearly(offer, months)


def _features(t: Text, grid: pd.DataFrame, *, loser: str) -> list[str]:
    rows = grid[(grid["loser"] == loser) & (grid["feature"] != "price")]
    return [feature_word(t, name) for name in rows["feature"]]


FEATURES = {
    "price": sentence("Price, with all costs"),
    "amount": sentence("Largest amount"),
    "term": sentence("Longest term"),
    "modes": sentence("Ways of repaying"),
}
"""Rows of the feature grid that are no tag of an offer."""


def feature_word(t: Text, name: str) -> str:
    """A row of the feature grid in words."""
    return t(FEATURES[name]) if name in FEATURES else t.code("feature_tags", name)


def _listed(t: Text, dimension: str, codes: Sequence[str] | frozenset[str]) -> str:
    return t(", ").join(t.code(dimension, code) for code in sorted(codes))


def card_html(t: Text, shown: Card) -> str:
    """The card; everything from the book is escaped."""
    columns = "".join(
        f"<div><dt>{escape(t(title))}</dt><dd><ul>"
        f"{''.join(f'<li>{escape(each)}</li>' for each in said)}</ul></dd></div>"
        for title, said in ((KNOW, shown.know), (ACKNOWLEDGE, shown.acknowledge), (FIT, shown.fit))
    )
    return (
        f'<div class="tv-talk"><h3>{escape(shown.title)}</h3>'
        f'<p class="rates">{escape(shown.rates)}</p><p class="tv-sub">{escape(shown.quote)}</p>'
        f'<dl class="tv-cols">{columns}</dl></div>'
    )


def card_text(t: Text, shown: Card) -> str:
    """The card as lines to paste into a chat, the annualised rate first."""
    lines = [shown.title, shown.rates, shown.quote]
    parts = ((KNOW, shown.know), (ACKNOWLEDGE, shown.acknowledge), (FIT, shown.fit))
    for title, said in parts:
        lines += [t(title), *(f"- {each}" for each in said)]
    return "\n".join(lines)
