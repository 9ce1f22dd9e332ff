"""Rows typed or pasted from Excel: tab-separated text in, records by column name out."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Record = dict[str, str]


def pasted_records(text: str, columns: Sequence[str], names: Mapping[str, str]) -> list[Record]:
    """One record per line of `text`, keyed by the table's `columns`; empty lines are left out.

    A first line that holds only known headers (`names`: any spelling, lower case -> column) gives
    the order of the columns; without one the order is that of `columns`. Cells are separated by
    tabs, as Excel copies them, or by commas when there is no tab at all.
    """
    delimiter = "\t" if "\t" in text else ","
    rows = [
        [cell.strip() for cell in row]
        for row in csv.reader(io.StringIO(text), delimiter=delimiter)
        if any(cell.strip() for cell in row)
    ]
    if not rows:
        return []
    headers = [names.get(cell.lower()) for cell in rows[0]]
    if all(headers):
        order, rows = [header for header in headers if header], rows[1:]
    else:
        order = list(columns)
    return [
        {column: cell for column, cell in zip(order, row, strict=False) if cell} for row in rows
    ]


def merged(old: Sequence[Record], new: Sequence[Record], key: Sequence[str]) -> list[Record]:
    """`old` with the rows of `new` put over those of the same key, the rest of `new` at the end."""
    records = {tuple(record.get(name, "") for name in key): record for record in old}
    for record in new:
        identity = tuple(record.get(name, "") for name in key)
        records[identity] = {**records.get(identity, {}), **record}
    return list(records.values())


def as_csv(records: Sequence[Record], columns: Sequence[str]) -> bytes:
    """The records as a UTF-8 CSV with the contract's own headers, ready for the loader."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue().encode("utf-8")


def as_text(records: Sequence[Record], columns: Sequence[str]) -> str:
    """The records as tab-separated lines without a header, as Excel would copy them."""
    return "\n".join("\t".join(record.get(column, "") for column in columns) for record in records)
