"""A banker's file as it is: where its table starts, its unit, its date, how it is written."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from data.contract import TABLES
from data.decode import as_utf8, delimiter_of, encoding_of, first_rows
from data.problems import (
    BrokenParquet,
    FileEmpty,
    FileKindUnknown,
    FileMissing,
    HeaderInTwoRows,
    HeaderNotFound,
    HeaderOnly,
    HeaderRepeated,
)
from data.titles import UNITS, date_in, is_total, plain, unit_in
from data.workbook import filled_sheets, sheet_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

HEAD_ROWS = 30
"""A header must stand in the first so many rows."""
SAMPLE_ROWS = 50

Rows = list[list[str]]

KNOWN_HEADERS = frozenset(
    plain(spelling)
    for table in TABLES.values()
    for column in table.columns
    for spelling in (column.name, column.en, column.zh, *column.aliases)
)

KIND_OF_SUFFIX: dict[str, Literal["csv", "excel", "parquet"]] = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "csv",
    ".xlsx": "excel",
    ".xlsm": "excel",
    ".xls": "excel",
    ".parquet": "parquet",
    ".pq": "parquet",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What was found in a file before any row is loaded.

    `header_row` counts from 1 as a spreadsheet does. `unit_factor` is None when the file does not
    say its unit. `sample_rows` are the first data rows as text, totals left out.
    """

    path: Path
    name: str
    kind: Literal["csv", "excel", "parquet"]
    encoding: str = "utf-8"
    delimiter: str = ","
    header_row: int = 1
    headers: tuple[str, ...] = ()
    sample_rows: tuple[tuple[str, ...], ...] = ()
    title_lines: tuple[str, ...] = ()
    sheet_name: str = ""
    other_sheets: tuple[str, ...] = ()
    unit_text: str = ""
    unit_factor: int | None = None
    date_in_title: date | None = None
    date_in_name: date | None = None

    @property
    def stated_date(self) -> date | None:
        """The date of the title, else of the file name."""
        return self.date_in_title or self.date_in_name

    def sample(self, header: str, count: int = 5) -> tuple[str, ...]:
        """Return the first `count` filled values of a column."""
        place = self.headers.index(header)
        filled = [row[place] for row in self.sample_rows if row[place].strip()]
        return tuple(filled[:count])


def read_sheet(path: Path, *, name: str | None = None, encoding: str | None = None) -> Sheet:
    """Return what the file is, without loading it.

    Args:
        name: what to call the file, when its path is a temporary one.
        encoding: how it is written, when detection must not decide.

    Raises:
        FileMissing, FileEmpty, FileKindUnknown, HeaderNotFound, HeaderInTwoRows, HeaderOnly,
        HeaderRepeated, EncodingUnknown, BrokenCsv, BrokenWorkbook, WorkbookTooLarge, BrokenParquet.
    """
    shown = name or path.name
    if not path.is_file():
        raise FileMissing(file=path)
    kind = KIND_OF_SUFFIX.get(path.suffix.lower())
    if kind is None:
        raise FileKindUnknown(file=shown, kind=path.suffix or "?")
    if path.stat().st_size == 0:
        raise FileEmpty(file=shown)
    if kind == "parquet":
        return _parquet_sheet(path, shown)
    if kind == "excel":
        return _workbook_sheet(path, shown)
    used = encoding or encoding_of(path)
    delimiter = delimiter_of(path, used)
    rows = first_rows(path, used, delimiter, HEAD_ROWS + SAMPLE_ROWS)
    return _sheet(path, shown, kind, rows, encoding=used, delimiter=delimiter)


def _sheet(
    path: Path,
    name: str,
    kind: Literal["csv", "excel"],
    rows: Rows,
    *,
    encoding: str = "utf-8",
    delimiter: str = ",",
) -> Sheet:
    if not any(cell.strip() for row in rows for cell in row):
        raise FileEmpty(file=name)
    place = header_place(rows)
    if place is None:
        raise HeaderNotFound(file=name, lines=HEAD_ROWS)
    if (second := _second_header(rows, place)) is not None:
        raise HeaderInTwoRows(
            file=name, first=min(place, second) + 1, second=max(place, second) + 1
        )
    headers = _named(rows[place], name)
    body = [row for row in rows[place + 1 :] if any(cell.strip() for cell in row)]
    sample = [row for row in body if not is_total(next(cell for cell in row if cell.strip()))]
    if not sample:
        raise HeaderOnly(file=name)
    titles = [" ".join(cell.strip() for cell in row if cell.strip()) for row in rows[:place]]
    title = "\n".join(titles)
    unit = unit_in(title) or ""
    width = len(headers)
    return Sheet(
        path=path,
        name=name,
        kind=kind,
        encoding=encoding,
        delimiter=delimiter,
        header_row=place + 1,
        headers=headers,
        sample_rows=tuple(tuple((row + [""] * width)[:width]) for row in sample[:SAMPLE_ROWS]),
        title_lines=tuple(line for line in titles if line),
        unit_text=unit,
        unit_factor=UNITS[unit] if unit else None,
        date_in_title=date_in(title),
        date_in_name=date_in(name),
    )


