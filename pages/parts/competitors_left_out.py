"""Which of our loans and deposits the offers could not be set against, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.parts import cards, competitors_remembered, lists

if TYPE_CHECKING:
    from pages.parts.competitors_book import Book
    from pages.parts.competitors_choice import Choice
    from pages.parts.shell import Page


def show(page: Page, book: Book, choice: Choice, offer: str) -> None:
    """A folded table by offer and reason; nothing where everything could be compared."""
    t = page.t
    frame = competitors_remembered.offer_left_out(
        page.engine, page.scope, offer=offer, kind=choice.kind, offers=book.offers
    )
    if frame.empty:
        return
    reasons = {
        "other_mode": t("Repaid in a way the offer does not have"),
        "other_term": t("Another term than the offer's"),
        "no_rate": t("No rate of ours is known"),
        "doubtful_rate": t("Our rate is one that no bank has: check the delivery"),
    }
    with st.expander(t("What could not be compared"), key="affected_left_out"):
        rows = frame.assign(
            name=[book.names.get(each, each) for each in frame["offer"]],
            why=[reasons[each] for each in frame["reason"]],
        )
        columns = [
            lists.Column(name="name", label=t("Offer")),
            lists.Column(name="why", label=t("Why")),
            lists.Column(name="holding_count", kind="count", label=t("Loans and deposits")),
            lists.Column(name="balance", kind="money", label=t("Balance")),
        ]
        lists.table(rows, columns, t)
        cards.actions(page, "offer_left_out", lambda: frame, question="offer-left-out")
