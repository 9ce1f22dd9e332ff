"""What leaves the screen: CSV that Excel opens in Chinese, workbooks with true numbers."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import pandas as pd
import xlsxwriter

from pages.parts import format as forms
from pages.parts.text import Text

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
SHEET_NAME_LENGTH = 31
NUMBER_FORMATS = {"_share": "0.00%", "_count": "#,##0", "_days": "#,##0"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """The first sheet: what this is, whose rows, from which release, how it is defined."""

    title: str
    facts: Mapping[str, str]
    definition: str = ""
    is_demo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: a frame with contract column names."""

    name: str
    frame: pd.DataFrame
    labels: Mapping[str, str] = field(default_factory=dict)


def _heading(name: str, labels: Mapping[str, str], t: Text) -> str:
    return labels.get(name) or t.column(name)


def _safe(value: object) -> object:
    """Text that a spreadsheet would run as a formula gets a leading apostrophe."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def _plain(value: object) -> object:
    return value.item() if hasattr(value, "item") else value


def csv_bytes(frame: pd.DataFrame, t: Text, labels: Mapping[str, str] | None = None) -> bytes:
    """UTF-8 with a byte-order mark: Excel shows Chinese, and reads numbers at full precision."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([_heading(name, labels or {}, t) for name in frame.columns])
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
            "in_memory": True,
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


def _write_sheet(book: xlsxwriter.Workbook, sheet: Sheet, t: Text) -> None:
    page = book.add_worksheet(sheet.name[:SHEET_NAME_LENGTH])
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    page.freeze_panes(1, 0)
    for position, name in enumerate(sheet.frame.columns):
        heading = _heading(name, sheet.labels, t)
        page.write_string(0, position, heading, head)
        form = book.add_format({"num_format": _number_format(name)})
        page.set_column(position, position, max(12, min(40, len(heading) * 2)))
        for row, value in enumerate(sheet.frame[name], start=1):
            _write_cell(page, (row, position), _plain(value), number=form, day=day)
    if len(sheet.frame):
        page.autofilter(0, 0, len(sheet.frame), max(len(sheet.frame.columns) - 1, 0))


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
