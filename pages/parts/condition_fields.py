"""The field a condition's values are typed or chosen in, by the kind of its column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from analytics import overview
from analytics.condition_columns import COLUMNS, OPERATORS
from analytics.known_columns import known_columns
from analytics.scope import Scope
from data.contract import DIMENSIONS
from pages.parts import condition_values, shell
from pages.parts import condition_words as words
from pages.parts.condition_draft import Row

if TYPE_CHECKING:
    from analytics.condition_values import ConditionValue
    from pages.parts.shell import Page

Keep = Callable[[tuple[str, ...]], None]
FREE = ("branch_id", "manager_id", "official_tier")
"""Columns without codes whose values the release knows, and that are chosen from a list."""

PHONE_WIDTH = 290
"""Pixels of a field that takes a line of its own on a phone."""

LONGEST_LIST = 3_000
"""A longer list of values is typed: a menu of it helps nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What can be chosen: column -> value -> its label in the reader's language."""

    labels: Mapping[str, Mapping[str, str]]

    def named(self, column: str, value: ConditionValue) -> str | None:
        """The label of a value, None where it has none of its own."""
        return self.labels.get(column, {}).get(str(value))


def offered(page: Page) -> tuple[str, ...]:
    """Columns that can be asked about here: those the bank fills, the same whatever is filtered."""
    return known_columns(page.engine, Scope(at=page.scope.at))


def choices(page: Page) -> Choices:
    """What the release and the contract know of values."""
    t = page.t
    labels: dict[str, dict[str, str]] = {
        name: {code.value: t.code(name, code.value) for code in column.codes}
        for name, column in COLUMNS.items()
        if column.codes
    }
    if t.segments:
        labels["segment"] = {each.value: t.code("segment", each.value) for each in t.segments}
    for name in FREE:
        if name in DIMENSIONS:
            found = overview.scope_values(page.engine, name)
            if len(found) <= LONGEST_LIST:
                labels[name] = {
                    str(row.value): str(row.label if isinstance(row.label, str) else row.value)
                    for row in found.itertuples()
                    if row.value is not None
                }
    return Choices(labels=labels)


def values(page: Page, row: Row, known: Choices, key: str, keep: Keep) -> None:
    """The fields of one row; every change is given to `keep` as texts."""
    takes = OPERATORS[row.operator].takes
    if takes == "none":
        st.html("<span></span>", width=1)
    elif takes == "many":
        _many(page, row, known, key, keep)
    elif takes == "two":
        _two(page, row, key, keep)
    else:
        _one(page, row, key, keep)


def _many(page: Page, row: Row, known: Choices, key: str, keep: Keep) -> None:
    t, labels = page.t, known.labels.get(row.column)
    if not labels:
        _pasted(page, row, key, keep)
        return
    st.session_state[f"{key}_many"] = list(row.typed)
    st.multiselect(
        words.column_word(t, row.column),
        list(dict.fromkeys((*labels, *row.typed))),
        format_func=lambda code: labels.get(code, code),
        key=f"{key}_many",
        on_change=lambda: keep(tuple(st.session_state[f"{key}_many"])),
        placeholder=t("Choose"),
        label_visibility="collapsed",
        filter_mode="contains",
        width=PHONE_WIDTH if shell.is_narrow() else "stretch",
    )


def _pasted(page: Page, row: Row, key: str, keep: Keep) -> None:
    """Ids typed or pasted from a sheet: one under the other, or with commas."""
    t = page.t
    st.text_area(
        words.column_word(t, row.column),
        value=typed_text(f"{key}_ids", "\n".join(row.typed)),
        key=f"{key}_ids",
        on_change=lambda: keep(condition_values.ids_of(st.session_state[f"{key}_ids"])),
        placeholder=t("Paste a column from Excel, at most 1,000"),
        label_visibility="collapsed",
        height=68,
    )


def _one(page: Page, row: Row, key: str, keep: Keep) -> None:
    _text(page, row, f"{key}_one", 0, lambda typed: keep((typed,)))
    _unit(page, row)


def _two(page: Page, row: Row, key: str, keep: Keep) -> None:
    low, high = (*row.typed, "", "")[:2]
    _text(page, row, f"{key}_low", 0, lambda typed: keep((typed, high)))
    st.html('<span class="tv-sub">–</span>', width="content")
    _text(page, row, f"{key}_high", 1, lambda typed: keep((low, typed)))
    _unit(page, row)


def _text(page: Page, row: Row, key: str, place: int, keep: Callable[[str], None]) -> None:
    t = page.t
    typed = row.typed[place] if place < len(row.typed) else ""
    unit = condition_values.unit_word(t, row.column, row.operator)
    column = words.column_word(t, row.column)
    st.text_input(
        t("{name} ({unit})", name=column, unit=unit) if unit else column,
        value=typed_text(key, typed),
        key=key,
        on_change=lambda: keep(st.session_state[key]),
        placeholder=_example(page, row),
        label_visibility="collapsed",
        max_chars=60,
        width=115 if COLUMNS[row.column].kind != "text" else 220,
    )


def _example(page: Page, row: Row) -> str:
    """What is typed here, shown while nothing is."""
    kind = "days" if OPERATORS[row.operator].takes == "days" else COLUMNS[row.column].kind
    return {"date": f"{page.scope.at:%Y-%m-%d}", "days": "30"}.get(kind, page.t("value"))


def _unit(page: Page, row: Row) -> None:
    unit = condition_values.unit_word(page.t, row.column, row.operator)
    if unit:
        st.html(f'<span class="tv-sub">{escape(unit)}</span>', width="content")


def typed_text(key: str, typed: str) -> str:
    """What a text field starts with.

    The session's value is touched only where the field shows another text, after an undo for
    instance: writing it on every run would take away what is being typed at that moment.
    """
    if st.session_state.get(key, typed) == typed:
        return typed
    st.session_state[key] = typed
    return ""
