"""Filter and compare customers: the builder with its live count, and what the two differ in."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from analytics.condition_problems import PopulationEmpty, PopulationNeverHeld
from analytics.condition_text import text_of
from analytics.contribution import bank_judgement
from analytics.population_parts import Comparison
from analytics.populations import COMPARED
from data.problems import Problem
from pages.parts import (
    alerts_form,
    cards,
    condition_builder,
    condition_state,
    figures_populations,
    migration_choice,
    population_alt,
    population_depth,
    population_examples,
    population_people,
    population_saved,
    population_sets,
    population_tiles,
    shell,
    what_if_choice,
)
from pages.parts import population_words as words
from pages.parts import remembered as questions
from pages.parts.condition_words import group_word

if TYPE_CHECKING:
    from analytics.conditions import Population
    from pages.parts.condition_state import Slot
    from pages.parts.shell import Page
    from pages.parts.what_if_choice import Choice

PAGE_SIZE = 10
FIGURE = "population_figure"
EMPTY = (PopulationEmpty, PopulationNeverHeld)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A comparison: the two, what they are called, their counts, and the frame of all figures."""

    a: Population
    b: Population | None
    names: words.Names
    counts: tuple[words.Row, words.Row]
    overlap: pd.DataFrame
    compared: pd.DataFrame

    @property
    def asked(self) -> dict[str, Population | None]:
        """The two as the questions take them."""
        return {"a": self.a, "b": self.b}

    def size(self, part: str) -> int:
        """How many customers a part holds."""
        rows = self.overlap.set_index("part")["customer_count"]
        if part in {"a", "b"}:
            return int(rows[f"{part}_only"] + rows["both"])
        return int(rows[part])


def show(page: Page, everybody: words.Row) -> None:
    """The whole view. everybody: a row of `population_count`."""
    t = page.t
    try:
        choice = what_if_choice.read(page)
    except Problem as problem:
        cards.show_problem(problem, t)
        return
    # the count beside the builder is there while a large bank is still being compared
    head = st.container(key="population_heading")
    population_saved.told(page, choice)
    _builders(page, choice)
    found = _found(page, choice)
    if isinstance(found, Answer):
        heading = words.headline(t, found.compared, found.counts[0], found.names)
    else:
        heading = words.opening(t, everybody, nobody=isinstance(found, EMPTY))
    with head:
        cards.headline(heading)
    if isinstance(found, Answer):
        _compared(page, choice, found, heading)
        population_depth.show(page, choice, found)
    elif found is not None:
        cards.show_problem(found, t)
        population_examples.emptied(page, choice)
    population_saved.listed(page, choice)
    population_sets.show(page, choice)
    _definition(page, found)


def _found(page: Page, choice: Choice) -> Answer | Problem | None:
    """The comparison, or why there is none; None before any condition."""
    if not choice.a.group.members:
        return None
    try:
        return answer(page, choice)
    except Problem as problem:
        return problem


def _definition(page: Page, found: Answer | Problem | None) -> None:
    single = page.scope.single
    if isinstance(found, Answer):
        groups = Comparison(found.a, found.b).groups
        cards.definition(
            page,
            "populations/figures",
            scope=single,
            metric="population-comparison",
            populations=groups,
            figures=tuple(COMPARED),
        )
    else:
        cards.definition(
            page, "populations/count", scope=single, metric="population-count", populations=()
        )


def answer(page: Page, choice: Choice) -> Answer:
    """What A and B differ in.

    Raises:
        Problem: nobody in one of them, everybody in A, or both the same.
    """
    named = what_if_choice.names(page, choice)
    a = what_if_choice.as_population(named.a, choice.a)
    b = None if choice.b is None else what_if_choice.as_population(named.b, choice.b)
    engine, scope = page.engine, page.scope
    overlap = questions.population_overlap(engine, scope, a=a, b=b)
    judgement = bank_judgement(engine, scope)
    compared = questions.population_comparison(engine, scope, a=a, b=b, judgement=judgement)
    rows = overlap.set_index("part")[["customer_count", "customer_share"]]
    both = (rows.loc["both"] + rows.loc[f"{part}_only"] for part in ("a", "b"))
    first, second = (row.to_dict() for row in both)
    return Answer(a=a, b=b, names=named, counts=(first, second), overlap=overlap, compared=compared)


