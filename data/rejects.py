"""The refused rows as a file people open in a spreadsheet."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from data.check import explained

if TYPE_CHECKING:
    from pathlib import Path

    from data.staging import Staging

COLUMNS = ("table", "file", "row", "column", "value", "rule", "explanation")
SHOWN = 80
"""Characters of a refused value that a message shows; the file of rejects has it whole."""
_ORDERED = """select table_name, file_name, row_number, column_name, value, rule from _reject
    order by table_name, file_name, row_number, column_name, rule"""


def write_rejects(staging: Staging, folder: Path) -> Path:
    """Write every refused row, UTF-8 with BOM, and return the file.

    Values that a spreadsheet would run as formulas get an apostrophe before them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"rejects-{datetime.now(tz=UTC):%Y%m%d-%H%M%S-%f}.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        rows = staging.connection.execute(_ORDERED)
        while block := rows.fetchmany(10_000):
            writer.writerows(
                (*map(_harmless, row), explained(row[5], row[0], row[3])) for row in block
            )
    return path


def _harmless(value: object) -> object:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(("=", "@", "+", "\t")) else text


def first_reject(staging: Staging) -> dict[str, object]:
    """Return the facts of the first refused row, for a message."""
    table, file, row, column, value, rule = staging.run(_ORDERED + " limit 1")[0]
    return {
        "table": table,
        "file": file,
        "row": row,
        "column": column or "-",
        "value": in_one_line(value),
        "rule": explained(str(rule), str(table), str(column)),
    }


def in_one_line(value: object) -> str:
    """Return a refused value as a message shows it: one line, not too long, - for nothing."""
    text = " ".join(str(value or "-").split())
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
