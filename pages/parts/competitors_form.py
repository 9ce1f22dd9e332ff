"""One offer typed by hand. What was typed stays in the form whatever is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from data.contract import TABLES
from data.offer_paste import offers_of_cells
from data.problems import Problem
from data.workspace import Workspace
from pages.parts import cards, competitors_choice, competitors_findings
from pages.parts.text import sentence

if TYPE_CHECKING:
    from data.columns import Column
    from data.offer_entries import SavedOffer
    from pages.parts.competitors_book import Book
    from pages.parts.shell import Page
    from pages.parts.text import Text

BOOK = TABLES["competitor_offer"]
ROWS: tuple[tuple[str, ...], ...] = (
    ("competitor", "product_name", "line"),
    ("quote_value", "quote_basis", "is_floor"),
    ("repay_modes", "max_amount", "term_months"),
    ("observed_on", "source", "is_ours"),
)
MORE: tuple[tuple[str, ...], ...] = (
    ("eligible_occupations", "eligible_grades", "collateral"),
    ("min_amount", "min_term_months", "fee_pct"),
    ("valid_from", "valid_to", "feature_tags"),
    ("features",),
)
REQUIRED = ("competitor", "product_name", "line", "quote_value", "quote_basis")
EXAMPLES: Mapping[str, str] = {
    "quote_value": "5",
    "max_amount": "300000",
    "min_amount": "10000",
    "term_months": "36",
    "min_term_months": "6",
    "fee_pct": "1",
    "observed_on": "2026-06-30",
    "valid_from": "2026-01-01",
    "valid_to": "2026-12-31",
}
HELP: Mapping[str, str] = {
    "is_floor": sentence("“From” this rate: the best customers' price, most pay more."),
    "line": sentence("A loan is only compared with our loans of the same line."),
    "observed_on": sentence("Without a day it waits and does not count."),
}
SEPARATOR = ";"


def show(page: Page, book: Book, saved: SavedOffer | None) -> None:
    """The form of a new offer, or of an entry to change."""
    t = page.t
    mark = saved.reference if saved else "new"
    known = written(saved.offer) if saved else {"observed_on": competitors_choice.usual_day(page)}
    title = t("Change {name}", name=book.names[saved.offer_id]) if saved else t("Enter an offer")
    with st.container(border=True, key="offer_form_box"):
        cards.section(title, t("Ours or theirs, loan or deposit. Fields with * are needed."))
        with st.form("offer_form", border=False):
            cells = _fields(page, ROWS, known, mark)
            with st.expander(
                t("Whom it is for, limits, fees, features"), key=f"offer_more_{mark}",
                expanded=any(name in known for row in MORE for name in row),
            ):  # fmt: skip
                cells |= _fields(page, MORE, known, mark)
            ways = st.container(horizontal=True, gap="small")
            sent = ways.form_submit_button(
                t("Save the correction") if saved else t("Save and compare"), type="primary"
            )
            again = saved is not None and ways.form_submit_button(t("Save as the next version"))
        st.button(
            t("Close without saving"),
            key="offer_close",
            on_click=page.set_parameter,
            args=("edit", None),
        )
        if sent or again:
            st.session_state["offer_sent"] = (mark, bool(again))
        if st.session_state.get("offer_sent", ("", False))[0] == mark:
            _check(page, saved, cells, mark)


def _check(page: Page, saved: SavedOffer | None, cells: dict[str, str], mark: str) -> None:
    """What is wrong with the fields, each named; a doubtful rate is asked about; else saved."""
    t = page.t
    filled = {name: text for name, text in cells.items() if text}
    if saved is not None:
        filled["offer_id"] = saved.offer_id
    pasted = offers_of_cells([filled])
    row = competitors_findings.answered(pasted.rows, key=f"form_{mark}")[0]
    lacking = [name for name in REQUIRED if name not in filled]
    for name in lacking:
        cards.note(t("{column} is empty. Fill it in.", column=t.column(name)), "problem")
    wrong = [
        each
        for each in competitors_findings.of(pasted.findings, [row])
        if each.column not in {*lacking, "offer_id"}
    ]
    shown = competitors_findings.show(page, wrong, pasted.rows, key=f"form_{mark}")
    if lacking or shown:
        return
    if saved is not None and not st.session_state["offer_sent"][1]:
        row = {**row, "version": saved.version}
    try:
        stored = Workspace(page.store).offers.save([row])
    except Problem as problem:
        cards.show_problem(problem, t)
        return
    del st.session_state["offer_sent"]
    st.session_state["competitors_told"] = t("Saved.")
    page.set_parameter("edit", None)
    if stored and not row.get("is_ours"):
        page.set_parameter("offer", stored[0].offer_id)
        page.set_parameter("mode", None)
        deposit = str(row.get("line", "")).startswith("deposit")
        page.set_parameter("view", "deposits" if deposit else "compare")
        _asked(page, row)
    st.rerun()


def _asked(page: Page, row: Mapping[str, object]) -> None:
    """Compare for an amount and a term that the offer has."""
    most, longest = row.get("max_amount"), row.get("term_months")
    for name, limit, usual in (("amount", most, 300_000), ("months", longest, 36)):
        asked = float(page.parameter(name) or usual)
        if limit is not None and asked > float(str(limit)):
            page.set_parameter(name, f"{float(str(limit)):.12g}")


def written(row: Mapping[str, object]) -> dict[str, str]:
    """A row of the book as a person types it into the form; codes stay codes."""
    return {name: _text(value) for name, value in row.items() if value is not None}


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list | tuple | set | frozenset):
        return SEPARATOR.join(map(str, value))
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value)


def _fields(
    page: Page, rows: tuple[tuple[str, ...], ...], known: Mapping[str, str], mark: str
) -> dict[str, str]:
    """Column -> what stands in its field, as text; "" where nothing does."""
    found = {}
    for names in rows:
        for box, name in zip(st.columns(len(names), gap="small"), names, strict=True):
            with box:
                found[name] = _field(page.t, BOOK.column(name), known.get(name, ""), mark)
    return found


def _field(t: Text, column: Column, known: str, mark: str) -> str:
    name, key = column.name, f"offer_{column.name}_{mark}"
    label = f"{t.column(name)} *" if name in REQUIRED else t.column(name)
    advice = t(HELP[name]) if name in HELP else None
    words = {code.value: t.code(name, code.value) for code in column.codes}
    if column.kind == "flag":
        return "yes" if st.checkbox(label, value=bool(known), key=key, help=advice) else ""
    if column.kind == "code":
        options = ["", *words]
        return st.selectbox(
            label,
            options,
            index=options.index(known) if known in options else 0,
            format_func=lambda code: words.get(code, t("– choose –")),
            key=key,
            help=advice,
        )
    if column.kind == "codes":
        chosen = st.multiselect(
            label,
            list(words),
            default=[code for code in known.split(SEPARATOR) if code in words],
            format_func=words.__getitem__,
            key=key,
            placeholder=t("Choose"),
            help=advice,
        )
        return SEPARATOR.join(chosen)
    example = EXAMPLES.get(name)
    hint = t("such as {example}", example=example) if example else ""
    return st.text_input(
        label, value=known, key=key, placeholder=escape(hint), help=advice, max_chars=500
    ).strip()
