"""The sentences the Competitors page opens its views with, and the ranks that differ. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pages.parts import competitors_words as words
from pages.parts.cards import strong

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import pandas as pd

    from pages.parts.text import Text

    Row = Mapping[str, object]


def comparison_headline(
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
            rate=strong(words.rate(t, ours["apr"])),
            **asked,
        )
    facts = asked | {
        "name": names[str(theirs["offer"])],
        "rate": strong(words.rate(t, theirs["apr"])),
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
    facts = facts | {"gap": strong(words.gap(t, apart)), "ours": words.rate(t, ours["apr"])}
    if abs(apart) < words.SAME:
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
        "margin a year. Another {possible} are possibly affected: too little is known of them or "
        "their loan.",
        **facts,
    )


def barred_note(t: Text, barred: Row) -> str:
    """Who is counted but not listed; nothing where nobody is."""
    if not barred["customer_count"]:
        return ""
    return t(
        "{count} more pay above the offer but cannot take it: occupation, grade or an overdue "
        "payment. They are on no list.",
        count=t.exact(barred["customer_count"]),
    )


def match_headline(t: Text, found: Row, name: str) -> str:
    """Match or let go, in a sentence."""
    facts = {
        "name": name,
        "new": strong(words.rate(t, found["new_rate"])),
        "edge": strong(words.rate(t, found["break_even_rate"])),
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


def ladder_headline(t: Text, frame: pd.DataFrame, ceiling: float) -> str:
    """At how many terms rivals pay more than we do, and by how much at most."""
    both = frame[frame["gap"].notna()]
    if both.empty:
        return t("No term has both an offer of ours and one of theirs that counts.")
    higher = both[both["gap"].astype(float) > words.SAME]
    if higher.empty:
        return t("At no term do rivals pay more than we do.")
    most = higher.loc[higher["gap"].astype(float).idxmax()]
    facts = {
        "count": strong(t.exact(len(higher))),
        "all": t.exact(len(both)),
        "gap": strong(words.gap(t, float(most["gap"]))),
        "theirs": strong(words.rate(t, most["theirs"])),
        "ours": words.rate(t, most["ours"]),
    }
    said = t(
        "At {count} of {all} terms rivals pay more than we do, at most {gap}: {theirs} against "
        "our {ours}.",
        **facts,
    )
    if ceiling and frame["at_ceiling"].any():
        held = t(
            "The ceiling of {rate} keeps us from matching all of it.", rate=words.rate(t, ceiling)
        )
        return words.joined(t, said, held)
    return said


def book_headline(t: Text, table: pd.DataFrame, at: date) -> str:
    """How many of the book's entries count on the data date."""
    if table.empty:
        return t("The offer book is empty.")
    current = table["standing"] == "current"
    facts = {
        "count": strong(t.exact(int(table["counts"].sum()))),
        "ours": strong(t.exact(int((current & table["is_ours"].astype(bool)).sum()))),
        "all": t.exact(len(table)),
        "date": t.date(at),
    }
    return t(
        "Of {all} offers in the book {count} of theirs and {ours} of ours count on {date}.", **facts
    )


def rule_sentence(
    t: Text, shown: pd.DataFrame, names: Mapping[str, str], new_rate: float, every: int
) -> str:
    """What a published rule would do to the contribution of a year."""
    change = float(shown["change"].astype(float).sum())
    some = len(shown) < every
    facts = {
        "who": t(", ").join(names[pick] for pick in shown["pick"]),
        "rate": strong(words.rate(t, new_rate)),
        "change": strong(t.signed(t.money(change))),
    }
    if some:
        return t("{rate} for all borrowers of {who}: contribution {change} a year.", **facts)
    return t("{rate} for all borrowers: contribution {change} a year.", **facts)
