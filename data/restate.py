"""Table `tier`: what each later policy makes of the dates before it took effect.

A regime's levels are the replay of its ladders over the whole history. The fact carries them from
the regime's start on; before it, this table does. Comparing two dates under one policy needs both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from data import deliver, words
from data.answers import one_row
from data.kept import Kept, carried_tiers, customer_kinds, customer_size, resumed
from data.replay import Replay, Rows, level_codes

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    import duckdb
    from numpy.typing import NDArray

    from data.dates import Snapshot
    from data.policy import Regime, TierPolicy
    from data.rules import TierMonth


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The dates of a release, and what table `tier` holds of them under every policy in force.

    `calendar` is ascending. Whoever derives a date finds all earlier ones already right.
    """

    connection: duckdb.DuckDBPyConnection
    policy: TierPolicy
    calendar: Sequence[Snapshot] = ()

    def forget(self, stored: TierPolicy | None, due: Collection[date]) -> None:
        """Drop what is no longer true: policies changed or gone, dates changed or gone."""
        if not one_row(self.connection.execute("select 1 from tier limit 1")):
            return
        known = {} if stored is None else {r.start: r for r in stored.regimes(self._days)}
        same = [r.version for r in self.policy.regimes(self._days) if known.get(r.start) == r]
        self.connection.execute(
            """delete from tier where policy_version not in (select unnest($same))
                or snapshot_date not in (select unnest($kept))""",
            {"same": same, "kept": [day for day in self._days if day not in due]},
        )

    def complete(self) -> None:
        """Restate what is missing, for every regime in force at some date."""
        for regime in self.policy.regimes(self._days):
            self._restate(regime, customer_size(self.connection))

    def replay_before(self, regime: Regime, day: date) -> Replay:
        """Return where everybody stands under a regime before a date it is in force on.

        Restates the dates before the regime's start that are not restated yet.
        """
        size = customer_size(self.connection)
        replay = self._restate(regime, size)
        ends = self._month_ends(day)
        if replay is not None and not any(end >= regime.start for end in ends):
            return replay
        return resumed(self.connection, regime, ends, size)

    @property
    def _days(self) -> list[date]:
        return [snapshot.day for snapshot in self.calendar]

    def _month_ends(self, before: date) -> list[date]:
        return [s.day for s in self.calendar if s.month_date == s.day and s.day < before]

    def _restate(self, regime: Regime, size: int) -> Replay | None:
        """Enter the missing dates before a regime's start; None when no month-end was missing.

        A month-end is never missing before one that is there: a change drops all behind it.
        """
        present = self.connection.execute(
            "select distinct snapshot_date from tier where policy_version = $version",
            {"version": regime.version},
        ).fetchall()
        known = {row[0] for row in present}
        missing = [s for s in self.calendar if s.day < regime.start and s.day not in known]
        if not missing:
            return None
        kind = customer_kinds(self.connection, size)
        ends = [s.day for s in missing if s.month_date == s.day]
        before = self._month_ends(ends[0]) if ends else []
        replay = resumed(self.connection, regime, before, size)
        for snapshot in missing:
            self._enter(snapshot, replay, kind)
            # An open transaction keeps every registered frame alive.
            self.connection.execute("commit")
            self.connection.execute("begin")
        return replay if ends else None

    def _enter(self, snapshot: Snapshot, replay: Replay, kind: NDArray[np.int8]) -> None:
        regime, size = replay.regime, len(kind)
        rows = self._rows(snapshot.day, kind)
        if snapshot.month_date == snapshot.day:
            tiers = replay.advance(rows)
        elif snapshot.month_date is None:
            tiers = Replay.empty(regime, size).advance(rows)
        else:
            kept = Kept.read(self.connection, regime, snapshot.month_date)
            is_new = ~np.isin(rows.key, kept.key, assume_unique=True)
            rows.contribution_ttm[is_new] = np.nan
            tiers = carried_tiers(kept, regime, rows, size)
        self._write(regime, snapshot.day, rows, tiers)

    def _rows(self, day: date, kind: NDArray[np.int8]) -> Rows:
        """Read a date's rows in the order of customer_key, in which the table is smallest."""
        found = self.connection.execute(
            """select customer_key, status = 'open' as is_open, cast(aum_mavg as double) as aum,
                cast(contribution_ttm as double) as contribution_ttm
            from customer_snapshot where snapshot_date = $day""",
            {"day": day},
        ).fetchnumpy()
        key = np.asarray(found["customer_key"])
        place = np.full(len(kind), -1, dtype=np.int32)
        place[key] = np.arange(len(key), dtype=np.int32)
        order = place[place >= 0]
        return Rows(
            key=key[order],
            kind=kind[key[order]],
            is_open=np.ma.filled(found["is_open"], fill_value=False)[order],
            aum=np.ma.filled(found["aum"], np.nan)[order],
            contribution_ttm=np.ma.filled(found["contribution_ttm"], np.nan)[order],
        )

    def _write(self, regime: Regime, day: date, rows: Rows, tiers: TierMonth) -> None:
        codes = level_codes(regime, "TIER")
        level = words.tier_strings(tiers.level, rows.kind, codes)
        raw = words.tier_strings(tiers.raw, rows.kind, codes)
        classes = words.tier_strings(
            rows.raw("VALUE3", regime), rows.kind, level_codes(regime, "VALUE3")
        )
        none = np.zeros(len(rows.key), dtype=np.int16)
        for scheme, levels, raws, below, watch in (
            ("TIER", level, raw, tiers.below.astype(np.int16), tiers.watch),
            ("VALUE3", classes, classes, none, none.astype(np.bool_)),
        ):
            table = pa.table(
                {
                    "customer_key": rows.key,
                    "level": levels,
                    "raw_level": raws,
                    "below_count": below,
                    "watch": watch,
                }
            )
            self._insert(regime.version, scheme, day, table)

    def _insert(self, version: str, scheme: str, day: date, table: pa.Table) -> None:
        blocks = table.to_batches(max_chunksize=deliver.ROW_GROUP)
        self.connection.register("arriving", pa.Table.from_batches(blocks, table.schema))
        self.connection.execute(
            """insert into tier by name select $version as policy_version, $scheme as scheme,
                cast($day as date) as snapshot_date, * from arriving""",
            {"version": version, "scheme": scheme, "day": day},
        )
        self.connection.unregister("arriving")
