"""Who newly meets a condition since the data before: one line per alert, its list on a click."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from html import escape
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from analytics import alerts
from data.problems import Problem
from pages.parts import (
    actions_make,
    alerts_words,
    cards,
    lists,
    products_people,
    segments_people,
    shell,
)
from pages.parts.answers import remembered

if TYPE_CHECKING:
    from analytics.conditions import Population
    from data.views import Alert
    from pages.parts.shell import Page
    from pages.parts.text import Text

PAGE_SIZE = 10
COUNTS = remembered(alerts.alert_counts)
CUSTOMERS = remembered(alerts.alert_customers)


def draw(page: Page) -> None:
    """Every alert with how many newly meet it; one quiet line where there are none."""
    t = page.t
    cards.section(t("Alerts"))
    try:
        known = _known(page)
    except Problem as problem:
        cards.show_problem(problem, t)
        return
    if not known:
        shell.next_page(page, "actions", t("No alerts yet: make one"))
        return
    quiet = []
    for each in known:
        try:
            population = alerts_words.population_of(each)
            row = COUNTS(page.engine, page.scope, a=population).iloc[0].to_dict()
        except Problem as problem:
            cards.show_problem(problem, t)
            continue
        if alerts_words.arrived(row):
            _one(page, each, population, alerts_words.found(t, row), alerts_words.arrived(row))
        else:
            quiet.append(t("{name}: {found}", name=each.name, found=alerts_words.found(t, row)))
    if quiet:
        st.html(f'<p class="tv-sub">{escape(" · ".join(quiet))}</p>')


def _known(page: Page) -> tuple[Alert, ...]:
    from data.workspace import Workspace  # noqa: PLC0415 - SQLAlchemy loads where it is needed

    return Workspace(page.store).alerts.newest()


def _one(page: Page, each: Alert, population: Population, found: str, count: int) -> None:
    t = page.t
    key = f"inbox_{each.sharing}_{each.name}"
    label = t("{name}: {found}", name=each.name, found=found).replace("[", "(").replace("]", ")")
    box = st.expander(label, key=key, icon=":material/notifications:", on_change="rerun")
    if box.open:
        with box:
            said = escape(alerts_words.conditions(t, each))
            st.html(f'<p class="tv-sub">{said}</p>')
            _people(page, each, population, count)


def _people(page: Page, each: Alert, population: Population, count: int) -> None:
    """Who newly meets it, with the ways out of the list."""
    t = page.t
    name = f"alert_{each.sharing}_{each.name}"
    window = lists.paged(name, count, t, page_size=PAGE_SIZE, scope_key=(page.scope, population))
    asked = partial(CUSTOMERS, page.engine, page.scope, a=population)
    found = asked(limit=window.limit, offset=window.offset)
    shown = segments_people.named(page, _worded(t, found))
    columns = [*segments_people.whose(t, shown), *_columns(t)]
    lists.table(shown, [each for each in columns if shown[each.name].notna().any()], t)

    def everyone() -> Iterator[pd.DataFrame]:
        blocks = alerts.alert_customers_blocks(page.engine, page.scope, a=population)
        own = [column for column in _columns(t) if column.name != "tier"]
        return (products_people.as_file(t, _worded(t, block), own) for block in blocks)

    cards.actions(
        page,
        name,
        everyone,
        question="alert-customers",
        row_count=count,
        by_manager=True,
        beside=lambda: actions_make.button(
            page,
            name,
            lambda most: asked(limit=most),
            reason="alert",
            words=each.name,
            count=count,
        ),
    )


def _worded(t: Text, people: pd.DataFrame) -> pd.DataFrame:
    words = {code: t(word) for code, word in alerts_words.ARRIVALS.items()}
    return people.assign(arrived=people["arrival"].map(words))


def _columns(t: Text) -> list[lists.Column]:
    return [
        lists.Column(name="arrived", label=t("Since the data before")),
        lists.Column(name="tier", kind="code"),
        lists.Column(name="aum_mavg", kind="money"),
        lists.Column(name="loan_mavg", kind="money"),
        lists.Column(name="contribution_ttm", kind="money"),
    ]
