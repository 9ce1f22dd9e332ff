"""Offers like for like: what each really costs, beside ours; then how to speak of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from analytics.loan_plan import LARGEST_AMOUNT, LONGEST_TERM, payment_plan
from analytics.offer_compare import loan_of
from analytics.offer_features import feature_grid, grid_score
from data.problems import Problem
from pages.parts import (
    cards,
    competitors_choice,
    competitors_remembered,
    competitors_tables,
    competitors_talk,
    competitors_weights,
    figures,
    figures_competitors,
    lists,
    shell,
    what_if_words,
)
from pages.parts import competitors_sentences as sentences
from pages.parts import competitors_words as words
from pages.parts.figures_competitors import BETWEEN, RowsView

if TYPE_CHECKING:
    from pages.parts.competitors_book import Book
    from pages.parts.competitors_choice import Choice
    from pages.parts.shell import Page

FIGURE = "competitors_costs"


@st.fragment
def show(page: Page, book: Book) -> None:
    """All that follows amount, term and the offer picked; only this is drawn again."""
    t, choice = page.t, competitors_choice.read(page, book)
    headline = st.container()
    _asked(page, choice)
    try:
        frame = competitors_remembered.loan_compare(
            page.engine,
            page.scope,
            amount=choice.amount,
            term_months=choice.months,
            offers=book.offers,
        )
    except Problem as problem:
        with headline:
            cards.show_problem(problem, t)
        return
    frame = competitors_tables.in_order(frame, "apr")
    theirs, ours = picked(frame, choice)
    heading = sentences.comparison_headline(
        t, theirs, ours, book.names, choice.amount, choice.months
    )
    with headline:
        cards.headline(heading)
    focus = theirs if theirs is not None else ours
    if focus is not None:
        cards.tiles(tiles(page, focus, ours), t)
    _figure(page, book, choice, frame, heading)
    for said in sentences.rank_sentences(t, frame, book.names):
        cards.note(said, "caution")
    _table(page, book, choice, frame, what_if_words.plain(heading))
    if theirs is not None:
        _beside(page, book, choice, theirs, ours)


def _asked(page: Page, choice: Choice) -> None:
    """The amount and the term everything is computed for."""
    t = page.t
    with st.container(horizontal=True, vertical_alignment="bottom", key="competitors_asked"):
        competitors_choice.amount_input(
            page,
            "amount",
            t("Amount ({currency})", currency=competitors_choice.symbol(page)),
            choice.amount,
            min_value=1.0,
            max_value=float(LARGEST_AMOUNT),
            step=10_000.0,
            format="%.0f",
            width=220,
        )
        competitors_choice.amount_input(
            page,
            "months",
            t("Term (months)"),
            choice.months,
            min_value=1,
            max_value=LONGEST_TERM,
            step=1,
            width=160,
        )


def picked(
    frame: pd.DataFrame, choice: Choice
) -> tuple[dict[str, object] | None, dict[str, object] | None]:
    """The rival's row to speak of, and ours to set beside it: repaid alike where there is one."""
    fits = frame[competitors_tables.counting(frame)]
    rivals, own = fits[~fits["is_ours"].astype(bool)], fits[fits["is_ours"].astype(bool)]
    asked = rivals[rivals["offer"] == choice.offer]
    asked = (
        asked[asked["repay_mode"] == choice.mode]
        if choice.mode in set(asked["repay_mode"])
        else asked
    )
    theirs = _first(asked) or _first(rivals)
    if theirs is None:
        return None, _first(own)
    return theirs, _first(own[own["repay_mode"] == theirs["repay_mode"]]) or _first(own)


def _first(rows: pd.DataFrame) -> dict[str, object] | None:
    return None if rows.empty else rows.iloc[0].to_dict()


def tiles(page: Page, focus: dict[str, object], ours: dict[str, object] | None) -> list[cards.Tile]:
    """Annualised rates first, then the payment and the interest, ours beside each."""
    t = page.t
    floor = t("a floor: most customers pay more") if focus["is_floor"] else None
    beside = ours is not None and ours["offer"] != focus["offer"]
    alike = beside and ours["repay_mode"] == focus["repay_mode"]

    def note(value: str, *, shown: bool) -> str | None:
        return t("ours {value}", value=value) if shown else None

    mode = t.code("repay_mode", focus["repay_mode"])
    return [
        cards.Tile(
            label=t("Annualised rate (simple)"),
            value=words.rate(t, focus["apr"]),
            note=_both(floor, note(words.rate(t, ours["apr"]) if beside else "", shown=beside)),
        ),
        cards.Tile(
            label=t("Annualised rate (compound)"),
            value=words.rate(t, focus["ear"]),
            note=note(words.rate(t, ours["ear"]) if beside else "", shown=beside),
        ),
        cards.Tile(
            label=t("Monthly payment, {mode}", mode=mode),
            value=t.decimal(focus["monthly_first"]),
            note=note(t.decimal(ours["monthly_first"]) if alike else "", shown=alike),
        ),
        cards.Tile(
            label=t("Total interest"),
            value=t.decimal(focus["total_interest"]),
            note=note(t.decimal(ours["total_interest"]) if alike else "", shown=alike),
        ),
    ]


