"""What leaves the screen: CSV that Excel opens in Chinese, workbooks with true numbers."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pandas as pd
import xlsxwriter

from pages.parts import format as forms
from pages.parts.text import Text

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
SHEET_NAME_LENGTH = 31
SHEET_NAME_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
SHEET_ROWS = 1_000_000
"""Rows of a list on one sheet; Excel's own limit is 1,048,576."""
NUMBER_FORMATS = {"_share": "0.00%", "_count": "#,##0", "_days": "#,##0"}


Frames = pd.DataFrame | Iterable[pd.DataFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """The first sheet: what this is, whose rows, from which release, how it is defined."""

    title: str
    facts: Mapping[str, str]
    definition: str = ""
    is_demo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One list: a frame with contract column names, or blocks of it that follow each other.

    A frame's `attrs["labels"]` head its columns where it knows better than the contract.
    """

    name: str
    frames: Frames


def sheets_by(frames: Frames, column: str, names: Mapping[object, str], nobody: str) -> list[Sheet]:
    """One list as a sheet per value of a column, by name; rows without a value come last.

    names: value -> how its sheet is called, besides the value itself; nobody: the last sheet.
    """
    blocks = list(_blocks(frames))
    whole = pd.concat(blocks, ignore_index=True)
    whole.attrs = blocks[0].attrs
    known = whole[column].notna()
    found = [
        (f"{names.get(value, '')} {value}".strip(), rows)
        for value, rows in whole[known].groupby(column, sort=True)
    ]
    found.sort(key=lambda each: each[0])
    if not known.all():
        found.append((nobody, whole[~known]))
    return [Sheet(name=name, frames=rows) for name, rows in _named_apart(found)]


def _named_apart(found: list[tuple[str, pd.DataFrame]]) -> Iterable[tuple[str, pd.DataFrame]]:
    """Names that Excel takes, each once; it does not tell capitals from small letters."""
    taken: set[str] = set()
    for name, rows in found:
        length = SHEET_NAME_LENGTH - 4
        usable = SHEET_NAME_FORBIDDEN.sub(" ", name).strip("' ")[:length] or "–"
        number, tried = 1, usable
        while tried.lower() in taken:
            number += 1
            ending = f"~{number}"
            tried = usable[: length - len(ending)] + ending
        taken.add(tried.lower())
        yield tried, rows


def _blocks(frames: Frames) -> Iterable[pd.DataFrame]:
    return [frames] if isinstance(frames, pd.DataFrame) else frames


def _headings(frame: pd.DataFrame, t: Text) -> list[str]:
    labels = frame.attrs.get("labels", {})
    return [labels.get(name) or t.column(name) for name in frame.columns]


def _safe(value: object) -> object:
    """Text that a spreadsheet would run as a formula gets a leading apostrophe."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def _plain(value: object) -> object:
    return value.item() if hasattr(value, "item") else value


def csv_bytes(frames: Frames, t: Text) -> bytes:
    """UTF-8 with a byte-order mark: Excel shows Chinese, and reads numbers at full precision."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    for number, frame in enumerate(_blocks(frames)):
        if number == 0:
            writer.writerow(_headings(frame, t))
        for row in frame.itertuples(index=False):
            plain = (_plain(value) for value in row)
            writer.writerow(["" if forms.is_missing(value) else _safe(value) for value in plain])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode("utf-8")


def workbook_bytes(cover: Cover, sheets: Sequence[Sheet], t: Text) -> bytes:
    """An .xlsx with a cover and one sheet per list; ids are text, numbers are numbers."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    _write_cover(book, cover, t)
    for sheet in sheets:
        _write_sheet(book, sheet, t)
    book.close()
    return buffer.getvalue()


def _write_cover(book: xlsxwriter.Workbook, cover: Cover, t: Text) -> None:
    page = book.add_worksheet(t("About"))
    page.hide_gridlines(2)
    page.set_column(0, 0, 22)
    page.set_column(1, 1, 90)
    title = book.add_format({"bold": True, "font_size": 16})
    label = book.add_format({"font_color": "#5B6B7B", "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    page.write_string(0, 0, cover.title, title)
    facts = dict(cover.facts)
    if cover.is_demo:
        facts = {t("Demo data"): t("These are invented customers of a demo bank."), **facts}
    if cover.definition:
        facts[t("How is this computed")] = cover.definition
    for row, (name, value) in enumerate(facts.items(), start=2):
        page.write_string(row, 0, name, label)
        page.write_string(row, 1, value, text)


class _Writer:
    """Writes a list row by row; what no longer fits a sheet goes on in the next one."""

    def __init__(self, book: xlsxwriter.Workbook, name: str, t: Text) -> None:
        self._book, self._name, self._t = book, name[: SHEET_NAME_LENGTH - 4], t
        self._head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._page: xlsxwriter.workbook.Worksheet | None = None
        self._sheets = self._row = 0

    def write(self, frame: pd.DataFrame) -> None:
        """One block of the list, under the block before it."""
        numbers = [self._book.add_format({"num_format": _number_format(n)}) for n in frame.columns]
        if self._page is None:
            self._open(frame)
        for record in frame.itertuples(index=False):
            if self._row > SHEET_ROWS:
                self.close(len(frame.columns))
                self._open(frame)
            for column, value in enumerate(record):
                place = (self._row, column)
                number = numbers[column]
                _write_cell(self._page, place, _plain(value), number=number, day=self._day)
            self._row += 1

    def _open(self, frame: pd.DataFrame) -> None:
        self._sheets += 1
        name = self._name if self._sheets == 1 else f"{self._name} {self._sheets}"
        self._page = self._book.add_worksheet(name)
        self._page.freeze_panes(1, 0)
        for column, heading in enumerate(_headings(frame, self._t)):
            self._page.set_column(column, column, max(12, min(40, len(heading) * 2)))
            self._page.write_string(0, column, heading, self._head)
        self._row = 1

    def close(self, width: int) -> None:
        """Ends the sheet: filters over the rows it has."""
        if self._page is not None and self._row > 1:
            self._page.autofilter(0, 0, self._row - 1, max(width - 1, 0))


def _write_sheet(book: xlsxwriter.Workbook, sheet: Sheet, t: Text) -> None:
    writer, width = _Writer(book, sheet.name, t), 0
    for frame in _blocks(sheet.frames):
        writer.write(frame)
        width = len(frame.columns)
    writer.close(width)


def _number_format(name: str) -> str:
    return next(
        (form for suffix, form in NUMBER_FORMATS.items() if name.endswith(suffix)),
        "#,##0.00##",
    )


def _write_cell(
    page: xlsxwriter.workbook.Worksheet,
    place: tuple[int, int],
    value: object,
    *,
    number: xlsxwriter.workbook.Format,
    day: xlsxwriter.workbook.Format,
) -> None:
    """Booleans and text as text, dates as dates, numbers as numbers, missing as empty."""
    if forms.is_missing(value):
        return
    if isinstance(value, datetime | date):
        page.write_datetime(*place, value, day)
    elif isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        page.write_string(*place, str(value))
    else:
        page.write_number(*place, value, number)
