"""The sentences of the products page, computed from its small frames. No Streamlit."""

from __future__ import annotations

from datetime import date

from pages.parts import cards
from pages.parts import format as forms
from pages.parts.products_labels import Row
from pages.parts.segments_words import CUSTOMERS
from pages.parts.text import Text

HARDLY = 0.005
"""Half a point: below it a share has hardly changed."""


def headline(t: Text, kind: str, summary: Row, before: date | None) -> str:
    """The page in one sentence; bold parts are marked for `cards.headline`."""
    facts = {
        "count": t.exact(summary["holder_count"]),
        "customers": t(CUSTOMERS[kind]),
        "held": cards.strong(t.decimal(summary["per_customer"])),
        "share": cards.strong(t.percent(summary["three_plus_share"])),
    }
    was = summary["three_plus_before"]
    if before is None or forms.is_missing(was) or forms.is_missing(summary["three_plus_share"]):
        return t(
            "{count} {customers} hold {held} products each on average; {share} hold three or more.",
            **facts,
        )
    change = float(summary["three_plus_share"]) - float(was)
    facts |= {"date": t.date(before), "points": t.points(abs(change)).removeprefix("+")}
    if abs(change) < HARDLY:
        return t(
            "{count} {customers} hold {held} products each on average; {share} hold three or more, "
            "about as many as on {date}.",
            **facts,
        )
    if change > 0:
        return t(
            "{count} {customers} hold {held} products each on average; {share} hold three or more, "
            "{points} more than on {date}.",
            **facts,
        )
    return t(
        "{count} {customers} hold {held} products each on average; {share} hold three or more, "
        "{points} fewer than on {date}.",
        **facts,
    )


def not_beaten(t: Text, tested: Row | None) -> str:
    """Why there is no list of next products, in plain words."""
    if tested is None:
        return t(
            "There is no earlier date to try the proposals on, and untried ones make no list. Load "
            "another month."
        )
    facts = {"count": t.exact(tested["opened_count"]), "date": t.date(tested["checked_on"])}
    if int(tested["opened_count"]) < 10:
        return t(
            "Only {count} of these customers took up something new up to {date}: too few to tell "
            "whether proposals help. So no list is shown; look at Room to grow instead.",
            **facts,
        )
    facts |= {
        "hits": t.percent(tested["hit_rate"]),
        "popular": t.percent(tested["popular_rate"]),
    }
    return t(
        "Up to {date} {count} customers took up something new. Three proposals each would have "
        "named it for {hits} of them, the three most popular products for {popular}: not clearly "
        "better. So no list is shown; offer what is popular, or look at Room to grow.",
        **facts,
    )


def beaten(t: Text, tested: Row) -> str:
    """How well the proposals did where they are shown."""
    return t(
        "Tried on what {count} customers took up until {date}: three proposals each named it for "
        "{hits}, the three most popular products for {popular}.",
        count=t.exact(tested["opened_count"]),
        date=t.date(tested["checked_on"]),
        hits=t.percent(tested["hit_rate"]),
        popular=t.percent(tested["popular_rate"]),
    )


def step_word(t: Text, step: str) -> str:
    """A check on the way to a list."""
    words = {
        "holders": t("Could be offered something"),
        "suitable": t("It suits them"),
        "not_overdue": t("Nothing overdue"),
        "consented": t("Agreed to offers"),
        "shown": t("On the list"),
    }
    return words[step]


def steps(t: Text, view: str, topic: str = "") -> list[str]:
    """What to do with what a view shows; `untested`: next products without a list."""
    found = {
        "holds": [
            t("Ask who gave a product up why, and where the money went."),
            t("Look at Room to grow for the customers who could hold what others like them do."),
        ],
        "next": [
            t("Let each manager call their part of the list; the reason is the opening sentence."),
            t("Try it as a campaign first: that two products are held together is not a cause."),
        ],
        "untested": [
            t("Offer what is popular, and look at Room to grow for whom to offer it to."),
        ],
        "due": [
            t("Call everybody whose money falls due within 7 days today, the largest first."),
            t("Send managers the list of the month ahead, so that no renewal comes as a surprise."),
        ],
        "white": [
            t("Pick the largest square and give its list to the branches below the good quarter."),
            t("Ask the others for their consent at the next visit: most of the room lies there."),
        ],
        "bank/salary": [
            t("Ask whose salary no longer comes: a new employer, or a new bank?"),
            t("Visit employers whose staff we serve, and offer payroll."),
        ],
        "bank/channels": [
            t("Show counter-only customers mobile banking at their next visit; help the elderly."),
            t("Remind who is enrolled and never logs in: what they signed up for may not work."),
        ],
        "money/loans": [
            t("Look at the loans with the highest rates: rivals call these borrowers first."),
        ],
        "money/deposits": [
            t("Spread what falls due: a month with too much of it is a month of hard talks."),
        ],
        "money/left": [
            t("Call the largest first, and ask what the money went to."),
        ],
    }
    return found.get(f"{view}/{topic}" if topic else view, [])


def summary_text(heading: str, note: str) -> str:
    """The view as a short text to paste into a chat."""
    return "\n".join(
        each for each in (heading.replace("<b>", "").replace("</b>", ""), note) if each
    )
