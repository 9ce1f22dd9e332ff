"""Match a rival's rate or let customers go: one ruler, two assumptions, what else keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from analytics.break_even import sensitivity
from analytics.offers_break_even import alternative_levers
from data.problems import Problem
from pages.parts import (
    cards,
    competitors_book,
    competitors_choice,
    competitors_own,
    competitors_remembered,
    competitors_rule,
    competitors_tables,
    figures_rulers,
    lists,
    shell,
    what_if_words,
)
from pages.parts import competitors_sentences as sentences
from pages.parts import competitors_words as words
from pages.parts import format as forms
from pages.parts.competitors_own import LEVERS
from pages.parts.figures_rulers import Mark
from pages.parts.text import Text

if TYPE_CHECKING:
    from pages.parts.competitors_book import Book
    from pages.parts.competitors_own import Asked
    from pages.parts.shell import Page

FIGURE = "competitors_ruler"
SHARES_WITHOUT, SHARES_WITH = (0.5, 0.6, 0.7, 0.8, 0.9), (0.8, 0.85, 0.9, 0.95, 1.0)


@st.fragment
def show(page: Page, book: Book) -> None:
    """The whole view; a slider draws only this again."""
    t, choice = page.t, competitors_choice.read(page, book)
    loans = book.counting("loan")
    offer = choice.offer if choice.offer in loans else next(iter(loans), "")
    headline = st.container()
    if offer:
        competitors_choice.offer_select(page, book, loans, offer)
    measured, problem = _measured(page, book, offer)
    their_rate = words.yearly(book.by_id[offer]) if offer else None
    try:
        asked = competitors_own.read(page, measured, their_rate)
    except Problem as wrong:
        with headline:
            cards.show_problem(wrong, t)
        competitors_own.sliders(page)
        return
    found = asked.found
    heading = sentences.match_headline(t, found, competitors_book.name_of(book, offer))
    with headline:
        cards.headline(heading)
        _basis(page, measured, problem)
    cards.tiles(tiles(t, asked, found), t)
    _ruler(page, asked, measured, their_rate, heading)
    _grid(page, asked)
    if offer and measured is not None:
        competitors_rule.show(page, book, offer, asked)
    _levers(page, asked)


def _measured(
    page: Page, book: Book, offer: str
) -> tuple[Mapping[str, object] | None, Problem | None]:
    """The affected loans of the scope in one row; None where there are none or none are known."""
    if not offer:
        return None, None
    try:
        frame = competitors_remembered.offer_break_even(
            page.engine, page.scope, offer=offer, offers=book.offers
        )
    except Problem as problem:
        return None, problem
    if frame.empty or not frame.iloc[0]["balance"]:
        return None, None
    return frame.iloc[0].to_dict(), None


def _basis(page: Page, measured: Mapping[str, object] | None, problem: Problem | None) -> None:
    """What the numbers rest on: the affected loans, or an example to type over."""
    t = page.t
    if measured is not None:
        said = t(
            "Measured on {count} affected customers with {balance}. The two sliders are "
            "assumptions.",
            count=t.exact(measured["customer_count"]),
            balance=t.money(measured["balance"]),
        )
        what_if_words.aside(said)
        return
    if problem is not None:
        cards.note(cards.problem_text(problem, t), "caution")
    cards.note(
        t(
            "No affected loan is known here: these are the numbers of an example. Type your own "
            "under “The numbers behind it”."
        )
    )


def tiles(t: Text, asked: Asked, found: Mapping[str, float]) -> list[cards.Tile]:
    """The break-even rate, alone and with other business, the effect and the share needed."""
    book = asked.repricing
    alone, effect = replace(book, other=0.0), found["change"]
    needed = found["share_needed"]
    cannot = not np.isfinite(needed) or needed > 1
    return [
        cards.Tile(
            label=t("Match-or-let-go rate"),
            value=words.rate(t, found["break_even_rate"]),
            note=t(
                "{rate} on the loan alone, without other business",
                rate=words.rate(t, alone.break_even_rate),
            )
            if book.other
            else t("on the loan alone, without other business"),
        ),
        cards.Tile(
            label=t("Contribution a year at {rate}", rate=words.rate(t, asked.new_rate)),
            value=t.signed(t.money(effect)),
            exact=t.signed(t.exact_money(effect)),
            note=t("against not matching"),
        ),
        cards.Tile(
            label=t("Kept / given up"),
            value=t.signed(t.money(found["saved"])),
            exact=t.signed(t.exact_money(found["saved"])),
            note=t("given up: {amount}", amount=t.money(found["given_up"])),
        ),
        cards.Tile(
            label=t("Must stay for it to pay"),
            value=t.percent(needed) if np.isfinite(needed) else "–",
            note=t("cannot be reached") if cannot else t("of the balance"),
        ),
    ]  # fmt: skip


def _ruler(
    page: Page,
    asked: Asked,
    measured: Mapping[str, object] | None,
    their_rate: float | None,
    heading: str,
) -> None:
    """Sliders and numbers on the left, the rates on one axis on the right."""
    t, book = page.t, asked.repricing
    cards.section(t("All rates on one ruler"))
    left, right = st.columns([2, 3], gap="large")
    with left:
        competitors_own.sliders(page)
        competitors_own.new_rate(page, asked)
        with st.expander(t("The numbers behind it"), key="match_numbers"):
            competitors_own.numbers(page, asked)
    indifferent = their_rate if measured is None else float(measured["indifferent_rate"])
    marks = [
        Mark(name=t("Our rate now"), rate=book.rate),
        Mark(name=t("New rate"), rate=asked.new_rate),
        Mark(name=t("Match or let go"), rate=book.break_even_rate, strong=True),
        Mark(name=t("Zero margin"), rate=book.zero_margin_rate),
    ]
    if indifferent is not None and not forms.is_missing(indifferent):
        marks.append(Mark(name=t("Customer is indifferent"), rate=indifferent))
    marks.sort(key=lambda mark: -mark.rate)
    with right:
        figure = figures_rulers.ruler_figure(
            marks,
            book.zero_margin_rate,
            book.break_even_rate,
            book.rate,
            t,
            page.theme,
            narrow=shell.is_narrow(),
        )
        alt = "; ".join(
            t("{name}: {value}", name=mark.name, value=words.rate(t, mark.rate)) for mark in marks
        )
        cards.chart(figure, page, key=FIGURE, alt=alt)
        cards.actions(
            page, "match_or_let_go", figure_key=FIGURE, summary=what_if_words.plain(heading)
        )


def _grid(page: Page, asked: Asked) -> None:
    """The effect at the new rate over both assumptions."""
    t = page.t
    cards.section(
        t("What if the assumptions are wrong?"),
        t(
            "Contribution a year at {rate}: what stays anyway from row to row, what stays after "
            "matching from column to column. Empty: fewer would stay after matching.",
            rate=words.rate(t, asked.new_rate),
        ),
    )
    frame = sensitivity(asked.repricing, asked.new_rate, SHARES_WITHOUT, SHARES_WITH)
    table = competitors_tables.sensitivity(t, frame)
    lists.table(table.rows, table.columns, t)


def _levers(page: Page, asked: Asked) -> None:
    """What else would keep them, and what it may cost at most."""
    t = page.t
    cards.section(
        t("What else would keep them"),
        t(
            "Today's rate stays; what is kept and what it costs are assumptions too. The last "
            "column says how much a lever may cost before it is no better than doing nothing."
        ),
    )
    try:
        frame = alternative_levers(asked.repricing, competitors_own.levers(page))
    except Problem as problem:
        cards.show_problem(problem, t)
        frame = pd.DataFrame()
    if not frame.empty:
        rows = frame.assign(
            name=[t(LEVERS[lever][0]) for lever in frame["lever"]],
            kept=[t.percent(share, decimals=0) for share in frame["kept_with"]],
            cost=[words.rate(t, each) for each in frame["cost_rate"]],
            most=[words.rate(t, each) for each in frame["cost_at_most"]],
        )
        columns = [
            lists.Column(name="name", label=t("Lever")),
            lists.Column(name="kept", kind="given", label=t("Stay with it"), unit=t("assumption")),
            lists.Column(name="cost", kind="given", label=t("Cost a year"), unit=t("assumption")),
            lists.Column(name="change", kind="change", label=t("Contribution a year")),
            lists.Column(name="most", kind="given", label=t("May cost at most"), unit=t("a year")),
        ]
        lists.table(rows, columns, t)
    with st.expander(t("Change these assumptions"), key="match_levers"):
        competitors_own.lever_inputs(page)
