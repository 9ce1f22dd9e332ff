"""The tables of the Competitors page, ready to be drawn. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pages.parts import competitors_words as words
from pages.parts import format as forms
from pages.parts import lists
from pages.parts.competitors_book import called, standing_word
from pages.parts.policy_tables import Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analytics.offers import Offer
    from data.offer_entries import SavedOffer
    from pages.parts.competitors_book import Book
    from pages.parts.text import Text

CURRENT, SAME_RATE = "current", 1e-12


def loans(t: Text, frame: pd.DataFrame, offers: Sequence[Offer], months: int) -> Table:
    """Loan offers like for like, the cheapest first; what does not count stands last.

    `frame`: `offers_questions.loan_compare`.
    """
    rows = [
        {
            "name": _named(t, _offer(offers, row)),
            "mode": _mode(t, row),
            "apr": words.rate(t, row["apr"]),
            "ear": words.rate(t, row["ear"]),
            "monthly": words.monthly_word(
                t, row["monthly_first"], row["monthly_last"], row["repay_mode"]
            ),
            "interest": t.decimal(row["total_interest"]),
            "quote": words.quote_words(t, _offer(offers, row), months),
            "headline": t.exact(row["headline_rank"]),
            "true": t.exact(row["true_rank"]),
            "state": _state(t, row),
        }
        for row in frame.to_dict("records")
    ]
    columns = [
        lists.Column(name="name", label=t("Offer")),
        lists.Column(name="mode", label=t("Repayment")),
        lists.Column(name="apr", kind="given", label=t("Annualised, simple")),
        lists.Column(name="ear", kind="given", label=t("Annualised, compound")),
        lists.Column(name="monthly", kind="given", label=t("Monthly payment")),
        lists.Column(name="interest", kind="given", label=t("Total interest")),
        lists.Column(name="quote", label=t("As quoted")),
        lists.Column(name="headline", kind="given", label=t("Place, advertised")),
        lists.Column(name="true", kind="given", label=t("Place, real")),
        lists.Column(name="state", label=t("State")),
    ]
    return Table(rows=pd.DataFrame(rows), columns=columns)


def counting(frame: pd.DataFrame) -> pd.Series:
    """Which rows count: current, and within their limits."""
    return (frame["standing"] == CURRENT) & (frame["limit"] == "")


def greyed(frame: pd.DataFrame) -> list[int]:
    """The rows that do not count."""
    return [place for place, counts in enumerate(counting(frame)) if not counts]


def in_order(frame: pd.DataFrame, rate: str, *, ascending: bool = True) -> pd.DataFrame:
    """What counts first, by what it really costs or brings."""
    ordered = frame.assign(_counts=counting(frame)).sort_values(
        ["_counts", rate], ascending=[False, ascending], kind="stable"
    )
    return ordered.drop(columns="_counts").reset_index(drop=True)


def deposits(t: Text, frame: pd.DataFrame, offers: Sequence[Offer]) -> Table:
    """Savings offers by what they really bring. `frame`: `offers_questions.deposit_compare`."""
    rows = [
        {
            "name": _named(t, _offer(offers, row)),
            "term": term_word(t, row["term_months"]),
            "headline": words.rate(t, row["headline_rate"]),
            "ear": words.rate(t, row["ear"]),
            "interest": t.decimal(row["interest"]),
            "place": t.exact(row["headline_rank"]),
            "true": t.exact(row["true_rank"]),
            "state": _state(t, row),
        }
        for row in frame.to_dict("records")
    ]
    columns = [
        lists.Column(name="name", label=t("Offer")),
        lists.Column(name="term", label=t("Term")),
        lists.Column(name="ear", kind="given", label=t("Yearly yield"), unit=t("compound")),
        lists.Column(name="headline", kind="given", label=t("As quoted"), unit=t("a year")),
        lists.Column(name="interest", kind="given", label=t("Interest"), unit=t("to the end")),
        lists.Column(name="place", kind="given", label=t("Place, advertised")),
        lists.Column(name="true", kind="given", label=t("Place, real")),
        lists.Column(name="state", label=t("State")),
    ]
    return Table(rows=pd.DataFrame(rows), columns=columns)


def term_word(t: Text, months: object) -> str:
    """A term in months or years; demand deposits have none."""
    if forms.is_missing(months):
        return t("on demand")
    count = int(months)
    if count % 12 == 0:
        return t.many("{count} year", "{count} years", count // 12)
    return t.many("{count} month", "{count} months", count)


def book(t: Text, known: Book) -> Table:
    """Every entry of the book: what it is, what it costs or brings, whether it counts."""
    rows = []
    for row, saved, offer in zip(
        known.table.to_dict("records"), known.saved, known.offers, strict=True
    ):
        rows.append(
            {
                "name": _named(t, offer),
                "line": t.code("line", offer.line) if offer.line else forms.MISSING,
                "quote": words.quote_words(t, offer) if _readable(row) else forms.MISSING,
                "limit": limits(t, offer),
                "observed": t.date(offer.observed_on),
                "state": standing_word(t, row["standing"], _why(row)),
                "source": offer.source or forms.MISSING,
                "version": t.exact(saved.version),
            }
        )
    columns = [
        lists.Column(name="name", label=t("Offer")),
        lists.Column(name="line", label=t("Product line")),
        lists.Column(name="quote", label=t("As quoted")),
        lists.Column(name="limit", label=t("Limits")),
        lists.Column(name="observed", label=t("Observed on")),
        lists.Column(name="state", label=t("State")),
        lists.Column(name="source", label=t("Source")),
        lists.Column(name="version", kind="given", label=t("Version")),
    ]
    return Table(rows=pd.DataFrame(rows), columns=columns)


def not_counting(table: pd.DataFrame) -> list[int]:
    """The entries of a book that are grey: by their date, or because something is wrong."""
    out = (table["standing"] != CURRENT) | table["against"].isin(["doubtful", "wrong"])
    return [place for place, each in enumerate(out) if each]


def history(t: Text, entries: Sequence[SavedOffer]) -> Table:
    """Every entry about an offer, the newest first. entries: oldest first."""
    origins = {
        "shipped": t("Shipped with the program"),
        "release": t("A loaded file"),
        "file": t("A loaded file"),
        "typed": t("Typed"),
    }
    rows = [
        {
            "when": f"{t.date(each.created_at)} {each.created_at:%H:%M}"
            if each.created_at
            else forms.MISSING,
            "version": t.exact(each.version),
            "what": t("Deleted") if each.row is None else _quoted(t, each.row),
            "origin": origins.get(each.origin, each.origin),
            "author": each.author or forms.MISSING,
        }
        for each in reversed(entries)
    ]
    columns = [
        lists.Column(name="when", label=t("Entered")),
        lists.Column(name="version", kind="given", label=t("Version")),
        lists.Column(name="what", label=t("As quoted")),
        lists.Column(name="origin", label=t("Origin")),
        lists.Column(name="author", label=t("By")),
    ]
    return Table(rows=pd.DataFrame(rows), columns=columns)


def _quoted(t: Text, row: Mapping[str, object]) -> str:
    seen = row.get("observed_on")
    quote = f"{row['quote_value']:g} {t.code('quote_basis', row['quote_basis'])}"
    return t("{quote}, seen {date}", quote=quote, date=t.date(seen)) if seen else quote


def limits(t: Text, offer: Offer) -> str:
    """Up to how much, how long and for whom, in short."""
    parts = []
    if offer.max_amount is not None:
        parts.append(t("up to {amount}", amount=t.money(offer.max_amount)))
    if offer.min_amount:
        parts.append(t("from {amount}", amount=t.money(offer.min_amount)))
    if offer.term_months is not None:
        parts.append(t.many("{count} month", "{count} months", offer.term_months))
    return " · ".join(parts) or forms.MISSING


def sensitivity(t: Text, frame: pd.DataFrame) -> Table:
    """The change at the new rate: shares that stay anyway down, shares that stay then across.

    `frame`: `break_even.sensitivity`.
    """
    wide = frame.pivot_table(
        index="kept_without", columns="kept_with", values="change", dropna=False
    )
    names = {share: f"s{round(share * 1000)}" for share in wide.columns}
    rows = wide.rename(columns=names).reset_index()
    rows["kept_without"] = [t.percent(share, decimals=0) for share in rows["kept_without"]]
    columns = [
        lists.Column(name="kept_without", label=t("Stay anyway")),
        *(
            lists.Column(
                name=name,
                kind="change",
                label=t.percent(share, decimals=0),
                unit=t("stay after matching"),
            )
            for share, name in names.items()
        ),
    ]
    return Table(rows=rows, columns=columns)


def repricing(t: Text, frame: pd.DataFrame, names: Mapping[str, str]) -> Table:
    """What one published rate for whole parts would do. `frame`: `offer_repricing` with
    `pick`, a key of `names`.
    """
    rows = frame.assign(
        name=[names[pick] for pick in frame["pick"]],
        rate_word=[words.rate(t, each) for each in frame["rate"]],
        edge=[words.rate(t, each) for each in frame["break_even_rate"]],
        given=frame["given_up"] + frame["given_up_others"],
    )
    columns = [
        lists.Column(name="name", label=t("Part")),
        lists.Column(name="customer_count", kind="count", label=t("Customers")),
        lists.Column(name="balance", kind="money", label=t("Repriced balance")),
        lists.Column(name="exposed_balance", kind="money", label=t("Affected balance")),
        lists.Column(name="rate_word", kind="given", label=t("Rate now")),
        lists.Column(name="edge", kind="given", label=t("Match-or-let-go rate")),
        lists.Column(name="saved", kind="change", label=t("Kept by it")),
        lists.Column(name="given", kind="change", label=t("Given up")),
        lists.Column(name="change", kind="change", label=t("Contribution a year")),
    ]
    return Table(rows=rows, columns=columns)


def _why(row: Mapping[str, object]) -> str:
    """Why an entry does not count, where its date is not the reason."""
    return str(row["against"]) if row["standing"] == CURRENT else ""


def _readable(row: Mapping[str, object]) -> bool:
    return row["against"] != "wrong" and not forms.is_missing(row["headline_rate"])


def _offer(offers: Sequence[Offer], row: Mapping[str, object]) -> Offer:
    """The version of an offer that a row is of: the one with its quoted rate."""
    own = [each for each in offers if each.offer_id == row["offer"]]
    rate = float(row["headline_rate"])
    same = (each for each in own if abs(each.quote.annual_rate - rate) < SAME_RATE)
    return next(same, own[0])


def _named(t: Text, offer: Offer) -> str:
    return t("{name} (ours)", name=called(offer)) if offer.is_ours else called(offer)


def _mode(t: Text, row: Mapping[str, object]) -> str:
    word = t.code("repay_mode", row["repay_mode"])
    return t("{mode} (assumed)", mode=word) if row["mode_assumed"] else word


def _state(t: Text, row: Mapping[str, object]) -> str:
    if row["standing"] != CURRENT:
        return standing_word(t, str(row["standing"]))
    return words.limit_word(t, str(row["limit"])) or standing_word(t, CURRENT)


def plan(t: Text, frame: pd.DataFrame) -> tuple[pd.DataFrame, Sequence[lists.Column]]:
    """A payment plan as it is shown. `frame`: `loan_plan.Plan.table`."""
    rows = pd.DataFrame({"month": frame["month"].map(t.exact)})
    for name in ("payment", "interest", "principal", "remaining"):
        rows[name] = frame[name].map(t.decimal)
    labels = {
        "month": t("Month"),
        "payment": t("Payment"),
        "interest": t("of it interest"),
        "principal": t("of it principal"),
        "remaining": t("Still owed"),
    }
    return rows, [
        lists.Column(name=name, kind="given", label=label) for name, label in labels.items()
    ]
