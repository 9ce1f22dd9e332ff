"""The people behind a number where no page lists exactly them: a list that unfolds beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import streamlit as st

from analytics.condition_text import group_from
from analytics.conditions import Population
from analytics.flows import Counting
from analytics.migration_lists import migration_customers_blocks
from analytics.population_export import population_customers_blocks
from pages.parts import lists, products_people, shell
from pages.parts import remembered as questions
from pages.parts import review_words as words
from pages.parts.products_people import People

if TYPE_CHECKING:
    import pandas as pd

    from analytics.scope import Scope
    from pages.parts.review_words import Row
    from pages.parts.shell import Page
    from pages.parts.text import Text

POPULATION, MOVERS = "population-customers", "migration-customers"


def way(page: Page, row: Row, *, where: str = "") -> None:
    """The way from a number to its people: a list here, or the page that has it.

    where: what tells two places of one number on a page apart.
    """
    whole = row["question"] == MOVERS and not row["customer_type"]
    if row["question"] == POPULATION or whole:
        box = st.popover(
            page.t("List"), key=f"list_{where}{row['number']}", on_change="rerun", type="tertiary"
        )
        if box.open:
            with box:
                _unfolded(page, row, where)
    elif row["page"]:
        shell.next_page(page, str(row["page"]), page.t("List"), **words.parameters(row))


def _unfolded(page: Page, row: Row, where: str) -> None:
    options = dict(parse_qsl(str(row["options"] or "")))
    scope = _scope(page.scope, row)
    asked, read, everyone, count = (_population if row["question"] == POPULATION else _movers)(
        page, scope, options
    )
    t, name = page.t, f"of_{where}{row['number']}"
    columns = _columns(t, moved=row["question"] == MOVERS)
    products_people.show(
        page,
        People(
            title=words.label(t, row),
            note=t.many("{count} customer", "{count} customers", count),
            count=count,
            name=name,
            question=str(row["question"]),
            scope=scope,
            read=read,
            everyone=everyone,
            asked=asked,
            key=(scope, name),
            worded=_placed,
            columns=columns,
        ),
    )


def _scope(scope: Scope, row: Row) -> Scope:
    """The dates the number really is of: what a week does not know is of its month-end."""
    at, before = words.day(row["at_date"]), words.day(row["before_date"])
    return scope if at in {None, scope.at} else replace(scope, at=at, before=before)


Read = Callable[..., "pd.DataFrame"]
Blocks = Callable[..., "Iterator[pd.DataFrame]"]


def _population(
    page: Page, scope: Scope, options: Mapping[str, str]
) -> tuple[dict[str, object], Read, Blocks, int]:
    population = Population("a", 0, group_from(options["a"]))
    found = questions.population_count(page.engine, scope, populations=(population,))
    count = int(found["customer_count"].iloc[1])
    asked: dict[str, object] = {"a": population}
    return asked, questions.population_customers, population_customers_blocks, count


def _movers(
    page: Page, scope: Scope, options: Mapping[str, str]
) -> tuple[dict[str, object], Read, Blocks, int]:
    asked: dict[str, object] = {
        "counting": Counting(attrition=options["attrition"]),
        "move": options["move"],
    }
    found = questions.migration_selection(page.engine, scope, **asked)
    count = int(found["customer_count"].iloc[0])
    return asked, questions.migration_customers, migration_customers_blocks, count


def _placed(found: pd.DataFrame) -> pd.DataFrame:
    """The list with the tier each stands in, before if he is gone."""
    if "tier" in found.columns:
        return found
    return found.assign(
        tier=found["to_level"].where(found["to_level"].notna(), found["from_level"])
    )


def _columns(t: Text, *, moved: bool) -> list[lists.Column]:
    if not moved:
        return [
            lists.Column(name="aum_mavg", kind="money"),
            lists.Column(name="contribution_ttm", kind="money"),
        ]
    return [
        lists.Column(name="value_before", kind="money", label=t("AUM then")),
        lists.Column(name="value_after", kind="money", label=t("AUM now")),
        lists.Column(name="change", kind="change", label=t("Change")),
    ]
