"""The customers of a part of the comparison, page by page and as a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from analytics import overview
from analytics.population_export import population_customers_blocks
from analytics.population_parts import WITHIN
from data import identity
from pages.parts import cards, lists, migration_choice, population_tables, shell
from pages.parts import population_words as words
from pages.parts import remembered as questions

if TYPE_CHECKING:
    from pages.parts.population_view import Answer
    from pages.parts.shell import Page
    from pages.parts.what_if_choice import Choice

PAGE_SIZE = 10
FIGURE = "population_figure"


def show(page: Page, choice: Choice, found: Answer, summary: str) -> None:
    """The customers of a part, those who bring most first, page by page and as a file."""
    t, part = page.t, choice.who
    with st.container(
        horizontal=not shell.is_narrow(), vertical_alignment="bottom", key="population_people"
    ):
        cards.section(
            t("Customers: {who}", who=found.names.part(t, part)), _note(page, found, part)
        )
        offered = ("a", "b") if found.names.alone else tuple(words.PARTS)[:-1]
        parts = {name: found.names.part(t, name) for name in offered}
        migration_choice.segments(page, "who", parts, part, t("Whose list"))
    count = found.size(part)
    if not count:
        cards.empty(t, t("Nobody is in this part of the two."))
        return
    window = lists.paged(
        "population_customers",
        count,
        t,
        page_size=PAGE_SIZE,
        scope_key=(page.scope, found.a, found.b, part),
    )
    shown = questions.population_customers(
        page.engine, page.scope, part=part, limit=window.limit, offset=window.offset, **found.asked
    )
    listed = _named(page, shown)
    lists.table(listed, population_tables.people_columns(t, listed), t)

    def everyone() -> Iterator[pd.DataFrame]:
        blocks = population_customers_blocks(page.engine, page.scope, part=part, **found.asked)
        return (population_tables.people_file(t, block) for block in blocks)

    cards.actions(
        page,
        "population_customers",
        everyone,
        figure_key=FIGURE,
        summary=summary,
        question="population-customers",
        row_count=count,
    )


def _note(page: Page, found: Answer, part: str) -> str:
    """How many are listed and what they bring: the sums of the figure and of the overlap."""
    t = page.t
    rows = found.overlap[found.overlap["part"].isin(WITHIN[part])]
    return t(
        "{count} customers with {contribution} of contribution in 12 months, who bring most first.",
        count=t.exact(int(rows["customer_count"].sum())),
        contribution=t.money(rows["contribution_ttm"].sum(min_count=1)),
    )


def _named(page: Page, people: pd.DataFrame) -> pd.DataFrame:
    """The list with names: masked ones of customers, plain ones of managers."""
    managers: Mapping[object, str] = overview.names(page.engine, page.scope, "manager_id")
    known = identity.display_names(page.store, page.release, list(people["customer_id"]))
    return people.assign(
        name=people["customer_id"].map(known),
        manager=people["manager_id"].map(lambda key: managers.get(key, key)),
    )
