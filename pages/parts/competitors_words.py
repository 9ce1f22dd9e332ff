"""What the Competitors page says: quotes, headlines, ranks, what to do. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.internal_rate import effective
from analytics.loan_cost import monthly_cost
from analytics.quotes import plain
from pages.parts import format as forms
from pages.parts.cards import strong

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from analytics.offers import Offer
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
    quote, value = offer.quote, plain(offer.quote.value)
    if quote.is_flat:
        said = t(
            "flat {value} % a month = really {rate} a year",
            value=value,
            rate=rate(t, yearly(offer, months)),
        )
    else:
        facts = {"value": value, "rate": rate(t, quote.annual_rate)}
        said = {
            "annual_pct": lambda: t("{value} % a year", value=value),
            "annual_li": lambda: t("{value} li a year = {rate} a year", **facts),
            "monthly_pct": lambda: t("{value} % a month = {rate} a year", **facts),
            "monthly_li": lambda: t("{value} li a month = {rate} a year", **facts),
            "daily_li": lambda: t("{value} li a day = {rate} a year", **facts),
        }[quote.basis]()
    return t("from {quote}", quote=said) if quote.is_floor else said


def rates_first(t: Text, offer: Offer, months: int | None = None) -> str:
    """The annualised rate of a loan, simple and compound, as it must stand first."""
    simple = yearly(offer, months)
    return t(
        "Annualised rate {apr} (simple), {ear} (compound)",
        apr=rate(t, simple),
        ear=rate(t, float(effective(simple / 12))),
    )


def comparison_headline(  # noqa: PLR0913 - two offers and what is asked
    t: Text, theirs: Row | None, ours: Row | None, names: Mapping[str, str], amount: float,
    months: int,
) -> str:  # fmt: skip
    """What the rival's offer costs, and how far that is from ours, like for like."""
    asked = {"amount": t.money(amount), "months": t.exact(months)}
    if theirs is None and ours is None:
        return t("No offer fits {amount} over {months} months.", **asked)
    if theirs is None:
        return t(
            "No rival's offer counts for {amount} over {months} months; ours costs {rate} a year.",
            rate=strong(rate(t, ours["apr"])),
            **asked,
        )
    facts = asked | {
        "name": names[str(theirs["offer"])],
        "rate": strong(rate(t, theirs["apr"])),
    }
    if ours is None:
        return t(
            "{name} costs {rate} a year for {amount} over {months} months. Enter our own offer to "
            "see the difference.",
            **facts,
        )
    return _beside_ours(t, theirs, ours, facts)


def _beside_ours(t: Text, theirs: Row, ours: Row, facts: dict[str, str]) -> str:
    apart = float(ours["apr"]) - float(theirs["apr"])
    facts = facts | {"gap": strong(gap(t, apart)), "ours": rate(t, ours["apr"])}
    if abs(apart) < SAME:
        return t(
            "{name} costs {rate} a year for {amount} over {months} months: as much as ours.",
            **facts,
        )
    less = float(ours["monthly_first"]) - float(theirs["monthly_first"])
    if theirs["repay_mode"] != ours["repay_mode"]:
        return (
            t("{name} costs {rate} a year: {gap} below our {ours}.", **facts)
            if apart > 0
            else t("{name} costs {rate} a year: {gap} above our {ours}.", **facts)
        )
    facts |= {
        "month": strong(t.exact_money(abs(less))),
        "total": strong(
            t.exact_money(abs(float(ours["total_interest"]) - float(theirs["total_interest"])))
        ),
    }
    if apart > 0:
        return t(
            "{name} costs {rate} a year, {gap} below our {ours}. For {amount} over {months} months "
            "the customer pays {month} a month less at first, {total} less in all.",
            **facts,
        )
    return t(
        "{name} costs {rate} a year, {gap} above our {ours}. For {amount} over {months} months "
        "the customer pays {month} a month more at first, {total} more in all.",
        **facts,
    )


def rank_sentences(t: Text, frame: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    """Where the advertisement puts an offer elsewhere than its cost does."""
    rows = frame[frame["ranks_differ"]].to_dict("records")
    return [
        t(
            "{name} ({mode}): number {headline} by the rate it advertises, number {true} by what "
            "it really costs.",
            name=names[str(row["offer"])],
            mode=t.code("repay_mode", row["repay_mode"]),
            headline=t.exact(row["headline_rank"]),
            true=t.exact(row["true_rank"]),
        )
        for row in rows
    ]


def deposit_rank_sentences(t: Text, frame: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    """The same of deposits, by what they really bring."""
    rows = frame[frame["ranks_differ"]].to_dict("records")
    return [
        t(
            "{name}: number {headline} by the rate it advertises, number {true} by what it really "
            "brings a year.",
            name=names[str(row["offer"])],
            headline=t.exact(row["headline_rank"]),
            true=t.exact(row["true_rank"]),
        )
        for row in rows
    ]


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


def affected_headline(t: Text, sure: Row, possible: Row) -> str:
    """How many of ours an offer beats, and what that puts at risk."""
    if not sure["customer_count"] and not possible["customer_count"]:
        return t("No customer here holds a loan or deposit that a counting offer beats.")
    facts = {
        "count": strong(t.exact(sure["customer_count"])),
        "balance": strong(t.money(sure["exposed_balance"])),
        "margin": strong(t.money(sure["margin_at_risk"])),
        "possible": strong(t.exact(possible["customer_count"])),
    }
    if not possible["customer_count"]:
        return t(
            "{count} customers are surely affected: {balance} could move, and with it {margin} of "
            "margin a year.",
            **facts,
        )
    return t(
        "{count} customers are surely affected: {balance} could move, and with it {margin} of "
        "margin a year. Another {possible} are possibly affected: we do not know their occupation "
        "or grade.",
        **facts,
    )


def affected_notes(
    t: Text, found: pd.DataFrame, sums: Mapping[str, Row], offer: str
) -> list[str]:
    """Who is counted but not listed, and which loans could not be compared."""
    said = []
    barred = int(sums["not"]["customer_count"])
    if barred:
        said.append(
            t(
                "{count} more pay above the offer but cannot take it: occupation, grade or an "
                "overdue payment. They are on no list.",
                count=t.exact(barred),
            )
        )
    others = int(found.loc[found["offer"] == offer, "other_mode_count"].max() or 0)
    if others:
        said.append(
            t(
                "{count} loans are repaid in a way the offer does not have and are left out.",
                count=t.exact(others),
            )
        )
    return said


def match_headline(t: Text, found: Row, name: str) -> str:
    """Match or let go, in a sentence."""
    facts = {
        "name": name,
        "new": strong(rate(t, found["new_rate"])),
        "edge": strong(rate(t, found["break_even_rate"])),
        "change": strong(t.money(abs(float(found["change"])))),
    }
    if float(found["change"]) < 0:
        return t(
            "Going to {new} for everybody would cost {change} a year more than letting some go: "
            "under these assumptions no rate below {edge} pays.",
            **facts,
        )
    return t(
        "Going to {new} for everybody would bring {change} a year more than letting some go: "
        "under these assumptions any rate from {edge} pays.",
        **facts,
    )


def missing(value: object) -> bool:
    """Whether a number is not known."""
    return forms.is_missing(value)
