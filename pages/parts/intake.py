"""A file a user brought and the answers about it: what is kept of it, and the mapping they make.

Pure: no screen. The answers of a sheet with the same headers are next month's guess.
"""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from data.contract import TABLES
from data.expressions import spellings
from data.mapping import TableMapping, guess_mapping, guess_tables, missing_columns
from data.read import Sheet, read_sheet
from data.titles import UNITS, unit_of_header
from data.workbook import sheet_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.columns import Column

ACCOUNTS_SHARE = 0.2
"""From this share of repeated customers on, a file is taken to list accounts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """One uploaded file on disk and what was recognised in it."""

    path: Path
    digest: str
    sheet: Sheet

    @property
    def name(self) -> str:
        """The file's own name, as the user knows it."""
        return self.sheet.name

    @property
    def signature(self) -> str:
        """The same for every file with these headers, whatever its name or date."""
        text = json.dumps(self.sheet.headers, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the user says about a file.

    `columns` is header -> contract column, "" to leave it out; `constants` contract column ->
    the one value of all rows; `codes` contract column -> source value -> code.
    """

    tables: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    unit: int = 1
    rows: Literal["customer", "account"] = "customer"
    snapshot_date: date | None = None

    def to_json(self) -> str:
        """The answers worth remembering: not the date, which changes every month."""
        return json.dumps(asdict(replace(self, snapshot_date=None)), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Answers:
        """The answers `to_json` wrote."""
        kept = json.loads(text)
        return cls(**{**kept, "tables": tuple(kept["tables"]), "snapshot_date": None})


def received(folder: Path, name: str, content: bytes) -> Intake:
    """Write an upload into `folder` and say what it is.

    Raises:
        Problem: it cannot be read as a table; the message names it and says what to do.
    """
    digest = hashlib.sha256(content).hexdigest()
    place = folder / digest[:16]
    place.mkdir(parents=True, exist_ok=True)
    path = place / Path(name.replace("\\", "/")).name
    path.write_bytes(content)
    return Intake(path=path, digest=digest, sheet=read_sheet(path))


def sheet_of(intake: Intake, title: str) -> Intake:
    """Another sheet of the same workbook, as a file of its own named after both.

    Raises:
        Problem: that sheet cannot be read as a table.
    """
    name = f"{intake.path.stem} {title}.csv".replace("/", " ").replace("\\", " ")
    path = intake.path.parent / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(sheet_rows(intake.path, title))
    digest = hashlib.sha256(f"{intake.digest} {title}".encode()).hexdigest()
    return Intake(path=path, digest=digest, sheet=read_sheet(path))


def lists_customers(intake: Intake) -> bool:
    """Whether the file names customers without balances: others beside it need not."""
    return guess_tables(intake.sheet) == ("customer",)


def first_answers(
    intake: Intake, remembered: Answers | None = None, *, customers_known: bool = True
) -> Answers:
    """The remembered answers, else the guess; the sheet's own unit and date stand over both.

    In a store without customers, balances are taken to bring the customers too.
    """
    sheet = intake.sheet
    tables = guess_tables(sheet) or ("customer_snapshot",)
    if tables == ("customer_snapshot",) and not customers_known:
        tables = ("customer", "customer_snapshot")
    if remembered:
        return replace(
            remembered,
            unit=sheet.unit_factor or remembered.unit,
            snapshot_date=sheet.stated_date,
        )
    columns = dict.fromkeys(sheet.headers, "")
    for table in tables:
        for name, header in guess_mapping(sheet, table).columns.items():
            columns[header] = columns[header] or name
    return Answers(
        tables=tables,
        columns=columns,
        unit=sheet.unit_factor or _unit_of_headers(sheet) or 1,
        rows="account" if _repeats(sheet, columns) else "customer",
        snapshot_date=sheet.stated_date,
    )


def _unit_of_headers(sheet: Sheet) -> int | None:
    """The unit that headers state in brackets; each keeps its own when the file is read."""
    stated = (unit_of_header(header) for header in sheet.headers)
    return next((UNITS[unit] for unit in stated if unit), None)


def _repeats(sheet: Sheet, columns: Mapping[str, str]) -> bool:
    """Whether the first rows bring customers again and again on one date: accounts.

    A few repeated customers are rather a fault of the file, and the check will name them.
    """
    sources = {name: header for header, name in columns.items()}
    if "customer_id" not in sources:
        return False
    places = [
        sheet.headers.index(sources[name])
        for name in ("customer_id", "snapshot_date")
        if name in sources
    ]
    keys = [tuple(row[place] for place in places) for row in sheet.sample_rows]
    return len(set(keys)) <= len(keys) * (1 - ACCOUNTS_SHARE)


def mappings(answers: Answers) -> dict[str, TableMapping]:
    """One mapping per table the file feeds; a column goes to every table that has it."""
    made = {}
    for table in answers.tables:
        names = set(TABLES[table].names)
        columns = {name: header for header, name in answers.columns.items() if name in names}
        made[table] = TableMapping(
            table=table,
            columns=columns,
            constants={
                name: value
                for name, value in answers.constants.items()
                if name in names and name not in columns and value
            },
            codes={name: values for name, values in answers.codes.items() if name in columns},
            unit=answers.unit,
            rows=answers.rows if table == "customer_snapshot" else "customer",
            snapshot_date=answers.snapshot_date
            if "snapshot_date" in names and "snapshot_date" not in columns
            else None,
            only=True,
        )
    return made


def unanswered(answers: Answers) -> list[Column]:
    """Columns some table needs and neither a header, a constant nor the date provides."""
    open_columns: dict[str, Column] = {}
    for table, mapping in mappings(answers).items():
        for name in missing_columns(TABLES[table], mapping):
            open_columns[name] = TABLES[table].column(name)
    return list(open_columns.values())


def choosable(tables: tuple[str, ...]) -> dict[str, Column]:
    """Every contract column the file's headers can be mapped to, the required ones first."""
    columns: dict[str, Column] = {}
    for table in tables:
        for column in TABLES[table].columns:
            known = columns.get(column.name)
            columns[column.name] = column if known is None or column.required else known
    return dict(sorted(columns.items(), key=lambda item: not item[1].required))


def scaled(text: str, header: str, unit: int) -> str:
    """An amount of the preview in the currency's own unit; the text itself when it is none.

    A unit in the header's brackets stands over `unit`, as it does when the file is loaded.
    """
    own = unit_of_header(header)
    try:
        amount = Decimal(text.replace(",", "").strip()) * (UNITS[own] if own else unit)
    except InvalidOperation:
        return text
    return f"{amount:,.2f}"


def unknown_codes(intake: Intake, header: str, column: Column) -> tuple[str, ...]:
    """Values of the first rows that are no spelling of the column's codes, each once."""
    known = {spelling for code in column.codes for spelling in spellings(code)}
    found = (value.strip() for value in intake.sheet.sample(header, count=50))
    return tuple(dict.fromkeys(value for value in found if value.lower() not in known))


def repeated_targets(answers: Answers) -> tuple[str, ...]:
    """Contract columns that more than one header is mapped to."""
    names = [name for name in answers.columns.values() if name]
    return tuple(dict.fromkeys(name for name in names if names.count(name) > 1))
