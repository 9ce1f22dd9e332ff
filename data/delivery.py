"""What one load brings: checked, typed rows waiting to be published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredFile:
    """One file of a delivery. `sha256` is of its bytes and of how it was read."""

    table: str
    name: str
    sha256: str
    rows_in: int
    rows_ok: int
    rows_rejected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What one load brings.

    `staging` is a DuckDB file. Its tables are named as contract tables and hold those contract
    columns that were provided, in their contract types, plus `_row BIGINT` (row number in the
    source as a spreadsheet counts, header included) and `_file VARCHAR`. Three more are there:

        _note(table_name, file_name, row_number BIGINT, column_name, value, rule, severity,
              row_count BIGINT)
            one row per example kept; row_count is the true count of that file, column and rule
        _total_check(file_name, column_name, stated DECIMAL(38,2), summed DECIMAL(38,2),
              difference DECIMAL(38,2))
        _source_column(table_name, file_name, source_column, filled_count BIGINT, row_count BIGINT,
              mapped_to)
            every column of the source, `mapped_to` null when nothing was read from it
    """

    staging: Path
    files: tuple[DeliveredFile, ...]
    replace: frozenset[str] = frozenset()
    currency: str | None = None
    is_demo: bool = False
