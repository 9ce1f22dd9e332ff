"""What a check or a load found: rows, totals against their sums, the ledger, refused rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from pages.parts import cards, lists

if TYPE_CHECKING:
    from data.load import LoadReport
    from pages.parts.text import Text

SHOWN_REJECTS = 50
LISTED_REJECTS = 1000
"""A report lists so many refused values at most."""


def show(report: LoadReport, t: Text, *, key: str) -> None:
    """Everything the report says, the refused rows first."""
    _files(report, t)
    _rejects(report, t, key)
    _totals(report, t)
    _ledger(report, t)
    _warnings(report, t)


def _files(report: LoadReport, t: Text) -> None:
    frame = pd.DataFrame(
        [
            {
                "file": each.file,
                "table": t.table(each.table),
                "rows_in": each.rows_in,
                "rows_ok": each.rows_ok,
                "rows_rejected": each.rows_rejected,
                "dates": _dates(each.dates, t),
            }
            for each in report.files
        ]
    )
    columns = [
        lists.Column(name="file", label=t("File")),
        lists.Column(name="table", label=t("Table")),
        lists.Column(name="rows_in", kind="count", label=t("Rows read")),
        lists.Column(
            name="rows_ok",
            kind="count",
            label=t("Rows to load") if report.checked_only else t("Rows loaded"),
        ),
        lists.Column(name="rows_rejected", kind="count", label=t("Refused")),
        lists.Column(name="dates", label=t("Dates")),
    ]
    lists.table(frame, columns, t)
    if report.unknown_customer_count:
        count = t.exact(report.unknown_customer_count)
        cards.note(
            t("{count} customers have balances but are not in the customer list.", count=count),
            kind="caution",
        )


def _dates(dates: tuple[object, ...], t: Text) -> str:
    if len(dates) > 3:
        return t("{first} to {last}", first=t.date(dates[0]), last=t.date(dates[-1]))
    return " · ".join(t.date(day) for day in dates)


def refused_rows(report: LoadReport) -> int:
    """Rows of the files that are refused; one refused for two tables counts once."""
    if len(report.rejects) < LISTED_REJECTS:
        return len({(each.file, each.row) for each in report.rejects})
    return report.rejected_count


def _columns(names: str, t: Text) -> str:
    """Labels of a column, or of the columns of a key written a+b."""
    return " + ".join(t.column(name) for name in names.split("+")) if names else "–"


def _rejects(report: LoadReport, t: Text, key: str) -> None:
    if not report.rejects:
        return
    cards.note(
        t.many(
            "{count} row is refused. Correct it in the file and choose it again, "
            "or load the others without it.",
            "{count} rows are refused. Correct them in the file and choose it again, "
            "or load the others without them.",
            refused_rows(report),
        ),
        kind="problem",
    )
    frame = (
        pd.DataFrame(
            [
                {
                    "file": each.file,
                    "row": each.row,
                    "column": _columns(each.column, t),
                    "value": each.value or t("(empty)"),
                    "rule": t(each.sentence),
                }
                for each in report.rejects
            ]
        )
        .drop_duplicates(["file", "row", "rule"])
        .sort_values(["file", "row"])
        .head(SHOWN_REJECTS)
    )
    columns = [
        lists.Column(name="file", label=t("File")),
        lists.Column(name="row", label=t("Row in the file")),
        lists.Column(name="column", label=t("Column")),
        lists.Column(name="value", label=t("Value")),
        lists.Column(name="rule", label=t("What is wrong")),
    ]
    more = len(report.rejects) > SHOWN_REJECTS
    caption = t("The first {count}; the download has all.", count=SHOWN_REJECTS) if more else None
    lists.table(frame, columns, t, caption=caption)
    if report.rejects_path and report.rejects_path.exists():
        st.download_button(
            t("Download all refused rows"),
            report.rejects_path.read_bytes,
            file_name=report.rejects_path.name,
            mime="text/csv",
            key=f"rejects-{key}",
            on_click="ignore",
        )


def _totals(report: LoadReport, t: Text) -> None:
    if not report.total_checks:
        return
    frame = pd.DataFrame(
        [
            {
                "file": each.file,
                "column": t.column(each.column),
                "stated": each.stated,
                "summed": each.summed,
                "difference": each.difference,
            }
            for each in report.total_checks
        ]
    )
    columns = [
        lists.Column(name="file", label=t("File")),
        lists.Column(name="column", label=t("Column")),
        lists.Column(name="stated", kind="number", decimals=2, label=t("Total row of the file")),
        lists.Column(name="summed", kind="number", decimals=2, label=t("Sum of its rows")),
        lists.Column(name="difference", kind="number", decimals=2, label=t("Difference")),
    ]
    agreed = all(each.difference == 0 for each in report.total_checks)
    cards.note(
        t("The total row was left out; it agrees with the sum of the rows to the cent.")
        if agreed
        else t("The total row was left out; it does not agree with the sum of the rows."),
        kind="info" if agreed else "caution",
    )
    lists.table(frame, columns, t)


def _ledger(report: LoadReport, t: Text) -> None:
    if not report.ledger_differences:
        return
    frame = pd.DataFrame(
        [
            {
                "date": each.snapshot_date,
                "branch": each.branch_id,
                "measure": t.column(each.measure),
                "stated": each.stated,
                "ours": each.ours,
                "difference": each.difference,
            }
            for each in report.ledger_differences
        ]
    )
    columns = [
        lists.Column(name="date", kind="date", label=t("Date")),
        lists.Column(name="branch", label=t("Branch")),
        lists.Column(name="measure", label=t("Item")),
        lists.Column(name="stated", kind="number", decimals=2, label=t("Ledger")),
        lists.Column(name="ours", kind="number", decimals=2, label=t("These files")),
        lists.Column(name="difference", kind="number", decimals=2, label=t("Difference")),
    ]
    cards.section(t("Against the general ledger"))
    lists.table(frame, columns, t)


def _warnings(report: LoadReport, t: Text) -> None:
    if not report.warnings:
        return
    frame = pd.DataFrame(
        [
            {
                "file": each.file,
                "column": _columns(each.column, t),
                "sentence": t(each.sentence),
                "count": each.count,
                "example": _example(each.example_row, each.example, t),
            }
            for each in report.warnings
        ]
    ).drop_duplicates()
    columns = [
        lists.Column(name="file", label=t("File")),
        lists.Column(name="column", label=t("Column")),
        lists.Column(name="sentence", label=t("Remark")),
        lists.Column(name="count", kind="count", label=t("Rows")),
        lists.Column(name="example", label=t("For example")),
    ]
    with st.expander(t("Remarks: {count}", count=len(frame)), expanded=len(frame) <= 6):
        lists.table(frame, columns, t)


def _example(row: int | None, value: str, t: Text) -> str:
    if row is None:
        return value or "–"
    return t("row {row}: {value}", row=row, value=value or t("(empty)"))
