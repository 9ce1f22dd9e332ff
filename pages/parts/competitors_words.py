"""Rates, quotes and limits as the Competitors page says them. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.internal_rate import effective
from analytics.loan_cost import monthly_cost
from analytics.quotes import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analytics.offers import Offer
    from analytics.quotes import Quote, Reading
    from pages.parts.text import Text

    Row = Mapping[str, object]

USUAL_TERM = 36
SAME = 5e-5
"""Rates nearer than this are shown alike, so they are called alike."""


def rate(t: Text, value: object) -> str:
    """A yearly rate to a hundredth of a per cent: 6.00%."""
    return t.percent(value, decimals=2)


def gap(t: Text, value: float) -> str:
    """How far two rates lie apart, without a sign: 1.20 points."""
    return t("{value} points", value=t.decimal(abs(value) * 100))


def yearly(offer: Offer, months: int | None = None) -> float:
    """What a loan offer really costs a year, simple, with its fee, repaid as it is first named.

    months: of the loan; the offer's own longest term where it is shorter or nothing is asked.
    """
    longest = offer.term_months or USUAL_TERM
    term = min(months or longest, longest)
    monthly = monthly_cost(offer.modes[0], offer.quote.monthly_rate, term, offer.fee_share)
    return 12 * float(monthly)


def quote_words(t: Text, offer: Offer, months: int | None = None) -> str:
    """The quote in its own words with the yearly rate it means; never a flat quote alone."""
    quote = offer.quote
    said = quote_basis_words(t, quote, yearly(offer, months) if quote.is_flat else None)
    return t("from {quote}", quote=said) if quote.is_floor else said


def quote_basis_words(t: Text, quote: Quote, real: float | None = None) -> str:
    """A number in its basis with the yearly rate. real: what a flat one costs, 36 months usual."""
    value = plain(quote.value)
    if quote.is_flat:
        if real is None:
            real = 12 * float(monthly_cost("flat", quote.monthly_rate, USUAL_TERM))
        return t("flat {value} % a month = really {rate} a year", value=value, rate=rate(t, real))
    facts = {"value": value, "rate": rate(t, quote.annual_rate)}
    said = {
        "annual_pct": lambda: t("{value} % a year", value=value),
        "annual_li": lambda: t("{value} li a year = {rate} a year", **facts),
        "monthly_pct": lambda: t("{value} % a month = {rate} a year", **facts),
        "monthly_li": lambda: t("{value} li a month = {rate} a year", **facts),
        "daily_li": lambda: t("{value} li a day = {rate} a year", **facts),
    }
    return said[quote.basis]()


def rates_first(t: Text, offer: Offer, months: int | None = None) -> str:
    """The annualised rate of a loan, simple and compound, as it must stand first."""
    simple = yearly(offer, months)
    return t(
        "Annualised rate {apr} (simple), {ear} (compound)",
        apr=rate(t, simple),
        ear=rate(t, float(effective(simple / 12))),
    )


def limit_word(t: Text, limit: str) -> str:
    """What keeps an offer from the amount and term."""
    words = {
        "amount_below": t("Amount too small"),
        "amount_above": t("Amount too large"),
        "term_below": t("Term too short"),
        "term_above": t("Term too long"),
    }
    return words.get(limit, "")


def monthly_word(t: Text, first: float, last: float, mode: str) -> str:
    """The payment of a month; first and last where they differ."""
    if abs(first - last) < 0.005:
        return t.decimal(first)
    if mode == "bullet":
        return t("{first}, at the end {last}", first=t.decimal(first), last=t.decimal(last))
    return t("{first} falling to {last}", first=t.decimal(first), last=t.decimal(last))


def reading_words(t: Text, reading: Reading) -> str:
    """One thing a typed number may mean, with its yearly rate."""
    return quote_basis_words(t, reading.quote)


def joined(t: Text, *sentences: str) -> str:
    """Sentences one after the other; Chinese ones without a space between."""
    return ("" if t.language == "zh_CN" else " ").join(sentences)
