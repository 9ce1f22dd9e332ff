"""Who was paid through us and who lost a tier at the month-ends of the past year.

A month-end passed during a load is kept as it passes; one that was there before is read from the
release, of its tiers only what is asked for. So a result never depends on how the dates arrived.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from data.answers import one_row
from data.months import hundredths
from data.policy import CUSTOMER_TYPES
from data.replay import all_codes, own_levels, tier_ladders

if TYPE_CHECKING:
    import duckdb
    from numpy.typing import NDArray

    from data.months import Month
    from data.policy import Regime

PAYROLL_MONTHS = 3
MISSING, NO_LEVEL = -2, -1
"""How a month-end's tiers are kept: no row, a row without a level, else the code's place."""


@dataclass(slots=True, kw_only=True)
class PastYear:
    """The month-ends of a date's twelve calendar months, and the one before them.

    `paid` holds the keys of open customers with payroll; `tiers` one byte by customer_key, all
    under the tier rules in force on the date.
    """

    connection: duckdb.DuckDBPyConnection
    days: list[date] = field(default_factory=list)
    window: tuple[date, ...] = ()
    regime: Regime | None = None
    size: int = 0
    paid: dict[date, NDArray[np.int32]] = field(default_factory=dict)
    tiers: dict[date, NDArray[np.int8]] = field(default_factory=dict)

    def enter(self, month: Month, regime: Regime, size: int) -> None:
        """Move on to a month-end that has its tiers; forget what is over a year old."""
        day, self.window = month.snapshot.day, month.snapshot.window
        row = one_row(
            self.connection.execute(
                """select max(snapshot_date) from snapshot
                where grain = 'month' and snapshot_date < $first""",
                {"first": self.window[0]},
            )
        )
        self.days = [one for one in (*(row or ()), *self.window) if one is not None]
        if self.regime is None or (self.size, self.regime.start) != (size, regime.start):
            self.tiers = {}
        self.size, self.regime = size, regime
        self.tiers = {one: tiers for one, tiers in self.tiers.items() if one in self.days}
        self.paid = {one: keys for one, keys in self.paid.items() if one in self.days}
        self.tiers[day] = self._tiers_now(month, regime)
        received = np.zeros(len(month), dtype=np.bool_)
        if "payroll_in" in month.rows.column_names:
            received = hundredths(month.rows["payroll_in"]) > 0
        self.paid[day] = month.key[received & month.is_open]

    def payroll_counts(self) -> NDArray[np.int8]:
        """Return, by customer_key, on how many of the last 3 month-ends pay came in."""
        count = np.zeros(self.size, dtype=np.int8)
        for day in self.window[-PAYROLL_MONTHS:]:
            if day not in self.paid:
                self.paid[day] = self._stored_payroll(day)
            count[self.paid[day]] += 1
        return count

    def has_fallen(self, key: NDArray[np.int32], kind: NDArray[np.int8]) -> NDArray[np.bool_]:
        """Whether customers lost a tier at a month-end of the twelve calendar months.

        Against the month-end before it, or the last of them that knew the customer.
        """
        fallen = np.zeros(len(key), dtype=np.bool_)
        if self.regime is None or not len(key):
            return fallen
        stored = self._stored_tiers([day for day in self.days if day not in self.tiers], key)
        held = np.full(len(key), NO_LEVEL, dtype=np.int8)
        for day in self.days:
            place = self.tiers[day][key] if day in self.tiers else stored[day]
            level = own_levels(self.regime, kind, np.maximum(place, NO_LEVEL))
            if day in self.window:
                fallen |= (level >= 0) & (level < held)
            held = np.where(place == MISSING, held, level)
        return fallen

    def _tiers_now(self, month: Month, regime: Regime) -> NDArray[np.int8]:
        codes = all_codes(regime)
        place = np.full((len(CUSTOMER_TYPES) + 1, len(codes) + 1), NO_LEVEL, dtype=np.int8)
        for kind, ladder in tier_ladders(regime).items():
            place[kind, : len(ladder.codes)] = [codes.index(code) for code in ladder.codes]
        level = np.where(month.is_open, month.derived["tier"], NO_LEVEL)
        tiers = np.full(self.size, MISSING, dtype=np.int8)
        tiers[month.key] = place[month.kind, level]
        return tiers

    def _stored_tiers(
        self, days: list[date], key: NDArray[np.int32]
    ) -> dict[date, NDArray[np.int8]]:
        """Read some customers' tiers on earlier month-ends under the rules in force now.

        Before these took effect the fact carries tiers by older rules; `tier` has them restated.
        """
        tiers = np.full((len(days), len(key)), MISSING, dtype=np.int8)
        if days and self.regime is not None:
            asked = pa.table({"customer_key": key, "number": np.arange(len(key), dtype=np.int32)})
            self.connection.register("asked", asked)
            found = self.connection.execute(
                _STORED_TIERS,
                {
                    "days": days,
                    "carried": [day for day in days if day >= self.regime.start],
                    "restated": [day for day in days if day < self.regime.start],
                    "version": self.regime.version,
                    "codes": all_codes(self.regime),
                },
            ).fetchnumpy()
            self.connection.unregister("asked")
            tiers[np.asarray(found["day"]), np.asarray(found["number"])] = found["place"]
        return dict(zip(days, tiers, strict=True))

    def _stored_payroll(self, day: date) -> NDArray[np.int32]:
        found = self.connection.execute(
            """select customer_key from customer_snapshot
            where snapshot_date = $day and status = 'open' and payroll_in > 0""",
            {"day": day},
        ).fetchnumpy()
        return np.asarray(found["customer_key"])


_STORED_TIERS = """with kept as (
        select customer_key, snapshot_date, case when status = 'open' then tier end as level
        from customer_snapshot where snapshot_date in (select unnest(cast($carried as date[])))
        union all
        select customer_key, snapshot_date, level from tier
        where snapshot_date in (select unnest(cast($restated as date[])))
            and policy_version = $version and scheme = 'TIER')
    select number, list_position($days, snapshot_date) - 1 as day,
        cast(coalesce(list_position($codes, level), 0) - 1 as tinyint) as place
    from kept join asked using (customer_key)"""
