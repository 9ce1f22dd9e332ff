"""What was found this week: sentences, each with its number, its test, its people, its actions."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from data.problems import Problem
from pages.parts import actions_make, cards, findings_words, shell
from pages.parts import review_remembered as questions

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from pages.parts.review_state import State
    from pages.parts.review_words import Row
    from pages.parts.shell import Page
    from pages.parts.text import Text

SPENT = "review_findings_seen"
"""Where the session keeps which findings it was shown, for the end of the review."""


def shown(page: Page) -> list[Row]:
    """The first findings of the scope.

    Raises:
        Problem: no earlier date, nobody in scope.
    """
    found = questions.findings(page.engine, page.scope)
    return found[found["shown"].astype(bool)].to_dict("records")


@st.fragment(parallel=True)
def section(page: Page, state: State) -> None:
    """The findings, once the scan is through; without news the old ones are folded."""
    t = page.t
    with st.spinner(t("Looking for findings …")):
        try:
            rows = shown(page)
        except Problem as problem:
            cards.section(t("Findings"))
            cards.show_problem(problem, t)
            return
    if not state.is_new(page):
        with st.expander(
            t("Findings of the last review, already discussed: {count}", count=len(rows)),
            key="known_findings",
        ):
            _all(page, state, rows)
        return
    news = [row for row in rows if not state.is_known(str(row["key"]))]
    cards.section(title(t, len(news), len(rows)))
    if not rows:
        cards.empty(t, nothing(t))
    _all(page, state, rows)


def title(t: Text, news: int, count: int) -> str:
    """The heading: how many there are, and how many of them are new."""
    if news == count:
        return t("Findings: {count}", count=count)
    return t("Findings: {count}, of which new: {news}", count=count, news=news)


def nothing(t: Text) -> str:
    """What it means that there is none."""
    return t(
        "No finding: no change is large in money, and no rate is out of the ordinary. "
        "The promises and the list are what this review is about."
    )


def _all(page: Page, state: State, rows: Sequence[Row]) -> None:
    for place, row in enumerate(rows, start=1):
        _one(page, state, row, place)


def _one(page: Page, state: State, row: Row, place: int) -> None:
    t = page.t
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"findrow_{place}"
    ):
        st.html(sentence_html(t, row, place, known=state.is_known(str(row["key"]))))
        with st.popover(t("Number and test"), key=f"test_{place}"):
            st.html(f'<div class="tv-prose"><p>{_lines(findings_words.test_sentence(row, t))}</p>')
        path, extra = findings_words.link(row)
        if path:
            asked = {name: values[0] for name, values in extra.items()}
            shell.next_page(page, path, t("Its people"), **asked)
        actions_make.button(
            page,
            f"finding_{place}",
            partial(people, page, row),
            reason=_reason(row),
            facts={name: row.get(name) for name in findings_words.SAID},
            count=int(row["customer_count"]),
            risk="change",
            source=str(row["key"]),
        )


def people(page: Page, row: Row, limit: int) -> pd.DataFrame:
    """The first customers of a finding, the largest change first."""
    return questions.finding_customers(
        page.engine, page.scope, finding=str(row["key"]), limit=limit
    )


def _reason(row: Row) -> str:
    return "single_customer" if row["kind"] == "single_customer" else "finding"


def sentence_html(t: Text, row: Row, place: int, *, known: bool = False) -> str:
    """A finding as a numbered sentence with the gate it came through."""
    said = bold(findings_words.sentence(row, t))
    gate = escape(findings_words.gate_word(row, t))
    kind = "money" if row["gate"] == "money" else "rate"
    badges = f'<span class="tv-gate {kind}">{gate}</span>'
    if known:
        badges += f'<span class="tv-gate">{escape(t("known from the last review"))}</span>'
    return f'<p class="tv-find"><span class="n">{place}</span><span>{said}{badges}</span></p>'


def bold(text: str) -> str:
    """A sentence as HTML: its bold marks, and everything else escaped."""
    safe = escape(text, quote=False)
    return safe.replace("&lt;b&gt;", "<b>").replace("&lt;/b&gt;", "</b>").replace("&amp;", "&")


def _lines(text: str) -> str:
    return "</p><p>".join(bold(part) for part in text.splitlines())