def _workbook_sheet(path: Path, name: str) -> Sheet:
    """Return the sheet whose header knows the most names; other tables in the book are named."""
    best, chosen, known = -1, None, dict[str, int]()
    for title, rows in filled_sheets(path):
        known[title] = max(map(_known_names, rows[:HEAD_ROWS]), default=0)
        if known[title] > best:
            best, chosen = known[title], (title, rows)
    if chosen is None:
        raise FileEmpty(file=name)
    title, rows = chosen
    others = tuple(other for other, count in known.items() if count > 1 and other != title)
    return replace(_sheet(path, name, "excel", rows), sheet_name=title, other_sheets=others)


def _known_names(row: Sequence[str]) -> int:
    return sum(plain(cell) in KNOWN_HEADERS for cell in row if cell.strip())


def header_place(rows: Rows) -> int | None:
    """Return the index of the row that names the columns: the one with most names the contract
    knows, else the first wide row of words. None when no row looks like one.
    """
    head = rows[:HEAD_ROWS]
    known = [_known_names(row) for row in head]
    if known and max(known) >= 2:
        return known.index(max(known))
    widths = Counter(_filled(row) for row in rows if _filled(row) > 1)
    if not widths:
        return known.index(1) if 1 in known else None
    usual = max(widths, key=lambda width: (widths[width], width))
    for place, row in enumerate(head):
        cells = [cell for cell in row if cell.strip()]
        if len(cells) >= max(2, usual // 2) and not any(_is_number(cell) for cell in cells):
            return place
    return None


def _second_header(rows: Rows, place: int) -> int | None:
    """Return the row beside the header that names columns the header leaves empty, or None: words
    without a digit, under it, or over it with at least one name the contract knows.
    """
    blank = {at for at, cell in enumerate(rows[place]) if not cell.strip()}
    for other in (place + 1, place - 1):
        if not 0 <= other < len(rows):
            continue
        cells = rows[other]
        if any(sign.isdigit() for cell in cells for sign in cell) or any(map(is_total, cells)):
            continue
        named = [cell for at, cell in enumerate(cells) if at in blank and cell.strip()]
        if named and ((other > place and _filled(cells) > 1) or _known_names(named)):
            return other
    return None


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "").replace("%", ""))
    except ValueError:
        return False
    return True


def _named(row: Sequence[str], file: str) -> tuple[str, ...]:
    width = max((place for place, cell in enumerate(row) if cell.strip()), default=-1) + 1
    names = [cell.strip() or f"column {place + 1}" for place, cell in enumerate(row[:width])]
    repeated = [name for name, count in Counter(names).items() if count > 1]
    if repeated:
        raise HeaderRepeated(file=file, column=repeated[0])
    return tuple(names)


def _parquet_sheet(path: Path, name: str) -> Sheet:
    try:
        with pq.ParquetFile(path) as file:
            headers = tuple(file.schema_arrow.names)
            rows = file.metadata.num_rows
            first = next(file.iter_batches(batch_size=SAMPLE_ROWS), None) if rows else None
    except (pa.ArrowException, OSError) as error:
        raise BrokenParquet(file=name) from error
    if first is None:
        raise HeaderOnly(file=name)
    samples = tuple(
        tuple("" if value is None else str(value) for value in row.values())
        for row in first.to_pylist()
    )
    return Sheet(
        path=path,
        name=name,
        kind="parquet",
        headers=headers,
        sample_rows=samples,
        date_in_name=date_in(name),
    )


def as_csv(sheet: Sheet, folder: Path) -> Path:
    """Return a UTF-8 CSV of a text file or workbook for DuckDB; it may be the file itself.

    Rows keep their places, so row numbers stay those of the source.
    """
    target = folder / f"{abs(hash((sheet.path, sheet.encoding)))}.csv"
    if target.exists():
        return target
    if sheet.kind == "csv":
        return as_utf8(sheet.path, sheet.encoding, target)
    width = len(sheet.headers)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        for row in sheet_rows(sheet.path, sheet.sheet_name):
            writer.writerow((row + [""] * width)[:width])
    return target
