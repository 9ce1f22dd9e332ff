"""Deposit rates by term, ours beside theirs, under the ceiling; then other banks' balances."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from data.problems import Problem
from pages.parts import (
    cards,
    competitors_choice,
    competitors_peers,
    competitors_remembered,
    competitors_tables,
    figures_rulers,
    lists,
    shell,
    what_if_words,
)
from pages.parts import competitors_sentences as sentences
from pages.parts import competitors_words as words

if TYPE_CHECKING:
    from pages.parts.competitors_book import Book
    from pages.parts.shell import Page
    from pages.parts.text import Text

FIGURE = "competitors_ladder"
USUAL_AMOUNT = 100_000.0


@st.fragment
def show(page: Page, book: Book) -> None:
    """The ladder, the offers behind it, and what is known of other banks' balances."""
    t = page.t
    headline = st.container()
    ceiling = _ceiling(page)
    try:
        frame = competitors_remembered.deposit_rate_ladder(
            page.engine, page.scope, ceiling=ceiling, offers=book.offers
        )
    except Problem as problem:
        with headline:
            cards.show_problem(problem, t)
        frame = pd.DataFrame()
    if frame.empty:
        cards.empty(
            t, t("No time deposit is in the offer book yet: enter ours and theirs to compare.")
        )
    else:
        heading = sentences.ladder_headline(t, frame, ceiling)
        with headline:
            cards.headline(heading)
        _ladder(page, book, frame, ceiling, heading)
        _offers(page, book)
    competitors_peers.show(page)


def _ceiling(page: Page) -> float:
    """The highest rate that self-discipline allows: the bank's own, or one typed to try."""
    t = page.t
    known = competitors_choice.parameter_ceiling(page)
    value = competitors_choice.number(page, "ceiling", known or 0.0, low=0.0, high=0.2)
    with st.container(horizontal=True, vertical_alignment="bottom", key="deposits_asked"):
        competitors_choice.percent_input(
            page, "ceiling", t("Ceiling of self-discipline (% a year, 0 = none)"), value, width=320
        )
    return value


def _ladder(page: Page, book: Book, frame: pd.DataFrame, ceiling: float, heading: str) -> None:
    t = page.t
    cards.section(
        t("Rates by term"),
        t("The best counting offer of theirs beside ours, a year. Nothing above the ceiling is "
          "ever suggested."),
    )  # fmt: skip
    figure = figures_rulers.ladder_figure(
        frame, t, page.theme, ceiling=ceiling, narrow=shell.is_narrow()
    )
    cards.chart(figure, page, key=FIGURE, alt=what_if_words.plain(heading))
    rows = _rows(t, book, frame)
    columns = _columns(t, frame)
    lists.table(rows, columns, t)
    told = t(
        "“At most” is their rate where it is above ours, never more than the ceiling; it is no "
        "advice to pay it. Paid: what our open deposits of that term earn on average."
    )
    what_if_words.aside(told)
    file = rows[[column.name for column in columns]].copy()
    file.attrs["labels"] = {column.name: str(column.label) for column in columns}
    cards.actions(
        page,
        "deposit_rate_ladder",
        file,
        figure_key=FIGURE,
        summary=what_if_words.plain(heading),
        question="deposit-rate-ladder",
    )


def _rows(t: Text, book: Book, frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "term": competitors_tables.term_word(t, row["term_months"]),
                "ours": words.rate(t, row["ours"]),
                "paid": words.rate(t, row["ours_paid"]),
                "balance": row["balance"],
                "theirs": words.rate(t, row["theirs"]),
                "offer": book.names.get(row["offer"], "–"),
                "gap": t.points(row["gap"], decimals=2),
                "most": t("{rate} (the ceiling)", rate=words.rate(t, row["suggested_at_most"]))
                if row["at_ceiling"]
                else words.rate(t, row["suggested_at_most"]),
            }
            for row in frame.to_dict("records")
        ]
    )


def _columns(t: Text, frame: pd.DataFrame) -> list[lists.Column]:
    columns = [
        lists.Column(name="term", label=t("Term")),
        lists.Column(name="ours", kind="given", label=t("Ours")),
        lists.Column(name="theirs", kind="given", label=t("Theirs, the best offer")),
        lists.Column(name="gap", kind="given", label=t("Theirs less ours")),
        lists.Column(name="offer", label=t("Offer")),
        lists.Column(name="most", kind="given", label=t("At most")),
    ]
    if frame["balance"].notna().any():
        columns += [
            lists.Column(name="paid", kind="given", label=t("Paid")),
            lists.Column(name="balance", kind="money", label=t("Balance")),
        ]
    return columns


def _offers(page: Page, book: Book) -> None:
    """Every savings offer by what it really brings for an amount."""
    t = page.t
    cards.section(
        t("What savings offers really bring"),
        t("A time deposit pays when it ends, so a long one yields less a year than it says."),
    )
    amount = competitors_choice.number(page, "amount", USUAL_AMOUNT, low=0.01, high=1e12)
    competitors_choice.amount_input(
        page,
        "amount",
        t("Amount ({currency})", currency=competitors_choice.symbol(page)),
        amount,
        min_value=1.0,
        max_value=1e12,
        step=10_000.0,
        format="%.0f",
        width=220,
    )
    try:
        frame = competitors_remembered.deposit_compare(
            page.engine, page.scope, amount=amount, offers=book.offers
        )
    except Problem as problem:
        cards.show_problem(problem, t)
        return
    frame = competitors_tables.in_order(frame, "ear", ascending=False)
    for said in sentences.deposit_rank_sentences(t, frame, book.names):
        cards.note(said, "caution")
    table = competitors_tables.deposits(t, frame, book.offers)
    lists.table(table.rows, table.columns, t, muted=competitors_tables.greyed(frame))