def _both(*parts: str | None) -> str | None:
    return " · ".join(part for part in parts if part) or None


def _figure(page: Page, book: Book, choice: Choice, frame: pd.DataFrame, heading: str) -> None:
    t = page.t
    fits = frame[competitors_tables.counting(frame)]
    rows = fits.head(figures_competitors.MOST_ROWS)
    if rows.empty:
        return
    rows = rows.assign(pick=rows["offer"] + BETWEEN + rows["repay_mode"])
    names = {
        pick: t("{name} ({mode})", name=book.names[offer], mode=t.code("repay_mode", mode))
        for pick, offer, mode in zip(rows["pick"], rows["offer"], rows["repay_mode"], strict=True)
    }
    theirs, ours = picked(frame, choice)
    shown = theirs or ours
    view = RowsView(
        names=names,
        picked=f"{shown['offer']}{BETWEEN}{shown['repay_mode']}" if shown else None,
        narrow=shell.is_narrow(),
    )
    cards.section(
        t("What it really costs a year"),
        t("All fees counted, on what is still owed. Click a row to set that offer beside ours."),
    )

    def choose() -> None:
        found = figures.pick_of_event(st.session_state[FIGURE])
        offer, _, mode = (found or "").partition(BETWEEN)
        page.set_parameter("offer", offer or None)
        page.set_parameter("mode", mode or None)

    figure = figures_competitors.compare_figure(rows, t, page.theme, view=view)
    cards.clickable(figure, page, key=FIGURE, alt=what_if_words.plain(heading), chosen=choose)


def _table(page: Page, book: Book, choice: Choice, frame: pd.DataFrame, summary: str) -> None:
    t = page.t
    table = competitors_tables.loans(t, frame, book.offers, choice.months)
    with st.container(key="wrapped_loans"):
        lists.table(table.rows, table.columns, t, muted=competitors_tables.greyed(frame))
    told = t("Grey: does not count, because of its date or its limits; never ranked.")
    what_if_words.aside(told)
    file = table.rows.copy()
    file.attrs["labels"] = {
        column.name: " ".join(filter(None, (column.label, column.unit))) for column in table.columns
    }
    cards.actions(
        page, "loan_compare", file, figure_key=FIGURE, summary=summary, question="loan-compare"
    )


def _beside(
    page: Page,
    book: Book,
    choice: Choice,
    theirs: dict[str, object],
    ours: dict[str, object] | None,
) -> None:
    """The picked offer beside ours: the payment plan, the features, how to speak of it."""
    t, offer = page.t, book.by_id[str(theirs["offer"])]
    own = book.by_id[str(ours["offer"])] if ours is not None else None
    with st.expander(t("Payment plan month by month"), key="competitors_plan"):
        loan = loan_of(offer, str(theirs["repay_mode"]), choice.amount, choice.months)
        plan = payment_plan(loan).table
        rows, columns = competitors_tables.plan(t, plan)
        window = lists.paged("plan", len(rows), t, page_size=12, scope_key=(choice, offer))
        lists.table(rows.iloc[window.offset : window.offset + window.limit], columns, t)
        rows.attrs["labels"] = {column.name: column.label for column in columns}
        cards.actions(page, "payment_plan", rows)
    grid = None
    if own is not None:
        grid = feature_grid(
            own,
            offer,
            term_months=choice.months,
            weights=competitors_weights.of(page),
        )
        competitors_weights.show(page, own, offer, grid, grid_score(grid).score)
    card = competitors_talk.card(t, offer, ours=own, grid=grid, months=choice.months)
    cards.section(t("How to speak of it"), t("Know it, acknowledge it, then say what fits better."))
    st.html(competitors_talk.card_html(t, card))
    cards.actions(page, "talk_card", summary=competitors_talk.card_text(t, card))
