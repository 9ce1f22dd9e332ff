"""Where every customer stands between two dates: tier, months below the line, trailing year."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from data import rules
from data.kept import Kept, carried_tiers, customer_size
from data.replay import Replay, Rows, tier_ladders
from data.trailing import TrailingYear
from data.words import unscaled

if TYPE_CHECKING:
    from datetime import date

    import duckdb
    from numpy.typing import NDArray

    from data.months import Month
    from data.policy import Regime
    from data.restate import History
    from data.rules import TierMonth

GROWTH_MONTHS = 3
GROWTH_SHARE = 1.2


@dataclass(slots=True, kw_only=True)
class Standing:
    """State indexed by customer_key, moved on by each month-end in ascending order."""

    connection: duckdb.DuckDBPyConnection
    history: History
    year: TrailingYear
    size: int
    replay: Replay | None = None

    @classmethod
    def of(cls, history: History) -> Standing:
        """Return the standing before the first date to derive.

        Where customers stand is looked up when the first month-end asks.
        """
        connection, size = history.connection, customer_size(history.connection)
        year = TrailingYear(
            connection=connection,
            calendar=history.calendar,
            total=np.zeros(size, dtype=np.int64),
        )
        return cls(connection=connection, history=history, year=year, size=size)

    def alone(self) -> Standing:
        """Return the standing of a date that has no month-end before it: nobody is known."""
        return Standing.of(replace(self.history, calendar=()))

    def regime(self, day: date) -> Regime:
        """Return the regime in force on a day."""
        return self.history.policy.regime(day)

    def grow(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make room for customers added since."""
        self.size = customer_size(connection)
        if self.replay is not None:
            self.replay.grow(self.size)
        self.year.grow(self.size)

    def advance(self, month: Month) -> None:
        """Add trailing-year contribution and tier to a month-end, and move the state on."""
        month.derived["contribution_ttm"] = self.year.advance(month)
        day = month.snapshot.day
        regime = self.regime(day)
        if self.replay is None or self.replay.regime != regime:
            self.replay = self.history.replay_before(regime, day)
        rows = self._rows(month, month.derived["contribution_ttm"] / 1e6)
        _enter(month, self.replay.advance(rows), rows.raw("VALUE3", regime))

    def carry(self, month: Month) -> None:
        """Give a weekly row the tier, contribution and scores of its month-end.

        A customer without a row there has no tier and brought nothing yet. The raw tier and the
        value class are those of the week's own policy.
        """
        end = month.snapshot.month_date or month.snapshot.day
        regime = self.regime(month.snapshot.day)
        if end < regime.start and (self.replay is None or self.replay.regime != regime):
            self.replay = self.history.replay_before(regime, month.snapshot.day)
        found = self.connection.sql(
            """select customer_key, contribution, contribution_ttm, value_score,
                cast(coalesce(list_position($grades, grade), 0) - 1 as tinyint) as grade
            from customer_snapshot where snapshot_date = $day""",
            params={"day": end, "grades": list(rules.GRADES)},
        ).to_arrow_table()
        key = found["customer_key"].to_numpy()
        for name in ("contribution", "contribution_ttm"):
            self._carry(month, name, key, unscaled(found[name]), 0)
        self._carry(month, "value_score", key, found["value_score"].to_numpy(), np.nan)
        self._carry(month, "grade", key, found["grade"].to_numpy(), -1)
        is_known = np.zeros(self.size, dtype=np.bool_)
        is_known[key] = True
        ttm = np.where(is_known[month.key], month.derived["contribution_ttm"] / 1e6, np.nan)
        rows = self._rows(month, ttm)
        kept = Kept.read(self.connection, regime, end)
        tiers = carried_tiers(kept, regime, rows, self.size)
        _enter(month, tiers, rows.raw("VALUE3", regime))

    def _carry(
        self, month: Month, name: str, key: NDArray[np.int32], values: NDArray[Any], missing: float
    ) -> None:
        dense = np.full(self.size, missing, dtype=values.dtype)
        dense[key] = values
        month.derived[name] = dense[month.key]

    def signals(self, month: Month, aum: NDArray[np.float64]) -> NDArray[np.int8]:
        """Count the GRADE signals that come from dates: near the next tier, grown by a fifth."""
        count = np.zeros(len(month), dtype=np.int8)
        for kind, ladder in tier_ladders(self.regime(month.snapshot.day)).items():
            if ladder.metric == "aum_mavg":
                rows = month.kind == kind
                count[rows] += rules.near_next_bound(aum[rows], ladder)
        if len(month.snapshot.window) > GROWTH_MONTHS:
            rows_before = self.connection.execute(
                """select customer_key, cast(aum_mavg as double) as aum from customer_snapshot
                where snapshot_date = $day and status = 'open' and aum_mavg > 0""",
                {"day": month.snapshot.window[-1 - GROWTH_MONTHS]},
            ).fetchnumpy()
            earlier = np.full(self.size, np.inf)
            earlier[np.asarray(rows_before["customer_key"])] = np.asarray(rows_before["aum"])
            count += aum >= GROWTH_SHARE * earlier[month.key]
        return count

    def _rows(self, month: Month, contribution_ttm: NDArray[np.float64]) -> Rows:
        return Rows(
            key=month.key,
            kind=month.kind,
            is_open=month.is_open,
            aum=month.number.get("aum_mavg", np.full(len(month), np.nan)),
            contribution_ttm=contribution_ttm,
        )


def _enter(month: Month, tiers: TierMonth, value: NDArray[np.int8]) -> None:
    month.derived |= {
        "tier": tiers.level,
        "tier_raw": tiers.raw,
        "tier_below_count": tiers.below,
        "tier_watch": tiers.watch,
        "value3": value,
    }
