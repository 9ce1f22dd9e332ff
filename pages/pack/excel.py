"""A pack as Excel: a cover, one sheet per view, native charts, ids as text, true numbers."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import xlsxwriter

from pages.pack import excel_charts, fitting
from pages.pack.build import definitions, quality_line
from pages.pack.model import Amount, change_of, floating
from pages.parts import cards, style
from pages.parts import format as forms
from pages.parts.exports import SHEET_NAME_LENGTH

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from pages.pack.model import Chart, Pack, Table, View
    from pages.parts.text import Text

COLOURS = style.palette("light")
FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
FORMATS = {"money": "#,##0.00", "change": "+#,##0.00;-#,##0.00;0.00", "count": "#,##0",
           "percent": "0.00%", "share": "0.00%", "points": "0.00%", "number": "0.00##",
           "date": "yyyy-mm-dd"}  # fmt: skip
CHART_ROWS, CHART_COLUMN, LAST_COLUMN = 17, 4, 16
"""Rows a chart is high, and the column it starts in when its numbers leave room."""
SIZE, ROW, COVER_WIDTH, HEAD_WIDTH = 11.0, 15.0, 600.0, 84.0
"""Points: of text, a row, the cover's wide column, a heading's column."""
TEXT_COLUMNS, TEXT_WIDTH, CELL_WIDTH = 7, 760.0, 88.0
"""The last column that sentences run over, points up to there, and of one column."""


def written(pack: Pack, t: Text) -> bytes:
    """The .xlsx."""
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
    book.set_properties({"title": pack.title, "author": "Tierview", "created": pack.made})
    names = sheet_names([t("About"), *(view.title for view in pack.views)])
    cover = book.add_worksheet(names[0])
    for view, name in zip(pack.views, names[1:], strict=True):
        _Sheet(book=book, page=book.add_worksheet(name), pack=pack, t=t).view(view)
    _Sheet(book=book, page=cover, pack=pack, t=t).cover(names[1:])
    book.close()
    return buffer.getvalue()


def sheet_names(titles: Sequence[str]) -> list[str]:
    """Titles as names that Excel takes: short, without its own signs, each different."""
    names: list[str] = []
    for title in titles:
        name = FORBIDDEN.sub(" ", title).strip("' ")[:SHEET_NAME_LENGTH] or "-"
        number = 1
        while name.lower() in {other.lower() for other in names}:
            number += 1
            name = f"{name[: SHEET_NAME_LENGTH - 4]} {number}"
        names.append(name)
    return names


@dataclass(kw_only=True)
class _Sheet:
    """One sheet, written from the top; `row` is the next free one."""

    book: xlsxwriter.Workbook
    page: Worksheet
    pack: Pack
    t: Text
    row: int = 0
    _formats: dict[tuple[tuple[str, Any], ...], Format] = field(default_factory=dict)

    def format(self, **looks: Any) -> Format:  # noqa: ANN401 - xlsxwriter's properties are of any kind
        """A format by its properties, each made once."""
        key = tuple(sorted(looks.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(looks)
        return self._formats[key]

    def cover(self, sheets: Sequence[str]) -> None:
        """Filters, dates, release, the state of the data, what is inside, definitions."""
        pack, t = self.pack, self.t
        self._prepare((28, 110), 1)
        self._line(pack.title, bold=True, font_size=18)
        self._watermark()
        warning = quality_line(pack, t)
        if warning:
            self._line(warning, bold=True, font_color=COLOURS.vermilion)
        self.row += 1
        for name, said in pack.facts.items():
            self._pair(name, said)
        self._heading(t("Contents"))
        for view, sheet in zip(pack.views, sheets, strict=True):
            link = self.format(font_color=COLOURS.accent, underline=1, valign="top")
            self.page.write_url(self.row, 0, f"internal:'{sheet}'!A1", link, view.title)
            self._wrapped(view.missing or view.sentence)
        self._heading(t("How is this computed?"))
        for title, text in definitions(pack, t):
            self._pair(title, text)

    def view(self, view: View) -> None:
        """A view from its sentence to its lists."""
        t = self.t
        self._prepare((34, 16), LAST_COLUMN)
        self._line(view.title, font_color=COLOURS.muted)
        self._line(view.missing or view.sentence, bold=True, font_size=14)
        self._watermark()
        self._line(self.pack.footer, font_color=COLOURS.muted)
        if view.tiles:
            self._tiles(view)
        self._texts(t("To note"), view.notes)
        self._texts(t("What to do"), view.steps)
        for chart in view.charts:
            if not chart.is_empty:
                self._chart(chart)
        for table in view.tables:
            self._table(table)
        self._texts(t("Number and test"), view.details)
        self._texts(t("Not answered by these data"), view.lacking)

    def _prepare(self, widths: tuple[float, float], last: int) -> None:
        """A sheet that prints on A4; widths: of the first column and of the others."""
        page = self.page
        page.hide_gridlines(2)
        page.set_column(0, 0, widths[0])
        page.set_column(1, last, widths[1])
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        footer = self.pack.footer.replace("&", "&&")[:200]
        page.set_footer(f"&L{footer}&R&P / &N")
        if self.pack.watermark:
            page.set_header(f"&R{self.pack.watermark}")

    def _texts(self, heading: str, texts: Sequence[str]) -> None:
        if texts:
            self._heading(heading)
            for text in texts:
                looks = self.format(text_wrap=True, valign="top")
                self.page.merge_range(self.row, 0, self.row, TEXT_COLUMNS, "", looks)
                self.page.write_string(self.row, 0, text, looks)
                lines = fitting.line_count(text, SIZE, TEXT_WIDTH)
                self.page.set_row(self.row, lines * ROW)
                self.row += 1

    def _line(self, text: str, **looks: Any) -> None:  # noqa: ANN401 - see format
        self.page.write_string(self.row, 0, text, self.format(**looks))
        self.row += 1

    def _pair(self, name: str, said: str) -> None:
        label = self.format(font_color=COLOURS.muted, valign="top")
        self.page.write_string(self.row, 0, name, label)
        self._wrapped(said)

    def _wrapped(self, text: str) -> None:
        """A long text in the wide column of the cover, its row as high as it needs."""
        self.page.write_string(self.row, 1, text, self.format(text_wrap=True, valign="top"))
        lines = fitting.line_count(text, SIZE, COVER_WIDTH)
        self.page.set_row(self.row, max(lines, 1) * ROW)
        self.row += 1

    def _heading(self, text: str) -> None:
        self.row += 1
        self._line(text, bold=True, font_size=12)

    def _watermark(self) -> None:
        if self.pack.watermark:
            self._line(self.pack.watermark, bold=True, font_color=COLOURS.caution)

    def _heads(self, headings: Sequence[tuple[str, bool]]) -> None:
        for column, (heading, right) in enumerate(headings):
            looks = self.format(
                bold=True, bottom=1, text_wrap=True, align="right" if right else "left"
            )
            self.page.write_string(self.row, column, heading, looks)
        lines = max(fitting.line_count(text, SIZE * fitting.BOLD, HEAD_WIDTH)
                    for text, _ in headings[1:]) if headings[1:] else 1  # fmt: skip
        self.page.set_row(self.row, min(lines, 4) * ROW)
        self.row += 1

    def _tiles(self, view: View) -> None:
        """The view's numbers: values unrounded, and what is said of them."""
        t = self.t
        self._heading(t("Numbers"))
        heads = (t("Number"), False), (t("Value"), True), (t("Change"), False), ("", False)
        self._heads(heads)
        for tile in view.tiles:
            self.page.write_string(self.row, 0, tile.label)
            value = tile.value if tile.number is None else tile.number
            self._cell(1, value, tile.unit or "text")
            self.page.write_string(self.row, 2, change_of(tile), self.format(indent=1))
            if tile.verdict:
                self.page.write_string(self.row, 3, cards.verdict(tile.verdict, t))
            self.row += 1

    def _chart(self, chart: Chart) -> None:
        """A chart beside its numbers; the axis of a curve and the hanging bars are numbers too."""
        self._heading(chart.title)
        if chart.note:
            self._line(chart.note, font_color=COLOURS.muted)
        top = self.row
        drawn = floating(chart) if chart.form == "steps" else chart
        given = chart.series if chart.form == "steps" else ()
        heads = [(chart.axis if chart.x else "", bool(chart.x))]
        columns = [*given, *drawn.series]
        self._heads([*heads, *((each.name, True) for each in columns)])
        for place, label in enumerate(chart.labels):
            if chart.x:
                self._cell(0, chart.x[place], "share")
            else:
                self.page.write_string(self.row, 0, label)
            for column, each in enumerate(columns, start=1):
                self._cell(column, each.values[place], chart.unit)
            self.row += 1
        made = excel_charts.made(
            self.book, drawn, chart, self.t, sheet=self.page.name, top=top, first=1 + len(given)
        )
        self.page.insert_chart(top, max(CHART_COLUMN, len(columns) + 2), made)
        self.row = max(self.row, top + CHART_ROWS)

    def _table(self, table: Table) -> None:
        self._heading(table.title)
        if table.note:
            self._line(table.note, font_color=COLOURS.muted)
        self._heads([(column.heading, column.stands_right) for column in table.columns])
        last = len(table.rows) - 1
        for at, row in enumerate(table.rows):
            is_total = table.last_is_total and at == last
            for place, (value, column) in enumerate(zip(row, table.columns, strict=True)):
                fill = table.shades[at][place] if table.shades else ""
                looks = ({"bg_color": fill} if fill else {}) | ({"bold": True} if is_total else {})
                self._cell(place, value, column.kind, right=column.stands_right, **looks)
            self.row += 1

    def _cell(
        self,
        column: int,
        value: object,
        kind: str,
        *,
        right: bool = False,
        **looks: Any,  # noqa: ANN401 - see format
    ) -> None:
        """Numbers as numbers, dates as dates, everything else as text that is never run."""
        if isinstance(value, Amount):
            value, kind = value.value, value.unit
        if forms.is_missing(value):
            if looks:
                self.page.write_blank(self.row, column, None, self.format(**looks))
            return
        if kind in FORMATS:
            looks["num_format"] = FORMATS[kind]
        if isinstance(value, datetime | date):
            self.page.write_datetime(self.row, column, value, self.format(**looks))
        elif isinstance(value, int | float | Decimal) and kind in FORMATS:
            self.page.write_number(self.row, column, value, self.format(**looks))
        else:
            looks = looks | ({"align": "right"} if right else {})
            if column and fitting.width(str(value), SIZE) > CELL_WIDTH and kind != "id":
                looks = looks | {"text_wrap": True, "valign": "top"}
            self.page.write_string(self.row, column, str(value), self.format(**looks))
