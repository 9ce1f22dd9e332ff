"""Targets, year-start figures and ledger totals: typed row by row or pasted from Excel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from data import browse, load, quality
from data.contract import TABLES
from data.scratch import scratch
from pages.parts import cards, lists, shell, working
from pages.parts.paste import Record, as_csv, merged, pasted_records

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.columns import Table
    from pages.parts.shell import Page
    from pages.parts.text import Text

TYPED = ("control_total", "target", "peer_balance")
SHOWN_ROWS = 50


def show(page: Page) -> None:
    """The whole section: which figures, what is there, what is added."""
    t = page.t
    cards.section(
        t("Ledger totals and targets"),
        t("Copy the rows in Excel and paste them here, or type one row after another."),
    )
    name = st.segmented_control(
        t("Figures"),
        TYPED,
        format_func=t.table,
        default=TYPED[0],
        required=True,
        key="ledger-table",
    )
    table = TABLES[name]
    saved = working.outcome("ledger", t)
    if isinstance(saved, load.LoadReport):
        working.forget("ledger")
        st.session_state[f"pasted-{name}"] = ""
        st.session_state["ledger-saved"] = sum(each.rows_ok for each in saved.files)
        shell.read_newest()
        st.rerun()
    count = st.session_state.pop("ledger-saved", None)
    if count is not None:
        cards.note(t("Saved: {rows} rows.", rows=t.exact(count)), kind="new")
    old = browse.rows(page.store, name, limit=100_000)
    if page.is_demo:
        cards.note(
            t(
                "These are the demo bank's figures. Load your own files first, "
                "then enter yours here."
            )
        )
    else:
        text = _entry(table, t)
        new = pasted_records(text, table.names, _spellings(table))
        if new:
            _confirm(page, table, old, new)
    if name == "control_total" and old and page.release:
        _differences(page)
    _present(old, table, t)


def _entry(table: Table, t: Text) -> str:
    """The paste box and, beside it, one row to type; what is typed is added to the box."""
    key = f"pasted-{table.name}"
    labels = [_label(table, name, t) for name in table.names]
    with st.form(f"one-{table.name}", border=True, clear_on_submit=True):
        fields = [
            column.text_input(label, key=f"{key}-{place}")
            for place, (column, label) in enumerate(
                zip(st.columns(len(labels)), labels, strict=True)
            )
        ]
        if st.form_submit_button(t("Add this row")) and any(fields):
            before = st.session_state.get(key, "")
            st.session_state[key] = "\n".join(filter(None, [before.strip("\n"), "\t".join(fields)]))
    return st.text_area(
        t("Rows pasted from Excel, in the order: {columns}", columns=" · ".join(labels)),
        key=key,
        height=140,
    )


def _confirm(page: Page, table: Table, old: list[Record], new: list[Record]) -> None:
    t = page.t
    cards.note(t("Read: {rows} rows. Check them, then save.", rows=t.exact(len(new))))
    _list(new, table, t)
    replace = st.checkbox(
        t("Remove the rows entered earlier"), key=f"replace-{table.name}", disabled=not old
    )
    if not st.button(t("Save"), type="primary", key=f"save-{table.name}"):
        return
    records = new if replace else merged(old, new, table.key)
    written = as_csv(records, table.names)

    def save(progress: Callable[[str, float], None]) -> load.LoadReport:
        with scratch(page.store) as folder:
            file = folder / f"{table.name}.csv"
            file.write_bytes(written)
            source = load.Source(table=table.name, path=file, replace=True)
            return load.load(page.store, [source], progress=progress)

    working.start("ledger", save)
    st.rerun()


def _differences(page: Page) -> None:
    """Where the customers do not add up to the ledger."""
    t = page.t
    frame = quality.ledger_differences(page.store, page.release)
    cards.section(
        t("Differences to the ledger"),
        t("Sum of the customers less the ledger, 1 or more; deposits without interbank."),
    )
    columns = [
        lists.Column(name="snapshot_date", kind="date"),
        lists.Column(name="branch_id"),
        lists.Column(name="item", label=t("Item")),
        lists.Column(name="ledger", kind="number", decimals=2, label=t("Ledger")),
        lists.Column(name="ours", kind="number", decimals=2, label=t("Sum of the customers")),
        lists.Column(name="difference", kind="number", decimals=2, label=t("Difference")),
    ]
    shown = frame.assign(item=[t.column(each) for each in frame["measure"]])
    lists.table(shown.head(SHOWN_ROWS), columns, t, empty=t("Every figure agrees with the ledger."))


def _present(old: list[Record], table: Table, t: Text) -> None:
    if not old:
        cards.empty(t, t("Nothing entered yet."))
        return
    with st.expander(t("Entered so far: {rows} rows", rows=t.exact(len(old)))):
        _list(old, table, t)


def _list(records: list[Record], table: Table, t: Text) -> None:
    frame = pd.DataFrame(records[:SHOWN_ROWS]).reindex(columns=list(table.names)).fillna("")
    lists.table(
        frame,
        [lists.Column(name=name, label=_label(table, name, t)) for name in table.names],
        t,
        caption=t("The first {rows} rows", rows=t.exact(SHOWN_ROWS))
        if len(records) > SHOWN_ROWS
        else None,
    )


def _label(table: Table, name: str, t: Text) -> str:
    column = table.column(name)
    return column.zh if t.language == "zh_CN" else column.en


def _spellings(table: Table) -> dict[str, str]:
    """Every header a column is known by, lower case -> its name."""
    return {
        spelling.lower(): column.name
        for column in table.columns
        for spelling in (column.name, column.en, column.zh, *column.aliases)
    }
