"""Which of our customers an offer beats: how many, how much, where, and the list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from analytics import exposure, overview
from analytics.scope import SEGMENT
from data.problems import Problem
from pages.parts import (
    actions_make,
    cards,
    competitors_choice,
    competitors_left_out,
    competitors_remembered,
    figures_competitors,
    lists,
    migration_choice,
    products_people,
    segments_people,
    shell,
    what_if_words,
)
from pages.parts import competitors_sentences as sentences
from pages.parts import competitors_words as words
from pages.parts import format as forms
from pages.parts.figures_competitors import RowsView
from pages.parts.text import Text

if TYPE_CHECKING:
    from analytics.scope import Scope
    from pages.parts.competitors_book import Book
    from pages.parts.competitors_choice import Choice
    from pages.parts.shell import Page

FIGURE, PAGE_SIZE = "competitors_affected", 10
EVERY, NOBODY = "all", "-"
"""NOBODY: what stands for the part without branch, manager, tier or segment."""


@st.fragment
def show(page: Page, book: Book) -> None:
    """The first layer of who is affected; a pick reruns only this."""
    t, choice = page.t, competitors_choice.read(page, book)
    counting = book.counting(choice.kind)
    if not counting:
        cards.empty(t, t("No rival's offer counts yet: enter one, or confirm one that waits."))
        return
    offer = choice.offer if choice.offer in counting else ""
    headline = st.container()
    with st.container(horizontal=True, vertical_alignment="bottom", key="affected_asked"):
        competitors_choice.kind_switch(page, book, choice)
        competitors_choice.offer_select(page, book, counting, offer, every=True)
    try:
        found = competitors_remembered.offer_exposure(
            page.engine, page.scope, offer=offer, kind=choice.kind, offers=book.offers
        )
    except Problem as problem:
        with headline:
            cards.show_problem(problem, t)
            shell.next_page(page, "data", t("Open the data page"))
        return
    whose = offer or (EVERY if len(counting) > 1 else counting[0])
    sums = {name: total(found, whose, name) for name in ("sure", "possible", "not")}
    heading = sentences.affected_headline(t, sums["sure"], sums["possible"])
    with headline:
        cards.headline(heading)
    cards.tiles(tiles(t, sums), t)
    what_if_words.aside(sentences.barred_note(t, sums["not"]))
    if sums["sure"]["customer_count"] or sums["possible"]["customer_count"]:
        _parts(page, book, choice, offer, what_if_words.plain(heading))
    competitors_left_out.show(page, book, choice, offer)


def total(found: pd.DataFrame, offer: str, eligibility: str) -> dict[str, object]:
    """The row of one offer, or of all of a kind together, and of one eligibility."""
    rows = found[(found["offer"] == offer) & (found["eligibility"] == eligibility)]
    return rows.iloc[0].to_dict()


def tiles(t: Text, sums: Mapping[str, Mapping[str, object]]) -> list[cards.Tile]:
    """Customers, balance within the limit, rate gap, margin at risk; the possible ones beside."""
    sure, possible = sums["sure"], sums["possible"]
    return [
        cards.Tile(
            label=t("Surely affected customers"),
            value=t.exact(sure["customer_count"]),
            number=float(sure["customer_count"]),
            unit="count",
            note=t("possibly {count} more", count=t.exact(possible["customer_count"])),
        ),
        cards.Tile(
            label=t("Affected balance"),
            value=t.money(sure["exposed_balance"]),
            exact=t.exact_money(sure["exposed_balance"]),
            number=float(sure["exposed_balance"]),
            unit="money",
            note=t("possibly {amount} more", amount=t.money(possible["exposed_balance"])),
        ),
        cards.Tile(
            label=t("Rate gap"),
            value=words.gap(t, sure["gap"]) if sure["exposed_balance"] else "–",
            note=t("weighted by balance"),
        ),
        cards.Tile(
            label=t("Margin at risk a year"),
            value=t.money(sure["margin_at_risk"]),
            exact=t.exact_money(sure["margin_at_risk"]),
            number=float(sure["margin_at_risk"]),
            unit="money",
            note=t("possibly {amount} more", amount=t.money(possible["margin_at_risk"])),
        ),
    ]


def _parts(page: Page, book: Book, choice: Choice, offer: str, summary: str) -> None:
    """The figure by branch, tier, manager or segment, and who is behind it."""
    t = page.t
    with st.container(horizontal=True, vertical_alignment="bottom", key="affected_head"):
        cards.section(t("Where they are"), t("Click a bar to see only its customers."))
        migration_choice.segments(
            page, "by", competitors_choice.offered_by(page), choice.by, t("By"), clears=("part",)
        )
    frame = competitors_remembered.offer_exposure_by(
        page.engine, page.scope, by=choice.by, offer=offer, kind=choice.kind, offers=book.offers
    )
    frame = frame.assign(pick=picks(frame["part"]))
    names = {
        pick: part_word(page, choice.by, pick)
        for pick in frame["pick"].head(figures_competitors.MOST_ROWS)
    }
    picked = choice.part if choice.part in set(frame["pick"]) else None
    view = RowsView(names=names, picked=picked, narrow=shell.is_narrow())
    figure = figures_competitors.affected_figure(frame, t, page.theme, view=view)
    cards.chart(figure, page, key=FIGURE, alt=summary, pick="part")
    if len(frame) > len(names):
        rest = t("{count} more with less margin at risk.", count=t.exact(len(frame) - len(names)))
        what_if_words.aside(rest)
    _people(page, book, choice, offer, frame, picked, summary)


def picks(parts: pd.Series) -> list[str]:
    """Branches, managers, tiers or segments as a link keeps them."""
    return [NOBODY if forms.is_missing(part) else str(part) for part in parts]


def part_word(page: Page, by: str, pick: str) -> str:
    """A branch, manager, tier or segment by its name."""
    t = page.t
    if pick == NOBODY:
        return t("not given")
    if by in {"tier", SEGMENT, "customer_type"}:
        return t.code(by, pick)
    return overview.names(page.engine, page.scope, by).get(pick, pick)


def of_part(scope: Scope, by: str, part: str | None) -> Scope:
    """The scope of one bar: the page's, narrowed to it."""
    if part is None:
        return scope
    return scope.narrowed(by, None if part == NOBODY else part)


