"""Several offers pasted from Excel or CSV: a grid to correct, what is wrong with it, then save."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from data.contract import TABLES
from data.offer_paste import Cells, offers_csv, pasted_offers
from data.problems import Problem
from data.workspace import Workspace
from pages.parts import cards, competitors_findings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pages.parts.shell import Page
    from pages.parts.text import Text

BOOK = TABLES["competitor_offer"]
KEY = "offers_pasted"
ALWAYS = ("competitor", "product_name", "line", "quote_value", "quote_basis", "term_months",
          "observed_on")  # fmt: skip
"""Columns the grid has even where nothing was pasted into them."""


def show(page: Page) -> None:
    """The box, then the grid with its findings, then the button."""
    t = page.t
    with st.container(border=True, key="offer_paste_box"):
        cards.section(
            t("Paste offers from Excel or CSV"),
            t("Copy the rows with their header; any order of columns. Nothing is saved yet."),
        )
        text = st.text_area(t("Pasted rows"), key=KEY, height=140, placeholder=_example(t))
        with st.container(horizontal=True, gap="small", key="paste_ways"):
            st.download_button(
                t("Empty CSV with all columns"),
                lambda: offers_csv(()),
                file_name="competitor_offer.csv",
                mime="text/csv",
                key="paste_template",
                on_click="ignore",
            )
            st.button(
                t("Close without saving"),
                key="paste_close",
                on_click=page.set_parameter,
                args=("edit", None),
            )
        if text.strip():
            _read(page, text)


def _read(page: Page, text: str) -> None:
    t = page.t
    first = pasted_offers(text)
    if not first.cells:
        competitors_findings.show(
            page, competitors_findings.of(first.findings, ()), (), key="paste"
        )
        return
    cells = _grid(page, first.cells, text)
    again = pasted_offers(as_text(cells))
    kept = [each for each in first.findings if each.row == 0]
    findings = (*kept, *(each for each in again.findings if each.row > 0))
    rows = competitors_findings.answered(again.rows, key="paste")
    still = competitors_findings.of(findings, rows)
    blocked = competitors_findings.show(page, still, again.rows, key="paste")
    replace = st.checkbox(
        t("Take the place of entries of the same offer and days"), key="paste_replace"
    )
    count = len(rows)
    label = t.many("Save {count} offer", "Save {count} offers", count)
    pressed = st.button(label, key="paste_save", type="primary", disabled=_stops(still))
    if blocked and not _stops(still):
        cards.note(t("The header's columns that are not known will not be read."))
    if not pressed:
        return
    try:
        Workspace(page.store).offers.save(rows, replace=replace)
    except Problem as problem:
        cards.show_problem(problem, t)
        return
    st.session_state["competitors_told"] = t("Saved: {rows} rows.", rows=t.exact(count))
    st.session_state.pop(KEY, None)
    page.set_parameter("edit", None)
    st.rerun()


def _stops(found: Sequence[competitors_findings.Open]) -> bool:
    """Whether something must be corrected or answered first; headers may stay unknown."""
    return any(each.row > 0 for each in found)


def _grid(page: Page, cells: Sequence[Cells], text: str) -> list[Cells]:
    """The cells as a grid that can be written into; every cell stays as it was typed."""
    t = page.t
    used = {name for row in cells for name in row} | set(ALWAYS)
    names = [name for name in BOOK.names if name in used]
    frame = pd.DataFrame([{name: row.get(name, "") for name in names} for row in cells])
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    edited = st.data_editor(
        frame,
        key=f"paste_grid_{hash(text)}",
        column_config={
            name: st.column_config.TextColumn(t.column(name), help=None) for name in names
        },
        num_rows="fixed",
        width="stretch",
    )
    return [
        {name: str(value).strip() for name, value in row.items() if str(value or "").strip()}
        for row in edited.fillna("").to_dict("records")
    ]


def as_text(cells: Sequence[Cells]) -> str:
    """The grid as it would be pasted, with every column of the contract."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, BOOK.names, restval="", delimiter="\t", lineterminator="\n")
    writer.writeheader()
    writer.writerows(cells)
    return buffer.getvalue()


def _example(t: Text) -> str:
    columns = ("competitor", "product_name", "line", "quote_value", "quote_basis", "observed_on")
    return "\t".join(t.column(name) for name in columns)
