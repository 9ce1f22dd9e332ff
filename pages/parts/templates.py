"""The workbook to hand to IT: one sheet to fill, and a field sheet that explains every column."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import xlsxwriter

from pages.parts.text import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xlsxwriter.format import Format

    from data.columns import Column, Table
    from pages.parts.text import Text

    Styles = dict[str, Format]

FIELDS_WIDTHS = (18, 24, 26, 24, 14, 26, 30, 46, 22, 54)
NUMERIC = frozenset({"money", "rate", "number", "integer"})
EXAMPLES = {
    "id": "C00012345",
    "text": "",
    "date": "2026-06-30",
    "timestamp": "2026-06-30 09:30",
    "money": "123456.78",
    "rate": "0.0315",
    "number": "3.5",
    "integer": "3",
    "year": "1985",
}


def template_workbook(tables: Iterable[Table], t: Text, other: Text) -> bytes:
    """An .xlsx with one empty sheet headed in the language of `t`, and the field sheet.

    Several tables share the sheet (customers and their balances), each column once. The field
    sheet explains each column in both languages, `t` first. Identifier columns are formatted as
    text, so that Excel does not round an 18-digit number.
    """
    tables = tuple(tables)
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        styles = _styles(book)
        _data_sheet(book, styles, tables, t)
        _field_sheet(book, styles, tables, (t, other))
    return content.getvalue()


def field_workbook(tables: Iterable[Table], t: Text, other: Text) -> bytes:
    """An .xlsx with the field sheet of many tables only."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        _field_sheet(book, _styles(book), tuple(tables), (t, other))
    return content.getvalue()


def _styles(book: xlsxwriter.Workbook) -> Styles:
    return {
        "head": book.add_format({"bold": True, "bg_color": "#E3E8EE", "bottom": 1}),
        "must": book.add_format({"bold": True, "bg_color": "#C9DDF3", "bottom": 1}),
        "text": book.add_format({"num_format": "@"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }


def _data_sheet(
    book: xlsxwriter.Workbook, styles: Styles, tables: tuple[Table, ...], t: Text
) -> None:
    sheet = book.add_worksheet(t("Data to fill in"))
    sheet.freeze_panes(1, 0)
    columns: dict[str, Column] = {}
    for table in tables:
        for column in table.columns:
            known = columns.get(column.name)
            columns[column.name] = column if known is None or column.required else known
    for place, column in enumerate(sorted(columns.values(), key=lambda each: not each.required)):
        style = None if column.kind in NUMERIC else styles["text"]
        sheet.set_column(place, place, max(12, 2 * len(_label(column, t)) + 2), style)
        sheet.write_string(
            0, place, _label(column, t), styles["must" if column.required else "head"]
        )


def _field_sheet(
    book: xlsxwriter.Workbook, styles: Styles, tables: tuple[Table, ...], texts: tuple[Text, Text]
) -> None:
    t, other = texts
    sheet = book.add_worksheet(t("Fields"))
    sheet.freeze_panes(1, 0)
    heads = (
        sentence("Table"),
        sentence("Field"),
        sentence("Field in the other language"),
        sentence("Machine name"),
        sentence("Required"),
        sentence("Type"),
        sentence("Unit"),
        sentence("Allowed values"),
        sentence("Example"),
        sentence("Note"),
    )
    for place, (head, width) in enumerate(zip(heads, FIELDS_WIDTHS, strict=True)):
        sheet.set_column(place, place, width, styles["wrap"])
        sheet.write_string(0, place, _both(head, texts), styles["head"])
    row = 0
    for table in tables:
        for column in table.columns:
            row += 1
            cells = (
                f"{_label(table, t)} {_label(table, other)}",
                _label(column, t),
                _label(column, other),
                column.name,
                _both(sentence("required") if column.required else sentence("optional"), texts),
                _both(_kind(column), texts),
                _unit(column, texts),
                _allowed(column, texts),
                _example(column, t),
                _note(column, texts),
            )
            for place, cell in enumerate(cells):
                sheet.write_string(row, place, cell, styles["wrap"])
    sheet.autofilter(0, 0, row, len(heads) - 1)


def _label(thing: Table | Column, t: Text) -> str:
    return thing.zh if t.language == "zh_CN" else thing.en


def _both(message: str, texts: tuple[Text, Text]) -> str:
    return " / ".join(t(message) for t in texts)


def _kind(column: Column) -> str:
    return {
        "id": sentence("identifier, formatted as text"),
        "text": sentence("text"),
        "code": sentence("one of the allowed values"),
        "codes": sentence("several of the allowed values, separated by commas"),
        "date": sentence("date"),
        "timestamp": sentence("date and time"),
        "money": sentence("amount"),
        "rate": sentence("rate per year as a decimal, 0.0315 is 3.15 %"),
        "number": sentence("number"),
        "integer": sentence("whole number"),
        "year": sentence("year, four digits"),
        "flag": sentence("yes or no"),
    }[column.kind]


def _unit(column: Column, texts: tuple[Text, Text]) -> str:
    if column.kind == "money":
        return _both(
            sentence("one unit of the currency, for example yuan, never ten thousands"), texts
        )
    return ""


def _allowed(column: Column, texts: tuple[Text, Text]) -> str:
    if column.codes:
        return "; ".join(f"{code.value} {code.zh} {code.en}" for code in column.codes)
    if column.minimum is not None and column.maximum is not None:
        return f"{column.minimum:g} – {column.maximum:g}"
    if column.minimum is not None:
        return f"≥ {column.minimum:g}"
    return _both(sentence("yes, no"), texts) if column.kind == "flag" else ""


def _example(column: Column, t: Text) -> str:
    if column.codes:
        code = column.codes[0]
        return code.zh if t.language == "zh_CN" else code.value
    return t("yes") if column.kind == "flag" else EXAMPLES[column.kind]


def _note(column: Column, texts: tuple[Text, Text]) -> str:
    notes = [column.help_zh if t.language == "zh_CN" else column.help_en for t in texts]
    return "\n".join(note for note in notes if note)
