"""The migration matrix as cells: where each stands, what it counts, how it is picked. Pure.

From the frame of `analytics.migration.migration_matrix` for one customer type: from_level,
to_level, customer_count, row_share, row_share_low, row_share_high, value_before, value_after,
closed_count, invalid_count, few. Counts and money are only summed here, for the totals.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import pandas as pd

from pages.parts.migration_labels import ENTRIES, EXITS, UNKNOWN, Way, pick_code, way

Show = Literal["count", "share", "money"]
GAP = 0.18
"""Space between levels and what is not a level, in cells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixView:
    """How the matrix is shown.

    levels: the ladder, lowest first, `unknown` included or not. before, at: the two dates.
    dimension: whose codes the levels are. show: what stands large in a cell. picked: a pick to
    outline. split_lost: who left in two columns, closed and turned invalid (attrition=valid).
    measure: the contract's name of the money. leaves: False where nobody can leave, as between
    two sets of rules on one day. narrow: for a phone.
    """

    levels: tuple[str, ...]
    before: date
    at: date
    dimension: str = "tier"
    show: Show = "count"
    picked: str | None = None
    split_lost: bool = False
    measure: str = "aum_mavg"
    leaves: bool = True
    narrow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell. before, after: codes, empty in a total. share, low, high: of the row, or None.

    n: customers of its row. few: too few of them for a share. value_before, value_after: money.
    """

    before: str
    after: str
    count: int
    n: int
    value_before: float
    value_after: float
    share: float | None = None
    low: float | None = None
    high: float | None = None
    few: bool = False

    @property
    def pick(self) -> str:
        """The customers behind it."""
        return pick_code(self.before, self.after)

    @property
    def is_total(self) -> bool:
        """It sums a row, a column or all."""
        return not (self.before and self.after)

    @property
    def change(self) -> float:
        """Money after less money before, a missing side being 0."""
        return self.value_after - self.value_before

    def way(self, levels: tuple[str, ...]) -> Way:
        """How these customers went."""
        return way(self.before, self.after, levels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Cells with the codes of rows (top to bottom) and columns (left to right) and their places.

    The last row and the last column, with an empty code, are the totals.
    """

    cells: tuple[Cell, ...]
    rows: Mapping[str, float]
    columns: Mapping[str, float]


def matrix_of(frame: pd.DataFrame, view: MatrixView) -> Matrix:
    """The cells of a matrix's frame: those somebody went, then the totals of rows and columns."""
    split = view.split_lost and view.show != "money"
    sums = frame.groupby("from_level")["customer_count"].sum().to_dict()
    whole = [_cell(record, sums) for record in frame.to_dict("records")]
    cells = [part for cell in whole for part in (_parts(cell) if split else [cell.cell])]
    cells = [cell for cell in cells if cell.count]
    levels = [code for code in view.levels if code != UNKNOWN]
    present = {cell.before for cell in cells}, {cell.after for cell in cells}
    unknown = [[UNKNOWN] if UNKNOWN in side else [] for side in present]
    left = () if not view.leaves else ("closed", "invalid") if split else ("lost",)
    rows = [*levels[::-1], *unknown[0]], [code for code in ENTRIES if code in present[0]]
    columns = (
        [*levels, *unknown[1]],
        [code for code in EXITS if code in left or code in present[1]],
    )
    unsplit = [each.cell for each in whole]
    totals = [
        *(_total(unsplit, before=code) for code in (*rows[0], *rows[1])),
        *(_total(cells, after=code) for code in (*columns[0], *columns[1])),
        _total(unsplit),
    ]
    return Matrix(
        cells=(*cells, *(total for total in totals if total.count)),
        rows=_places(rows),
        columns=_places(columns),
    )


def _places(groups: Iterable[list[str]]) -> dict[str, float]:
    """Codes -> their middles, groups a little apart, the total after the last."""
    places: dict[str, float] = {}
    at = 0.0
    for group in (*groups, [""]):
        for code in group:
            places[code] = at
            at += 1.0
        at += GAP if group else 0.0
    return places


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    """A cell with how its lost customers were lost."""

    cell: Cell
    closed: int
    invalid: int


def _cell(record: Mapping[str, Any], sums: Mapping[object, int]) -> _Counted:
    """The cell of a frame's row; `sums`: customers by from_level."""
    share, low, high = (
        None if pd.isna(record[name]) else float(record[name])
        for name in ("row_share", "row_share_low", "row_share_high")
    )
    cell = Cell(
        before=str(record["from_level"]),
        after=str(record["to_level"]),
        count=int(record["customer_count"]),
        n=int(sums[record["from_level"]]),
        value_before=float(record["value_before"]),
        value_after=float(record["value_after"]),
        share=share,
        low=low,
        high=high,
        few=bool(record["few"]),
    )
    return _Counted(
        cell=cell, closed=int(record["closed_count"]), invalid=int(record["invalid_count"])
    )


def _parts(counted: _Counted) -> list[Cell]:
    """The lost as closed and turned invalid; their money and interval are known together only."""
    cell = counted.cell
    if cell.after != "lost":
        return [cell]
    return [
        replace(
            cell,
            after=after,
            count=count,
            share=None if cell.share is None else count / cell.n,
            low=cell.low if count == cell.count else None,
            high=cell.high if count == cell.count else None,
            value_before=cell.value_before if count == cell.count else math.nan,
            value_after=cell.value_after if count == cell.count else math.nan,
        )
        for after, count in (("closed", counted.closed), ("invalid", counted.invalid))
    ]


def _total(cells: Iterable[Cell], *, before: str = "", after: str = "") -> Cell:
    """All cells of a row, of a column, or of the matrix."""
    chosen = [cell for cell in cells if before in ("", cell.before) and after in ("", cell.after)]
    count = sum(cell.count for cell in chosen)
    return Cell(
        before=before,
        after=after,
        count=count,
        n=count,
        value_before=sum(cell.value_before for cell in chosen),
        value_after=sum(cell.value_after for cell in chosen),
    )
