"""Which class a customer has in the branch, and how deep the relationship is, date by date.

Both are judged on month-ends; a weekly row carries its month-end's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from data.branch_classes import CLASSES, classes_of
from data.holdings import Contacts, Holdings, days_since_1970
from data.months import doubles
from data.past_year import PastYear
from data.policy import CUSTOMER_TYPES

if TYPE_CHECKING:
    import duckdb
    from numpy.typing import NDArray

    from data.months import Month
    from data.policy import TierPolicy

    Flags = NDArray[np.bool_]

DEPTHS = ("existing", "relationship", "loyal")
LOYAL_LINES, RELATIONSHIP_LINES = 4, 3
LOYAL_YEARS = 3
PAYROLL_NEEDED = 2


def depth_levels(
    lines: NDArray[np.float64],
    *,
    reached: Flags,
    is_main_bank: Flags,
    is_lasting: Flags,
    has_fallen: Flags,
) -> NDArray[np.int8]:
    """Return each customer's depth, an index into `DEPTHS`. Source: domain model 3.4.

    Loyal: at least 4 product lines, with us for 3 years, we are the main bank, no tier lost in 12
    months. Relationship: at least 3 lines, or reached in the last 90 days. Else existing.

    Args:
        lines: product lines held, NaN unknown.
        is_main_bank: people whose pay came in on 2 of 3 month-ends, firms with an agency line.
    """
    level = ((lines >= RELATIONSHIP_LINES) | reached).astype(np.int8)
    level[(lines >= LOYAL_LINES) & is_lasting & is_main_bank & ~has_fallen] = 2
    return level


@dataclass(slots=True, kw_only=True)
class Relationship:
    """Adds `abc_class` and `depth` to dates in ascending order, on a release being written."""

    connection: duckdb.DuckDBPyConnection
    holdings: Holdings
    contacts: Contacts
    past: PastYear

    @classmethod
    def between(
        cls, connection: duckdb.DuckDBPyConnection, first: date, last: date
    ) -> Relationship:
        """Prepare to derive dates from `first` to `last`."""
        return cls(
            connection=connection,
            holdings=Holdings.between(connection, first, last),
            contacts=Contacts.between(connection, first, last),
            past=PastYear(connection=connection),
        )

    def advance(self, month: Month, policy: TierPolicy, open_day: NDArray[np.float64]) -> None:
        """Add both columns to a month-end that has its tier and trailing year.

        `open_day` is by customer_key. Depth stays out where nothing tells it: no holdings, no
        product counts, no contacts.
        """
        month.derived["abc_class"] = classes_of(self.connection, month)
        day, size = month.snapshot.day, len(open_day)
        self.past.enter(month, policy.regime(day), size)
        lines, has_agency = self._lines(month, size)
        if lines is None and not self.contacts.is_given:
            return
        if lines is None:
            lines = np.full(len(month), np.nan)
        reached = np.zeros(len(month), dtype=np.bool_)
        if self.contacts.is_given:
            reached = self.contacts.reached(day, size)[month.key]
        is_paid = self.past.payroll_counts()[month.key] >= PAYROLL_NEEDED
        is_person = month.kind == CUSTOMER_TYPES.index("personal")
        main_bank = np.where(is_person, is_paid, has_agency & (month.kind >= 0))
        lasting = open_day[month.key] <= days_since_1970(years_before(day, LOYAL_YEARS))
        # Only who is loyal in all else is looked up in the past year.
        rows = np.flatnonzero((lines >= LOYAL_LINES) & lasting & main_bank & month.is_open)
        fallen = np.zeros(len(month), dtype=np.bool_)
        fallen[rows] = self.past.has_fallen(month.key[rows], month.kind[rows])
        level = depth_levels(
            lines, reached=reached, is_main_bank=main_bank, is_lasting=lasting, has_fallen=fallen
        )
        level[~month.is_open] = -1
        month.derived["depth"] = level

    def carry(self, month: Month) -> None:
        """Give a weekly row the class and depth of its month-end.

        Who was not open there is class C and, where depth is known, an existing customer.
        """
        found = self.connection.execute(
            """select customer_key,
                cast(coalesce(list_position($classes, abc_class), 0) - 1 as tinyint) as abc_class,
                cast(coalesce(list_position($depths, depth), 0) - 1 as tinyint) as depth
            from customer_snapshot where snapshot_date = $day and status = 'open'""",
            {"day": month.snapshot.month_date, "classes": list(CLASSES), "depths": list(DEPTHS)},
        ).fetchnumpy()
        key = np.asarray(found["customer_key"])
        size = int(max(key.max(initial=0), month.key.max(initial=0))) + 1
        for name, missing in (("abc_class", CLASSES.index("C")), ("depth", 0)):
            values = np.asarray(found[name])
            if (values < 0).all():
                continue
            dense = np.full(size, missing, dtype=np.int8)
            dense[key] = values
            month.derived[name] = np.where(month.is_open, dense[month.key], -1).astype(np.int8)

    def _lines(self, month: Month, size: int) -> tuple[NDArray[np.float64] | None, Flags]:
        """Return lines held and whether agency is: by the holdings, else the count delivered."""
        if self.holdings.is_given:
            count, agency = self.holdings.lines(month.snapshot.day, size)
            return count[month.key].astype(np.float64), agency[month.key]
        unknown = np.zeros(len(month), dtype=np.bool_)
        if "product_cnt" not in month.rows.column_names:
            return None, unknown
        column = month.rows["product_cnt"]
        return (doubles(column) if column.null_count < len(column) else None), unknown


def years_before(day: date, years: int) -> date:
    """Return the same day of an earlier year; 28 February where it has no 29th."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - years, day=28 if is_leap_day else day.day)
