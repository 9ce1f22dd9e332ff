"""What is wrong with typed or pasted offers: each row's findings, and the questions they raise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from analytics.offer_checks import offer_findings
from analytics.offers_book import offers_of
from pages.parts import cards, lists
from pages.parts import competitors_words as words

if TYPE_CHECKING:
    from analytics.quotes import Doubt, Reading
    from data.offer_paste import PasteFinding
    from data.problems import Problem
    from pages.parts.shell import Page
    from pages.parts.text import Text

Row = Mapping[str, object]
ANSWERS = "offer_answers"
MADE_OF: Mapping[str, tuple[str, ...]] = {"offer_id": ("competitor", "product_name")}
"""A column that is filled from others: while one of them is wrong, nothing is said of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """One thing to correct or to answer. row: from 1, 0 for the header; doubt: what to choose."""

    row: int
    column: str
    value: str
    problem: Problem
    doubt: Doubt | None = None


def of(pasted: Sequence[PasteFinding], rows: Sequence[Row]) -> list[Open]:
    """Everything open: what could not be read, then what the book's checks say, by row."""
    unread = {(each.row, each.column) for each in pasted}
    found = [
        Open(row=each.row, column=each.column, value=each.value, problem=each.problem)
        for each in pasted
    ]
    found += [
        Open(
            row=each.row,
            column=each.column,
            value=each.value,
            problem=each.problem,
            doubt=each.doubt,
        )
        for each in offer_findings(offers_of(rows))
        if not unread & {(each.row, name) for name in (MADE_OF.get(each.column) or (each.column,))}
    ]
    return sorted(found, key=lambda each: each.row)


def answered(rows: Sequence[Row], *, key: str) -> list[dict[str, object]]:
    """The rows with the answers given so far to doubtful rates."""
    answers = st.session_state.get(f"{ANSWERS}_{key}", {})
    return [dict(row) | answers.get(_asked(row), {}) for row in rows]


def _asked(row: Row) -> tuple[object, object, object]:
    """What an answer belongs to: another number is another question."""
    return row.get("offer_id"), row.get("quote_value"), row.get("quote_basis")


def show(page: Page, found: Sequence[Open], rows: Sequence[Row], *, key: str) -> bool:
    """Draw what is open, questions with their buttons; returns whether anything is."""
    t = page.t
    plain = [each for each in found if each.doubt is None]
    if plain:
        frame = pd.DataFrame(
            [
                {
                    "row": t("header") if each.row == 0 else t.exact(each.row),
                    "column": t.column(each.column) if each.column else "–",
                    "value": each.value or t("empty"),
                    "said": cards.problem_text(each.problem, t),
                }
                for each in plain
            ]
        )
        columns = [
            lists.Column(name="row", kind="given", label=t("Row")),
            lists.Column(name="column", label=t("Column")),
            lists.Column(name="value", label=t("Value")),
            lists.Column(name="said", label=t("What to do")),
        ]
        with st.container(key=f"wrapped_findings_{key}"):
            lists.table(frame, columns, t)
    for each in found:
        if each.doubt is not None:
            _question(page, each, each.doubt, rows[each.row - 1], key)
    return bool(found)


def _question(page: Page, each: Open, doubt: Doubt, row: Row, key: str) -> None:
    """A doubtful rate: as written, or one of the other readings."""
    t = page.t
    said = cards.problem_text(each.problem, t)
    cards.note(t("Row {row}: {reason}", row=t.exact(each.row), reason=said), "caution")
    with st.container(horizontal=True, gap="small", key=f"doubt_{key}_{each.row}"):
        for place, reading in enumerate((doubt.written, *doubt.meant[:3])):
            st.button(
                _reading_word(t, reading, written=place == 0),
                key=f"doubt_{key}_{each.row}_{place}",
                on_click=_answer,
                args=(key, row, reading),
            )


def _reading_word(t: Text, reading: Reading, *, written: bool) -> str:
    said = words.reading_words(t, reading)
    return t("As written: {reading}", reading=said) if written else said


def _answer(key: str, row: Row, reading: Reading) -> None:
    answers = st.session_state.setdefault(f"{ANSWERS}_{key}", {})
    answers[_asked(row)] = {
        "quote_value": reading.quote.value,
        "quote_basis": reading.quote.basis,
        "quote_confirmed": True,
    }
