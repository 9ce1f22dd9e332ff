"""The products page's views, what is missing for them, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from analytics.product_problems import TableNotProvided
from analytics.products_maturity import WINDOWS
from data.contract import TABLES
from data.problems import Problem
from pages.parts import (
    cards,
    products_bank,
    products_choice,
    products_due,
    products_holds,
    products_money,
    products_next,
    products_room,
    shell,
)
from pages.parts import products_remembered as questions
from pages.parts import products_words as words

if TYPE_CHECKING:
    from collections.abc import Callable

    from pages.parts.products_choice import Choice
    from pages.parts.products_labels import Row
    from pages.parts.shell import Page

DEFINED: Mapping[str, tuple[str, str, Mapping[str, object]]] = {
    "holds": ("products/masks", "product-penetration", {"dimension": "tier"}),
    "next": ("products/masks", "next-best-products", {"dimension": "tier"}),
    "due": ("products/maturing", "maturing-customers", {"page_size": 10, "skipped": 0}),
    "white": ("products/white_holders", "white-space", {"dimension": "tier"}),
    "bank": ("products/main_bank", "main-bank-signs", {}),
    "money": ("products/loan_book", "loan-book", {}),
}
"""View -> its SQL, its definition, and the parameters the SQL needs."""


def missing(page: Page, choice: Choice, problem: Problem) -> None:
    """What is missing, what it would show, and the way to load it; and what is there without it."""
    t = page.t
    cards.show_problem(problem, t)
    if not isinstance(problem, TableNotProvided):
        return
    table = TABLES[str(problem.facts["table"])]
    cards.note(
        t(
            "{table} would show: {unlocks}",
            table=t.table(table.name),
            unlocks=table.unlocks_zh if t.language == "zh_CN" else table.unlocks_en,
        )
    )
    shell.next_page(page, "data", t("Open the data page"))
    try:
        products_money.left(page, choice, t("Balances that left"))
    except Problem as second:
        cards.show_problem(second, t)


def summary(page: Page, choice: Choice) -> Row:
    """The range's figures for the customers chosen.

    Raises:
        Problem: a table is missing, or nobody is in scope.
    """
    return choice.own(questions.summary(page.engine, choice.scope)).iloc[0].to_dict()


def kept(page: Page, choice: Choice) -> Row | None:
    """How much of what fell due stayed; None where there is no earlier date or figure."""
    try:
        return questions.retention(page.engine, choice.scope, by="tier").iloc[0].to_dict()
    except Problem:
        # The tab on maturing funds in depth says what is missing; the tile is left out.
        return None


@st.fragment
def show(page: Page, heading: str) -> None:
    """The view that is chosen; a pick on its figure reruns only this."""
    t, choice = page.t, products_choice.read(page)
    views: dict[str, Callable[[Page, Choice, str], None]] = {
        "holds": products_holds.show,
        "next": products_next.show,
        "due": products_due.show,
        "white": products_room.show,
        "bank": products_bank.show,
        "money": products_money.show,
    }
    try:
        views[choice.view](page, choice, heading)
    except Problem as problem:
        cards.show_problem(problem, t)
        return
    cards.section(t("What to do"))
    untested = choice.view == "next" and not products_next.is_shown(page, choice)
    cards.bullets(words.steps(t, "untested" if untested else choice.view, choice.topic))


def define(page: Page, choice: Choice) -> None:
    """How the view's numbers are computed."""
    question, metric, asked = DEFINED[choice.view]
    own: dict[str, object] = {}
    if question == "products/masks":
        held = questions.penetration(page.engine, choice.scope, by="tier")
        own["products"] = tuple(held["product_id"].drop_duplicates())
    if question == "products/maturing":
        days = (choice.scope.at + timedelta(days=number) for number in WINDOWS["month"])
        own |= dict(zip(("first_day", "last_day"), days, strict=True))
    cards.definition(page, question, scope=choice.scope.single, metric=metric, **{**asked, **own})