def _people(  # noqa: PLR0913, PLR0917 - a list with its ways out
    page: Page,
    book: Book,
    choice: Choice,
    offer: str,
    frame: pd.DataFrame,
    picked: str | None,
    summary: str,
) -> None:
    """The affected customers, the largest margin at risk first."""
    t, scope = page.t, of_part(page.scope, choice.by, picked)
    rows = frame if picked is None else frame[frame["pick"] == picked]
    column = {"": "customer_count", "sure": "sure_count", "possible": "possible_count"}[choice.who]
    count = int(rows[column].sum())
    where = part_word(page, choice.by, picked) if picked else t("All affected")
    with st.container(horizontal=True, vertical_alignment="bottom", key="affected_list"):
        cards.section(
            t("{list}: {count}", list=where, count=t.exact(count)),
            t("The largest margin at risk first."),
        )
        migration_choice.segments(page, "who", competitors_choice.WHO, choice.who, t("List"))
    asked = {"offer": offer, "eligibility": choice.who, "kind": choice.kind, "offers": book.offers}
    window = lists.paged(
        "affected", count, t, page_size=PAGE_SIZE, scope_key=(scope, offer, choice.who, choice.kind)
    )
    people = competitors_remembered.offer_exposure_customers(
        page.engine, scope, limit=window.limit, offset=window.offset, **asked
    )
    shown = segments_people.named(page, worded(t, book, people))
    lists.table(shown, columns(t, shown), t, empty=t("Nobody on this list."))

    def everyone() -> Iterator[pd.DataFrame]:
        blocks = exposure.offer_exposure_blocks(page.engine, scope, **asked)
        return (_file(t, worded(t, book, block)) for block in blocks)

    cards.actions(
        page,
        "affected_customers",
        everyone,
        figure_key=FIGURE,
        summary=summary,
        question="offer-exposure-customers",
        row_count=count,
        by_manager=True,
        beside=lambda: actions_make.button(
            page,
            "affected_customers",
            lambda most: competitors_remembered.offer_exposure_customers(
                page.engine, scope, limit=most, offset=0, **asked
            ),
            reason="offer_exposed",
            words=book.names.get(offer, ""),
            risk="margin_at_risk",
            count=count,
        ),
    )


def worded(t: Text, book: Book, people: pd.DataFrame) -> pd.DataFrame:
    """The list with offers by name, rates and certainty in words."""
    sure = {"sure": t("surely"), "possible": t("possibly")}
    return people.assign(
        offer_name=[book.names.get(each, each) for each in people["offer"]],
        sure_word=[sure.get(each, each) for each in people["eligibility"]],
        our_word=[words.rate(t, each) for each in people["our_rate"]],
        their_word=[words.rate(t, each) for each in people["their_rate"]],
    )


def columns(t: Text, people: pd.DataFrame) -> list[lists.Column]:
    """What the list of the affected shows; what nobody has is left out."""
    found = [
        *segments_people.whose(t, people),
        lists.Column(name="tier", kind="code"),
        lists.Column(name="sure_word", label=t("Affected")),
        lists.Column(name="exposed_balance", kind="money", label=t("Affected balance")),
        lists.Column(name="our_word", kind="given", label=t("Our rate")),
        lists.Column(name="their_word", kind="given", label=t("Their rate")),
        lists.Column(name="margin_at_risk", kind="money", label=t("Margin at risk a year")),
        lists.Column(name="offer_name", label=t("Offer")),
    ]
    return [column for column in found if people[column.name].notna().any()]


def _file(t: Text, people: pd.DataFrame) -> pd.DataFrame:
    """The list as it is downloaded."""
    columns = [
        lists.Column(name="sure_word", label=t("Affected")),
        lists.Column(name="balance", label=t("Balance")),
        lists.Column(name="exposed_balance", label=t("Affected balance")),
        lists.Column(name="our_rate", label=t("Our rate")),
        lists.Column(name="their_rate", label=t("Their rate")),
        lists.Column(name="margin_at_risk", label=t("Margin at risk a year")),
        lists.Column(name="saving", label=t("What the customer would save a year")),
        lists.Column(name="offer_name", label=t("Offer")),
    ]
    return products_people.as_file(t, people, columns)
