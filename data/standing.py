"""Where every customer stands between two dates: tier, months below the line, trailing year."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from data import rules
from data.answers import one_row
from data.policy import CUSTOMER_TYPES
from data.rules import TierState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import duckdb
    from numpy.typing import NDArray

    from data.months import Month
    from data.policy import TierPolicy
    from data.rules import Ladder

GROWTH_MONTHS = 3
GROWTH_SHARE = 1.2


@dataclass(slots=True, kw_only=True)
class Standing:
    """State indexed by customer_key, moved on by each month-end in ascending order."""

    connection: duckdb.DuckDBPyConnection
    state: TierState
    window: dict[date, tuple[NDArray[np.int32], NDArray[np.int64]]] = field(default_factory=dict)
    total: NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, dtype=np.int64))
    ladders: dict[int, Ladder] = field(default_factory=dict)

    @classmethod
    def before(
        cls,
        connection: duckdb.DuckDBPyConnection,
        policy: TierPolicy,
        months: Sequence[date],
    ) -> Standing:
        """Return the state after the last of `months`, the kept month-ends before the first change.

        A customer missing from the last month stands where an earlier month left them.
        """
        size = _size(connection)
        standing = cls(
            connection=connection,
            state=TierState.empty(size),
            total=np.zeros(size, dtype=np.int64),
        )
        if months:
            standing._resume(policy, months)
        return standing

    @property
    def codes(self) -> dict[int, tuple[str, ...]]:
        """The tier codes of the ladders last used, by customer type."""
        return {kind: ladder.codes for kind, ladder in self.ladders.items()}

    def grow(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make room for customers added since."""
        more = _size(connection) - len(self.total)
        fresh = TierState.empty(more)
        self.state = TierState(
            level=np.append(self.state.level, fresh.level),
            below=np.append(self.state.below, fresh.below),
            peak=np.append(self.state.peak, fresh.peak),
        )
        self.total = np.append(self.total, np.zeros(more, dtype=np.int64))

    def advance(self, month: Month, policy: TierPolicy) -> None:
        """Add trailing-year contribution and tier to a month-end, and move the state on."""
        self._trail(month)
        self._take_ladders(policy, month.snapshot.day)
        level = np.full(len(month), -1, dtype=np.int8)
        raw = level.copy()
        below = np.zeros(len(month), dtype=np.int8)
        watch = np.zeros(len(month), dtype=np.bool_)
        absent = np.full(len(month), np.nan)
        metrics = {
            "aum_mavg": month.number.get("aum_mavg", absent),
            "contribution_ttm": month.derived["contribution_ttm"] / 1e6,
        }
        metrics["contrib_ttm"] = metrics["contribution_ttm"]
        for kind, ladder in self.ladders.items():
            rows = np.flatnonzero((month.kind == kind) & month.is_open)
            keys = month.key[rows].astype(np.int64)
            state = self.state.take(keys)
            outcome = rules.next_tier(state, metrics[ladder.metric][rows], ladder)
            self.state.put(keys, state)
            level[rows], raw[rows] = outcome.level, outcome.raw
            below[rows], watch[rows] = outcome.below, outcome.watch
        closed = month.key[~month.is_open].astype(np.int64)
        self.state.put(closed, TierState.empty(len(closed)))
        month.derived |= {
            "tier": level,
            "tier_raw": raw,
            "tier_below_count": below,
            "tier_watch": watch,
        }

    def carry(self, month: Month, policy: TierPolicy) -> None:
        """Give a weekly row the tier, contribution and scores of its month-end.

        A customer without a row there has no tier and brought nothing yet.
        """
        self._take_ladders(policy, month.snapshot.month_date or month.snapshot.day)
        words = {
            "value3": ("low", "mid", "high"),
            "grade": rules.GRADES,
        }
        coded = ", ".join(
            f"cast(coalesce(list_position(${name}, {name}), 0) - 1 as tinyint) as {name}"
            for name in words
        )
        tiers = sorted({code for codes in self.codes.values() for code in codes})
        rows = self.connection.execute(
            f"""select customer_key, cast(contribution * 1000000 as bigint) as contribution,
                cast(contribution_ttm * 1000000 as bigint) as contribution_ttm,
                cast(coalesce(list_position($tiers, tier), 0) - 1 as tinyint) as tier,
                cast(coalesce(list_position($tiers, tier_raw), 0) - 1 as tinyint) as tier_raw,
                tier_below_count, tier_watch, value_score, {coded}
            from customer_snapshot where snapshot_date = $day""",
            {"day": month.snapshot.month_date, "tiers": tiers}
            | {k: list(v) for k, v in words.items()},
        ).fetchnumpy()
        key = np.asarray(rows.pop("customer_key"))
        empty = {"value_score": np.nan, "tier": -1, "tier_raw": -1, "value3": -1, "grade": -1}
        for name, values in rows.items():
            missing = empty.get(name, 0)
            dense = np.full(len(self.total), missing, dtype=values.dtype)
            dense[key] = np.ma.filled(values, missing)
            month.derived[name] = dense[month.key]
        for name in ("tier", "tier_raw"):
            month.derived[name] = self._own_levels(month, month.derived[name], tiers)

    def signals(self, month: Month, aum: NDArray[np.float64]) -> NDArray[np.int8]:
        """Count the GRADE signals that come from dates: near the next tier, grown by a fifth."""
        count = np.zeros(len(month), dtype=np.int8)
        for kind, ladder in self.ladders.items():
            if ladder.metric == "aum_mavg":
                rows = month.kind == kind
                count[rows] += rules.near_next_bound(aum[rows], ladder)
        if len(month.snapshot.window) > GROWTH_MONTHS:
            rows_before = self.connection.execute(
                """select customer_key, cast(aum_mavg as double) as aum from customer_snapshot
                where snapshot_date = $day and status = 'open' and aum_mavg > 0""",
                {"day": month.snapshot.window[-1 - GROWTH_MONTHS]},
            ).fetchnumpy()
            earlier = np.full(len(self.total), np.inf)
            earlier[np.asarray(rows_before["customer_key"])] = np.asarray(rows_before["aum"])
            count += aum >= GROWTH_SHARE * earlier[month.key]
        return count

    def _trail(self, month: Month) -> None:
        days = month.snapshot.window
        for day in [day for day in self.window if day not in days]:
            key, micro = self.window.pop(day)
            self.total[key] -= micro
        for day in days:
            if day not in self.window and day != month.snapshot.day:
                self._enter(day, *self._stored_contribution(day))
        rows = month.is_open
        self._enter(month.snapshot.day, month.key[rows], month.derived["contribution"][rows])
        month.derived["contribution_ttm"] = rules.trailing_sum(self.total[month.key], len(days))

    def _enter(self, day: date, key: NDArray[np.int32], micro: NDArray[np.int64]) -> None:
        self.window[day] = (key, micro)
        self.total[key] += micro

    def _stored_contribution(self, day: date) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        rows = self.connection.execute(
            """select customer_key, cast(contribution * 1000000 as bigint) as micro
            from customer_snapshot where snapshot_date = $day and status = 'open'""",
            {"day": day},
        ).fetchnumpy()
        return np.asarray(rows["customer_key"]), np.asarray(rows["micro"])

    def _take_ladders(self, policy: TierPolicy, day: date) -> None:
        for kind, name in enumerate(CUSTOMER_TYPES):
            ladder = policy.ladder("TIER", name, day)
            known = self.ladders.get(kind)
            if known is not None and known.codes != ladder.codes:
                self._translate(kind, known, ladder)
            self.ladders[kind] = ladder

    def _translate(self, kind: int, known: Ladder, ladder: Ladder) -> None:
        to = [ladder.codes.index(c) if c in ladder.codes else -1 for c in known.codes]
        rows = self.connection.execute(
            "select customer_key from customer where customer_type = $kind",
            {"kind": CUSTOMER_TYPES[kind]},
        ).fetchnumpy()
        key = np.asarray(rows["customer_key"])
        self.state.level[key] = np.asarray([*to, -1], dtype=np.int8)[self.state.level[key]]

    def _own_levels(
        self,
        month: Month,
        place: NDArray[np.int8],
        tiers: list[str],
    ) -> NDArray[np.int8]:
        level = np.full(len(month), -1, dtype=np.int8)
        for kind, codes in self.codes.items():
            to = [codes.index(code) if code in codes else -1 for code in tiers]
            rows = month.kind == kind
            level[rows] = np.asarray([*to, -1], dtype=np.int8)[place[rows]]
        return level

    def _resume(self, policy: TierPolicy, months: Sequence[date]) -> None:
        self._take_ladders(policy, months[-1])
        last = f"{_STANDS} from customer_snapshot where snapshot_date = $day"
        self._stand(last, {"day": months[-1]})
        self._stand(_STOOD, {"day": months[-1], "earlier": list(months[:-1])})
        if any(any(ladder.window_max) for ladder in self.ladders.values()):
            self._resume_peaks(months)

    def _stand(self, sql: str, values: dict[str, object]) -> None:
        tiers = sorted({code for codes in self.codes.values() for code in codes})
        rows = self.connection.execute(
            f"""select customer_key, below, coalesce(list_position($tiers, tier), 0) - 1 as place,
                case customer_type when 'personal' then 0 when 'corporate' then 1
                    when 'institution' then 2 else -1 end as kind
            from ({sql}) join customer using (customer_key)""",
            values | {"tiers": tiers},
        ).fetchnumpy()
        key = np.asarray(rows["customer_key"])
        place = np.asarray(rows["place"])
        level = np.full(len(key), -1, dtype=np.int8)
        for kind, codes in self.codes.items():
            to = [codes.index(code) if code in codes else -1 for code in tiers]
            chosen = np.asarray(rows["kind"]) == kind
            level[chosen] = np.asarray([*to, -1], dtype=np.int8)[place[chosen]]
        self.state.level[key] = level
        self.state.below[key] = np.ma.filled(rows["below"], 0)

    def _resume_peaks(self, months: Sequence[date]) -> None:
        rest = self.state.below.astype(np.int16)
        for day in reversed(months):
            if not (rest > 0).any():
                return
            rows = self.connection.execute(
                """select customer_key, cast(case customer_type when 'personal' then aum_mavg
                    else contribution_ttm end as double) as metric
                from customer_snapshot where snapshot_date = $day and status = 'open'""",
                {"day": day},
            ).fetchnumpy()
            chosen = rest[np.asarray(rows["customer_key"])] > 0
            key = np.asarray(rows["customer_key"])[chosen]
            metric = np.ma.filled(rows["metric"], -np.inf)[chosen]
            self.state.peak[key] = np.fmax(self.state.peak[key], metric)
            rest[key] -= 1


_STANDS = """select customer_key, case when status = 'open' then tier end as tier,
    tier_below_count as below"""
_STOOD = """select customer_key, stood.tier as tier, stood.below as below
    from (select customer_key, arg_max({'tier': case when status = 'open' then tier end,
            'below': tier_below_count}, snapshot_date) as stood
        from customer_snapshot o
        where snapshot_date in (select unnest($earlier))
            and not exists (select 1 from customer_snapshot l
                where l.snapshot_date = $day and l.customer_key = o.customer_key)
        group by customer_key)"""


def _size(connection: duckdb.DuckDBPyConnection) -> int:
    row = one_row(connection.execute("select coalesce(max(customer_key), 0) from customer"))
    return int(row[0]) + 1 if row else 1
