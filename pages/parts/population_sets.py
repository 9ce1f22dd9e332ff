"""Two populations put together: in either, in both, in one but not the other, in none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from analytics import condition_algebra
from analytics.conditions import Group, Population
from data.problems import Problem
from pages.parts import cards, condition_state, populations, what_if_choice
from pages.parts import condition_words as words
from pages.parts.text import sentence

if TYPE_CHECKING:
    from pages.parts.shell import Page
    from pages.parts.text import Text
    from pages.parts.what_if_choice import Choice

WAYS: Mapping[str, str] = {
    "either": sentence("In either"),
    "both": sentence("In both"),
    "without": sentence("In the first, not in the second"),
    "outside": sentence("Not in the first"),
}
MEANINGS: Mapping[str, str] = {
    "either": sentence("Everybody who is in one of the two or in both (union)."),
    "both": sentence("Only those who are in the one and in the other (intersection)."),
    "without": sentence("Those of the first whom the second does not hold (difference)."),
    "outside": sentence("Everybody whom the first does not hold (complement)."),
}
COMBINED: Mapping[str, Callable[[Group, Group], Group]] = {
    "either": condition_algebra.union,
    "both": condition_algebra.intersection,
    "without": condition_algebra.difference,
    "outside": lambda first, _second: condition_algebra.complement(first),
}


def show(page: Page, choice: Choice) -> None:
    """Which two, how, how many that gives, and a button that makes it A."""
    t, offered = page.t, _offered(page, choice)
    if len(offered) < 2:
        return
    cards.section(
        t("Put populations together"),
        t("Out of the conditions above and the saved populations, a new one."),
    )
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key="population_sets"
    ):
        first = st.selectbox(
            t("First"), list(offered), key="sets_first", label_visibility="collapsed", width=240
        )
        way = st.selectbox(
            t("How they are put together"),
            list(WAYS),
            format_func=lambda name: t(WAYS[name]),
            key="sets_way",
            label_visibility="collapsed",
            width=230,
        )
        second = first
        if way != "outside":
            others = [name for name in offered if name != first]
            second = st.selectbox(
                t("Second"), others, key="sets_second", label_visibility="collapsed", width=240
            )
    st.html(f'<p class="tv-sub">{escape(t(MEANINGS[way]))}</p>')
    try:
        group = COMBINED[way](offered[first], offered[second])
    except Problem as problem:
        cards.show_problem(words.worded(problem, t), t)
        return
    _result(page, choice, group)


def _offered(page: Page, choice: Choice) -> dict[str, Group]:
    """What can be put together, by the name it is chosen by."""
    t = page.t
    found: dict[str, Group] = {}
    if choice.a.group.members:
        found[t("A, as above")] = choice.a.group
    if choice.b is not None and choice.b.group.members:
        found[t("B, as above")] = choice.b.group
    return found | {each.name: populations.population_of(each).group for each in choice.saved}


def _result(page: Page, choice: Choice, group: Group) -> None:
    t = page.t
    population = Population(name="result", version=0, group=group)
    (row,) = what_if_choice.counts(page, [population])
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key="population_sets_result"
    ):
        said = _said(t, row)
        st.html(f'<span class="tv-source"><b>{escape(said)}</b></span>', width="content")
        st.button(
            t("Make it population A"),
            key="sets_use",
            disabled=not group.members,
            on_click=condition_state.put,
            args=(page, "a", group),
        )
    told = words.group_word(t, group, choice.labels.named)
    st.html(f'<p class="tv-sub">{escape(told)}</p>')


def _said(t: Text, row: Mapping[str, object]) -> str:
    return t(
        "{count} customers · {share} of all",
        count=t.exact(int(str(row["customer_count"]))),
        share=t.percent(float(str(row["customer_share"]))),
    )