def _builders(page: Page, choice: Choice) -> None:
    """A with its live count; whom it is compared with; and B where that is asked for."""
    t = page.t
    _builder(page, choice, "a")
    if not choice.a.group.members:
        return
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key="population_other"
    ):
        st.html(f'<span class="tv-sub">{escape(t("Compare with"))}</span>', width="content")
        migration_choice.segments(
            page,
            "other",
            what_if_choice.OTHERS,
            choice.other,
            t("Compare with"),
            clears=("who",),
        )
    if choice.other == "b":
        _builder(page, choice, "b")


def _builder(page: Page, choice: Choice, slot: Slot) -> None:
    t, state = page.t, choice.states[slot]
    title = t("Population A") if slot == "a" else t("Population B")
    note = None if state.block.members else t("Whom do you mean? Add a condition, no code needed.")
    cards.section(title, note)
    with st.container(key=f"builder_{slot}"):
        rows, live = st.columns([4, 1], gap="medium")
        with rows, st.container(border=True, key=f"conditions_{slot}"):
            condition_builder.show(page, slot, state, choice.labels)
            if not state.block.members:
                population_examples.chips(page, slot)
        with live:
            _live(page, choice, slot)


def _live(page: Page, choice: Choice, slot: Slot) -> None:
    """How many meet the conditions at this moment, and what can be done with them."""
    t, state = page.t, choice.states[slot]
    row = what_if_choice.everybody(page)
    if state.group.members:
        population = what_if_choice.as_population("live", state)
        (row,) = what_if_choice.counts(page, [population])
    share = row["contribution_share"]
    note = t("{share} of all", share=t.percent(row["customer_share"]))
    if not state.group.members:
        note = t("Conditions narrow this down.")
    elif not pd.isna(share):
        note = t(
            "{share} of all · {part} of contribution",
            share=t.percent(row["customer_share"]),
            part=t.percent(share),
        )
    with st.container(key=f"live_{slot}"):
        label = t("Customers who meet this") if state.group.members else t("Everybody so far")
        cards.tiles([cards.Tile(label=label, value=t.exact(row["customer_count"]), note=note)], t)
        population_saved.save_button(page, choice, slot)
        if state.group.members:
            told = group_word(t, state.group, choice.labels.named)
            alerts_form.button(page, text_of(state.group), told, key=f"of_{slot}")
        if state.block.members:
            st.button(
                t("Start over"),
                key=f"clear_{slot}",
                type="tertiary",
                on_click=condition_state.start_over,
                args=(page, slot),
            )


def _compared(page: Page, choice: Choice, found: Answer, heading: str) -> None:
    t = page.t
    a, b = found.counts
    columns = found.a.group.columns | (found.b.group.columns if found.b else frozenset())
    both = found.size("both")
    for sentence in words.notices(
        t,
        both=both,
        names=found.names,
        counts=(int(a["customer_count"]), int(b["customer_count"])),
        columns=columns,
    ):
        cards.note(sentence)
    cards.tiles(population_tiles.tiles(t, found.compared, a, b, found.names), t)
    _figure(page, choice, found)
    said = words.standing_out(t, found.compared, found.names, said=columns)
    if said:
        cards.section(t("What else stands out"))
        cards.bullets(said)
    population_people.show(
        page,
        choice,
        found,
        words.summary_text(t, heading, said, what_if_choice.conditions(page, choice, found.names)),
    )


def _figure(page: Page, choice: Choice, found: Answer) -> None:
    t = page.t
    rows = words.main_rows(found.compared)
    if not rows:
        return
    cards.section(
        t("{a} beside {b}", a=found.names.a, b=found.names.b),
        t("Per customer, each line on a scale of its own. Click a dot to see its customers."),
    )
    view = figures_populations.PairView(
        names=found.names, picked=choice.who, narrow=shell.is_narrow()
    )
    figure = figures_populations.means_figure(rows, t, page.theme, view=view)
    alt = population_alt.figure_alt(t, rows, found.names)
    cards.chart(figure, page, key=FIGURE, alt=alt, pick="who")
