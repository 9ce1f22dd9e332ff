"""The thirteen questions of the review, folded: numbers with their changes, history and lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from data.problems import Problem
from pages.parts import (
    cards,
    lists,
    notes,
    review_extras,
    review_people,
    review_promises,
)
from pages.parts import format as forms
from pages.parts import review_remembered as questions
from pages.parts import review_words as words
from pages.parts.review_given import cheaply, given
from pages.parts.review_tiles import histories
from pages.parts.sparks import spark

if TYPE_CHECKING:
    from pages.parts.review_state import State
    from pages.parts.review_words import Row
    from pages.parts.shell import Page
    from pages.parts.text import Text

SERIES_STEPS = {2, 3, 4, 6}
"""Steps whose numbers have a history."""
SINCE = ("before", "year_start", "year_ago")
PROMISES = 13


def section(page: Page, state: State) -> None:
    """The steps that have an answer, each folded and asked when it is opened; the others named."""
    t = page.t
    cards.section(
        t("All thirteen questions"),
        t("Open one to see its numbers against last time, the start of the year and a year ago."),
    )
    try:
        lacks = questions.missing_steps(page.engine, page.scope, given=cheaply(page, state))
    except Problem as problem:
        cards.show_problem(problem, t)
        return
    if told := words.left_out(t, lacks):
        st.html(f'<p class="tv-sub" id="left-out">{escape(told)}</p>')
    gone = set(lacks.loc[lacks["whole"], "step"])
    for place in (PROMISES, *(place for place in words.STEPS if place != PROMISES)):
        if place not in gone:
            _step(page, state, place)


@st.fragment
def _step(page: Page, state: State, place: int) -> None:
    t = page.t
    box = st.expander(f"{place} · {t(words.STEPS[place])}", key=f"step_{place}", on_change="rerun")
    if not box.open:
        return
    with box:
        try:
            _numbers(page, state, place)
        except Problem as problem:
            cards.show_problem(problem, t)


def _numbers(page: Page, state: State, place: int) -> None:
    t = page.t
    asked = {"given": given(page, state), "steps": (place,)}
    found = questions.review_of(page.engine, page.scope, **asked)
    rows = found.numbers.to_dict("records")
    series: Mapping[str, Sequence[float]] = {}
    if place in SERIES_STEPS:
        series = histories(questions.review_series(page.engine, page.scope))
    if rows:
        table(page, rows, series)
    for told in words.lacking(t, found.missing):
        cards.note(told)
    if place == PROMISES:
        review_promises.people(page, state)
    for extra in review_extras.OF_STEP.get(place, ()):
        extra(page)


def table(page: Page, rows: Sequence[Row], series: Mapping[str, Sequence[float]]) -> None:
    """The numbers of a step, each with its line and the way to its people."""
    t = page.t
    kept = [since for since in SINCE if any(not forms.is_missing(row[since]) for row in rows)]
    st.html(_head(t, kept))
    for row in rows:
        name = str(row["number"])
        with st.container(
            horizontal=True, vertical_alignment="center", gap="small", key=f"number_{name}"
        ):
            st.html(row_html(t, row, kept, series.get(name, ())))
            notes.pin(page, f"number:{name}")
            review_people.way(page, row)


def _head(t: Text, kept: Sequence[str]) -> str:
    heads = {
        "before": t("against last time"),
        "year_start": t("against year start"),
        "year_ago": t("against a year ago"),
    }
    cells = "".join(f"<span>{escape(heads[since])}</span>" for since in kept)
    return f'<div class="tv-num head"><span></span><span>{escape(t("Now"))}</span>{cells}</div>'


def row_html(t: Text, row: Row, kept: Sequence[str], history: Sequence[float]) -> str:
    """One number: name, value, its changes and its line."""
    unit, name = str(row["unit"]), words.label(t, row)
    exact = escape(words.exact(t, unit, row["value"]), quote=True)
    under = [t(words.FLAGS[str(row["flag"])])] if row["flag"] else []
    if not forms.is_missing(row["low"]):
        under.append(
            t(
                "{part} of {whole}",
                part=t.exact(row["numerator"]),
                whole=t.exact(row["denominator"]),
            )
        )
    if not forms.is_missing(row["completion"]):
        under.append(words.progress(t, row))
    small = f"<small>{escape(' · '.join(under))}</small>" if under else ""
    cells = "".join(_change_cell(t, row, since) for since in kept)
    line = spark(history, told=t("{name}, the last {count} periods", name=name, count=len(history)))
    return (
        f'<div class="tv-num"><span class="l">{escape(name)}{small}</span>'
        f'<span class="v" title="{exact}">{escape(words.value(t, unit, row["value"]))}</span>'
        f'{cells}<span class="s">{line}</span></div>'
    )


def _change_cell(t: Text, row: Row, since: str) -> str:
    said, direction = words.change(t, row, since)
    told = lists.moved(escape(said), direction=direction, good=int(row["good"]))
    day = words.day(row.get(f"{since}_date"))
    title = f' title="{escape(t.date(day), quote=True)}"' if day else ""
    return f"<span{title}>{told if said != forms.MISSING else said}</span>"
