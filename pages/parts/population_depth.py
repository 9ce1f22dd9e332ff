"""The second layer of a comparison, in tabs: all measures, who they are, spread, overlap."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from pages.parts import (
    cards,
    figures_populations,
    figures_spread,
    lists,
    population_alt,
    population_tables,
    shell,
)
from pages.parts import population_words as words
from pages.parts import remembered as questions

if TYPE_CHECKING:
    from pages.parts.population_view import Answer
    from pages.parts.shell import Page
    from pages.parts.what_if_choice import Choice


def show(page: Page, choice: Choice, found: Answer) -> None:
    """Everything behind the one switch, in tabs."""
    t = page.t
    if not cards.in_depth(page):
        return
    sections: dict[str, Callable[[Page, Choice, Answer], None]] = {
        t("All measures"): _measures,
        t("Shares by class"): _shares,
        t("How amounts are spread"): _spread,
        t("Who is in both"): _overlap,
    }
    cards.tabs(page, sections, choice, found, key="population_tabs")


def _measures(page: Page, _choice: Choice, found: Answer) -> None:
    t = page.t
    cards.section(
        t("Every measure per customer"),
        t(
            "Intervals at 95 % describe the variation between customers; Cohen's d sets the "
            "difference against it. p-values are adjusted over all rows of both tables (Holm)."
        ),
    )
    table = population_tables.measures(t, found.compared, found.names)
    with st.container(key="wrapped_measures"):
        lists.table(table.rows, table.columns, t)
    _leave(page, "population_comparison", found)


def _shares(page: Page, _choice: Choice, found: Answer) -> None:
    t = page.t
    cards.section(
        t("Of how many in a hundred is it true?"),
        t("Shares among customers for whom it is known, with their 95 % intervals."),
    )
    table = population_tables.shares(t, found.compared, found.names)
    with st.container(key="wrapped_shares"):
        lists.table(table.rows, table.columns, t)
    _leave(page, "population_shares", found)


def _leave(page: Page, name: str, found: Answer) -> None:
    frame = population_tables.file_of(page.t, found.compared, found.names)
    cards.actions(page, name, lambda: frame, question="population-comparison")


def _spread(page: Page, choice: Choice, found: Answer) -> None:
    t, asked = page.t, found.asked
    rows = words.amounts(found.compared)
    key = "population_spread"
    st.session_state[key] = choice.spread if choice.spread in rows else next(iter(rows))

    def choose() -> None:
        page.set_parameter("spread", st.session_state[key])

    st.selectbox(
        t("Measure"),
        list(rows),
        format_func=lambda name: words.figure_word(t, rows[name]),
        key=key,
        on_change=choose,
        width=320,
    )
    figure_name = str(st.session_state[key])
    bars = questions.population_distribution(page.engine, page.scope, figure=figure_name, **asked)
    unit = str(rows[figure_name]["unit"])
    view = figures_populations.PairView(names=found.names, narrow=shell.is_narrow())
    figure = figures_spread.distribution_figure(bars, t, page.theme, view=view, unit=unit)
    cards.chart(
        figure,
        page,
        key="population_distribution",
        alt=population_alt.spread_alt(t, bars, found.names),
    )
    quantiles = questions.population_quantiles(page.engine, page.scope, figure=figure_name, **asked)
    cards.section(t("So many in a hundred have no more than"))
    table = population_tables.quantiles(t, quantiles, found.names, unit=unit)
    lists.table(table.rows, table.columns, t)
    cards.actions(
        page,
        "population_distribution",
        lambda: population_tables.spread_file(t, bars, found.names, unit=unit),
        figure_key="population_distribution",
        question="population-distribution",
    )


def _overlap(page: Page, _choice: Choice, found: Answer) -> None:
    t = page.t
    cards.section(t("Every customer once"), t("The parts share nobody and add up to the whole."))
    table = population_tables.overlap(t, found.overlap, found.names)
    lists.table(table.rows, table.columns, t, total=table.total)
    cards.actions(
        page,
        "population_overlap",
        lambda: population_tables.overlap_file(t, found.overlap, found.names),
        question="population-overlap",
    )
