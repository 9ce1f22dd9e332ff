"""Offers pasted from Excel, or a CSV file of them: rows out, and what is wrong with the cells.

Every cell stays as it was typed, whatever is wrong with it. Merged cells arrive from Excel as empty
ones under or beside a full one; they are named, never filled in by us.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from data import offer_problems as problems
from data.offer_cells import value_of
from data.offer_entries import BOOK, OfferRow
from data.problems import Problem, nearest

Cells = dict[str, str]
"""A row as it was typed: column of the contract -> text; empty cells left out."""

NAME = ("competitor", "product_name")
ALWAYS_FILLED = ("competitor", "product_name", "quote_value", "quote_basis")
"""Columns that no row lacks: an empty cell under a full one was merged."""

HEADERS_NEEDED = 2
"""A first line with so many known headers is one, even if others are not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PasteFinding:
    """One thing wrong with what was pasted.

    `row` from 1, the first below the header; 0 for the header. `above`: what the row above has,
    where the cell was probably merged with it.
    """

    row: int
    column: str
    value: str
    problem: Problem
    above: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """What was pasted: its cells as typed, its rows as values, what is wrong; rows in order."""

    cells: tuple[Cells, ...]
    rows: tuple[OfferRow, ...]
    findings: tuple[PasteFinding, ...]


def pasted_offers(text: str) -> Pasted:
    """Return the offers of a pasted table or a CSV file.

    Cells are separated by tabs, as Excel copies them, or by commas where there is no tab. A first
    line of headers in any spelling of the contract gives the columns; without one they are those of
    the contract, in its order. An offer without id gets competitor and product as one.
    """
    lines = _lines(text)
    if not lines:
        finding = PasteFinding(row=0, column="", value="", problem=problems.PastedNothing())
        return Pasted(cells=(), rows=(), findings=(finding,))
    order, findings = _headers(lines)
    body = lines[1:] if order is not None else lines
    if order is None:
        order = list(BOOK.names)
    cells = [_cells(order, line) for line in body]
    for number, line in enumerate(body, start=1):
        findings += _too_wide(number, order, line)
    return offers_of_cells(cells, findings)


def offers_of_cells(cells: Sequence[Cells], found: Iterable[PasteFinding] = ()) -> Pasted:
    """Return the offers of cells as typed into a form or a grid; `found`: findings so far."""
    findings, rows = list(found), []
    for number, own in enumerate(cells, start=1):
        above = cells[number - 2] if number > 1 else {}
        findings += _merged(number, own, above)
        row: dict[str, object] = {}
        for column, text in own.items():
            if column not in BOOK.names:
                continue
            try:
                row[column] = value_of(column, text)
            except problems.PastedUnreadable as problem:
                findings.append(
                    PasteFinding(row=number, column=column, value=text, problem=problem)
                )
        if "offer_id" not in row and all(name in row for name in NAME):
            row["offer_id"] = " ".join(str(row[name]) for name in NAME)
        rows.append(row)
    findings.sort(key=lambda finding: finding.row)
    return Pasted(cells=tuple(cells), rows=tuple(rows), findings=tuple(findings))


def offers_csv(rows: Iterable[OfferRow]) -> bytes:
    """Return offers as a CSV that Excel opens and `pasted_offers` and the load read again."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(BOOK.names)
    for row in rows:
        writer.writerow([_written(row.get(name)) for name in BOOK.names])
    return ("\ufeff" + text.getvalue()).encode("utf-8")


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (tuple, list)):
        return ";".join(map(str, value))
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value)


def _lines(text: str) -> list[list[str]]:
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    delimiter = "\t" if "\t" in plain else ","
    read = csv.reader(io.StringIO(plain), delimiter=delimiter)
    lines = [[cell.strip() for cell in line] for line in read]
    return [line for line in lines if any(line)]


def _cells(order: Sequence[str], line: Sequence[str]) -> Cells:
    return {name: cell for name, cell in zip(order, line, strict=False) if name and cell}


def _headers(lines: Sequence[Sequence[str]]) -> tuple[list[str] | None, list[PasteFinding]]:
    """The columns of a header line, "" for one that is not read; None where the first is none."""
    known = _spellings()
    first = lines[0]
    order = [known.get(_folded(cell), "") for cell in first]
    if sum(1 for name in order if name) < HEADERS_NEEDED:
        return None, []
    findings = []
    for place, cell in enumerate(first):
        problem: Problem | None = None
        if not cell and any(len(line) > place and line[place] for line in lines[1:]):
            problem = problems.PastedHeaderEmpty(place=place + 1)
        elif cell and not order[place]:
            problem = problems.PastedHeaderUnknown(value=cell, known=nearest(cell, known))
        elif cell and order[place] in order[:place]:
            problem = problems.PastedHeaderTwice(value=cell)
            order[place] = ""
        if problem is not None:
            findings.append(PasteFinding(row=0, column="", value=cell, problem=problem))
    return order, findings


def _spellings() -> Mapping[str, str]:
    return {
        _folded(spelling): column.name
        for column in BOOK.columns
        for spelling in (*column.aliases, column.zh, column.en, column.name)
    }


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower()


def _too_wide(number: int, order: Sequence[str], line: Sequence[str]) -> list[PasteFinding]:
    return [
        PasteFinding(row=number, column="", value=cell, problem=problems.PastedTooWide(value=cell))
        for cell in line[len(order) :]
        if cell
    ]


def _merged(number: int, own: Cells, above: Cells) -> list[PasteFinding]:
    return [
        PasteFinding(
            row=number,
            column=column,
            value="",
            problem=problems.PastedMerged(column=column, above=above[column]),
            above=above[column],
        )
        for column in ALWAYS_FILLED
        if column not in own and column in above
    ]
