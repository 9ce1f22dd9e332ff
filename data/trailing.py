"""The trailing year's contribution of every customer, by customer_key, in whole micro-units."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from data.kept import absent_keys
from data.rules import MONTHS_A_YEAR, trailing_sum
from data.words import unscaled

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import duckdb
    from numpy.typing import NDArray

    from data.dates import Snapshot
    from data.months import Month

    Amounts = tuple[NDArray[np.int32], NDArray[np.int64]]


@dataclass(slots=True, kw_only=True)
class TrailingYear:
    """The sum over the months of a window that moves on with each month-end.

    `window` holds what each month added; None for a month that is in the total already and is
    read from the release when it leaves.
    """

    connection: duckdb.DuckDBPyConnection
    calendar: Sequence[Snapshot]
    total: NDArray[np.int64]
    window: dict[date, Amounts | None] = field(default_factory=dict)

    def grow(self, size: int) -> None:
        """Make room for customers added since."""
        self.total = np.append(self.total, np.zeros(size - len(self.total), dtype=np.int64))

    def advance(self, month: Month) -> NDArray[np.int64]:
        """Take in a month-end's contribution and return its rows' sums, scaled to a year."""
        days = month.snapshot.window
        if not self.window and len(days) > 1:
            self._start(days[-2])
        for day in [day for day in self.window if day not in days]:
            key, micro = self.window.pop(day) or self._stored(day)
            self.total[key] -= micro
        for day in days[:-1]:
            if day not in self.window:
                self._enter(day, self._stored(day))
        rows = month.is_open
        self._enter(month.snapshot.day, (month.key[rows], month.derived["contribution"][rows]))
        return trailing_sum(self.total[month.key], len(days))

    def _enter(self, day: date, amounts: Amounts) -> None:
        key, micro = amounts
        self.window[day] = amounts
        self.total[key] += micro

    def _start(self, day: date) -> None:
        """Begin with the sums of the month-end before, where they are those of a full year.

        Two months to read instead of eleven. Who has no row on that date is added up.
        """
        days = next((s.window for s in self.calendar if s.day == day), ())
        if len(days) != MONTHS_A_YEAR:
            return
        key = self._take(
            """select customer_key, contribution_ttm from customer_snapshot
            where snapshot_date = $day""",
            {"day": day},
        )
        missing = absent_keys(self.connection, key, len(self.total))
        if len(missing):
            self.connection.register("missing", pa.table({"customer_key": missing}))
            self._take(
                """select customer_key, sum(contribution) as contribution
                from customer_snapshot semi join missing using (customer_key)
                where snapshot_date in (select unnest($days)) and status = 'open'
                group by customer_key""",
                {"days": list(days)},
            )
            self.connection.unregister("missing")
        self.window = dict.fromkeys(days)

    def _take(self, sql: str, values: dict[str, object]) -> NDArray[np.int32]:
        key, micro = self._read(sql, values)
        self.total[key] = micro
        return key

    def _stored(self, day: date) -> Amounts:
        return self._read(
            """select customer_key, contribution from customer_snapshot
            where snapshot_date = $day and status = 'open'""",
            {"day": day},
        )

    def _read(self, sql: str, values: dict[str, object]) -> Amounts:
        rows = self.connection.sql(sql, params=values).to_arrow_table()
        return rows["customer_key"].to_numpy(), unscaled(rows.column(1))
