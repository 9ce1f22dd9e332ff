"""A small table of ours that a question reads beside the bank's: every cell a bound value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

Cell = str | int | float | bool | dt.date | Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundTable:
    """At most some hundred rows; `columns` are names of the question's own SQL, never of a user.

    A question reads it as `from {name} as …`, where name is the parameter's. Without rows it is
    one row of nulls that no join meets.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @classmethod
    def of(cls, columns: Mapping[str, Sequence[Cell]]) -> BoundTable:
        """Return the table of columns of the same length."""
        return cls(columns=tuple(columns), rows=tuple(zip(*columns.values(), strict=True)))

    def sql(self, name: str) -> tuple[str, dict[str, Cell]]:
        """Return its SQL, a relation without an alias, and the values that it binds."""
        bound: dict[str, Cell] = {}
        lines = []
        for number, row in enumerate(self.rows or ((None,) * len(self.columns),)):
            cells = []
            for column, cell in zip(self.columns, row, strict=True):
                key = f"{name}_{column}_{number}"
                bound[key] = cell
                cells.append(f":{key}")
            lines.append(f"({', '.join(cells)})")
        names = ", ".join(self.columns)
        return f"(select * from (values {', '.join(lines)}) as given({names}))", bound
