"""The scratch database of one load: files go in as they are, checked and typed rows come out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import duckdb

from data.contract import TABLES, Column, Table
from data.expressions import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from data.mapping import TableMapping
    from data.read import Sheet

EXAMPLES = 100
"""So many rows are kept per file, column and rule; their true count is kept beside them."""

BOOKKEEPING = """
create table _note (table_name varchar, file_name varchar, row_number bigint, column_name varchar,
    value varchar, rule varchar, severity varchar, row_count bigint);
create table _reject (table_name varchar, file_name varchar, row_number bigint, column_name varchar,
    value varchar, rule varchar);
create table _total_check (file_name varchar, column_name varchar, stated decimal(38,2),
    summed decimal(38,2), difference decimal(38,2));
create table _source_column (table_name varchar, file_name varchar, source_column varchar,
    filled_count bigint, row_count bigint, mapped_to varchar);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file on its way into one table."""

    sheet: Sheet
    mapping: TableMapping
    text_file: Path
    today: date

    @property
    def table(self) -> Table:
        """The table it goes into."""
        return TABLES[self.mapping.table]

    @property
    def provided(self) -> tuple[Column, ...]:
        """The contract columns it brings, in the contract's order."""
        given = {*self.mapping.columns, *self.mapping.constants}
        if self.mapping.snapshot_date:
            given.add("snapshot_date")
        return tuple(column for column in self.table.columns if column.name in given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file: data rows found, loaded and refused, totals and remarks left out."""

    rows_in: int
    rows_ok: int
    rows_rejected: int
    left_out: int = 0


@dataclass(slots=True, kw_only=True)
class Staging:
    """The scratch database. Use as a context manager; the file stays until its folder goes."""

    path: Path
    connection: duckdb.DuckDBPyConnection = field(init=False)

    def __enter__(self) -> Self:
        self.connection = duckdb.connect(
            str(self.path),
            config={
                "memory_limit": "1GB",
                "temp_directory": str(self.path.parent),
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            },
        )
        self.run(BOOKKEEPING)
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def run(self, statement: str, bound: list[object] | None = None) -> list[tuple[object, ...]]:
        """Run one statement to its end and return its rows."""
        return self.connection.execute(statement, bound or []).fetchall()

    def count(self, statement: str, bound: list[object] | None = None) -> int:
        """Run a statement that returns one number."""
        value = self.run(statement, bound)[0][0]
        return int(str(value or 0))

    def has(self, table: str) -> bool:
        """Whether the table is there."""
        return bool(self.run("select 1 from duckdb_tables() where table_name = ?", [table]))

    def columns(self, table: str) -> tuple[str, ...]:
        """Return the column names of a table."""
        rows = self.run(
            "select column_name from duckdb_columns() where table_name = ? order by column_index",
            [table],
        )
        return tuple(str(row[0]) for row in rows)

    def ensure(self, part: Part, also: Sequence[Column] = ()) -> None:
        """Make the part's table, or widen it by the columns this part brings first."""
        name = part.table.name
        brought = list(dict.fromkeys((*part.provided, *also)))
        if not self.has(name):
            listed = ", ".join(f'"{c.name}" {c.sql_type}' for c in brought)
            self.run(f"create table {name} ({listed}, _row bigint, _file varchar)")
            return
        there = self.columns(name)
        for column in brought:
            if column.name not in there:
                self.run(f'alter table {name} add column "{column.name}" {column.sql_type}')

    def note(
        self, part: Part, rule: str, severity: str, count: int, *, column: str = "", value: str = ""
    ) -> None:
        """Keep one note about a whole column or file."""
        self.run(
            "insert into _note values (?, ?, null, ?, ?, ?, ?, ?)",
            [part.table.name, part.sheet.name, column, value, rule, severity, count],
        )


def file_options(part: Part) -> str:
    """Return the read_csv options of the part's file; names and types are given apart."""
    delimiter = part.sheet.delimiter if part.sheet.kind == "csv" else ","
    return (
        f"auto_detect=false, header=false, skip={part.sheet.header_row}, "
        f"delim={quoted(delimiter)}, "
        "quote='\"', escape='\"', max_line_size=10000000"
    )
