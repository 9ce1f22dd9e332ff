"""The sheets of an Excel workbook as rows of text."""

from __future__ import annotations

import zipfile
from datetime import datetime, time
from typing import TYPE_CHECKING

from python_calamine import CalamineError, CalamineWorkbook

from data.problems import BrokenWorkbook, WorkbookTooLarge

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

UNPACKED_LIMIT = 600 * 1024 * 1024
"""Bytes a workbook may unpack to: about a million rows of twenty columns."""
EXACT_LIMIT = 10**15
"""Excel keeps 15 digits; an integer beyond has lost its last ones."""


def filled_sheets(path: Path) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield the name of every sheet that holds anything and its rows as text, empty ones included.

    Numbers of 16 digits and more come back in exponent form, as Excel damaged them.

    Raises:
        WorkbookTooLarge: it would unpack beyond UNPACKED_LIMIT.
        BrokenWorkbook: it cannot be opened.
    """
    _check_size(path)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        for name in workbook.sheet_names:
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            if any(cell != "" for row in rows for cell in row):
                yield name, [[cell_text(cell) for cell in row] for row in rows]
    except (CalamineError, OSError, ValueError) as error:
        raise BrokenWorkbook(file=path.name) from error


def sheet_rows(path: Path, sheet: str) -> list[list[str]]:
    """Return the rows of one sheet as text.

    Raises:
        WorkbookTooLarge, BrokenWorkbook: see `filled_sheets`.
    """
    return next(rows for name, rows in filled_sheets(path) if name == sheet)


def _check_size(path: Path) -> None:
    if path.suffix.lower() == ".xls":
        return
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise BrokenWorkbook(file=path.name) from error
    if unpacked > UNPACKED_LIMIT:
        megabytes = 1024 * 1024
        raise WorkbookTooLarge(
            file=path.name, unpacked=unpacked // megabytes, limit=UNPACKED_LIMIT // megabytes
        )


def cell_text(cell: object) -> str:
    """Return the cell as a CSV export would show it."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, int | float):
        whole = isinstance(cell, int) or cell.is_integer()
        if abs(cell) >= EXACT_LIMIT:
            return f"{float(cell):E}"
        return str(int(cell)) if whole else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    return str(cell)
