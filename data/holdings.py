"""What customers hold and when they were reached, as arrays that answer for any day of a load."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from data.answers import one_row
from data.vocabularies import LINE

if TYPE_CHECKING:
    import duckdb
    from numpy.typing import NDArray

REACHED_DAYS = 90
LINES = tuple(code.value for code in LINE)
AGENCY = LINES.index("agency_acquiring")
WIDTH = 16
"""Places per customer in the grid of lines held; a power of two above their number."""


@dataclass(slots=True, kw_only=True)
class Holdings:
    """Holdings open at some time between two days. Days are counted since 1970.

    A holding counts on a day when opened on or before it and not closed by then; channels and
    products nobody described do not count. Where holdings are delivered by date, a day reads
    those of the newest such date before it (before the first: that one).
    """

    connection: duckdb.DuckDBPyConnection
    first: date
    last: date
    is_given: bool = False
    dates: list[date] = field(default_factory=list)
    read_for: tuple[date | None, int] | None = None
    rows: dict[str, NDArray[np.int32]] = field(default_factory=dict)

    @classmethod
    def between(cls, connection: duckdb.DuckDBPyConnection, first: date, last: date) -> Holdings:
        """Prepare to answer for days from `first` to `last`."""
        found = one_row(
            connection.execute("select 1 from holding semi join product using (product_id) limit 1")
        )
        dates = connection.execute(
            """select distinct snapshot_date from holding
            where snapshot_date is not null order by 1"""
        ).fetchall()
        return cls(
            connection=connection,
            first=first,
            last=last,
            is_given=found is not None,
            dates=[row[0] for row in dates],
        )

    def lines(self, day: date, size: int) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
        """Return, by customer_key below `size`, how many lines are held and whether agency is."""
        basis = max(
            (given for given in self.dates if given <= day), default=min(self.dates, default=None)
        )
        if self.read_for != (basis, size):
            self._read(basis)
            self.read_for = (basis, size)
        today = days_since_1970(day)
        rows = self.rows
        held = (rows["opened"] <= today) & (today < rows["closed"])
        grid = np.zeros(size * WIDTH, dtype=np.bool_)
        grid[rows["place"][held]] = True
        by_line = grid.reshape(size, WIDTH)
        return by_line.sum(axis=1, dtype=np.int8), by_line[:, AGENCY]

    def _read(self, basis: date | None) -> None:
        self.rows = {}
        found = self.connection.execute(
            """select cast(c.customer_key * $width + list_position($lines, p.line) - 1 as integer)
                    as place,
                h.open_date - date '1970-01-01' as opened,
                coalesce(h.close_date - date '1970-01-01', 2147483647) as closed
            from holding h join product p using (product_id) join customer c using (customer_id)
            where not coalesce(p.is_channel, p.line = 'e_channel')
                and (h.snapshot_date is null or h.snapshot_date = $basis)
                and h.open_date <= $last and (h.close_date is null or h.close_date > $first)""",
            {
                "basis": basis,
                "first": self.first,
                "last": self.last,
                "lines": list(LINES),
                "width": WIDTH,
            },
        ).fetchnumpy()
        self.rows = {name: np.asarray(values, dtype=np.int32) for name, values in found.items()}


@dataclass(slots=True, kw_only=True)
class Contacts:
    """Contacts that reached the customer, of any purpose but collection."""

    connection: duckdb.DuckDBPyConnection
    first: date
    last: date
    is_given: bool = False
    read_for: int | None = None
    key: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, dtype=np.int32))
    day: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, dtype=np.int32))

    @classmethod
    def between(cls, connection: duckdb.DuckDBPyConnection, first: date, last: date) -> Contacts:
        """Prepare to answer for days from `first` to `last`."""
        found = one_row(connection.execute("select 1 from contact limit 1"))
        return cls(connection=connection, first=first, last=last, is_given=found is not None)

    def reached(self, day: date, size: int) -> NDArray[np.bool_]:
        """Return, by customer_key below `size`, who was reached on the day or 90 days before."""
        if self.read_for != size:
            self._read()
            self.read_for = size
        today = days_since_1970(day)
        recent = (self.day <= today) & (self.day >= today - REACHED_DAYS)
        reached = np.zeros(size, dtype=np.bool_)
        reached[self.key[recent]] = True
        return reached

    def _read(self) -> None:
        found = self.connection.execute(
            """select customer_key, cast(contact_ts as date) - date '1970-01-01' as day
            from contact join customer using (customer_id)
            where result = 'reached' and "type" is distinct from 'collection'
                and contact_ts >= $since and contact_ts < $until""",
            {
                "since": self.first - timedelta(days=REACHED_DAYS),
                "until": self.last + timedelta(days=1),
            },
        ).fetchnumpy()
        self.key = np.asarray(found["customer_key"], dtype=np.int32)
        self.day = np.asarray(found["day"], dtype=np.int32)


def days_since_1970(day: date) -> int:
    """Return a day as the number the arrays use."""
    return (day - date(1970, 1, 1)).days
