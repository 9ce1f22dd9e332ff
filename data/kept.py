"""Tiers a release keeps, and where everybody stands after the dates it keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from data.answers import one_row
from data.policy import CUSTOMER_TYPES
from data.replay import Replay, all_codes, own_levels, tier_ladders, unknown_tiers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import duckdb
    from numpy.typing import NDArray

    from data.policy import Regime
    from data.replay import Rows
    from data.rules import TierMonth


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Tiers a release keeps of one date under a regime, read from where it keeps them."""

    key: NDArray[np.int32]
    place: NDArray[np.int8]
    below: NDArray[np.int8]
    watch: NDArray[np.bool_]

    @classmethod
    def read(cls, connection: duckdb.DuckDBPyConnection, regime: Regime, day: date) -> Kept:
        """Read a date whose tiers are up to date."""
        source = "restated" if day < regime.start else "carried"
        values: dict[str, object] = {"day": day, "codes": all_codes(regime)}
        if source == "restated":
            values["version"] = regime.version
        found = connection.execute(
            f"""select customer_key, {_PLACE}, cast(coalesce(below, 0) as tinyint) as below,
                coalesce(watch, false) as watch from ({_SOURCES[source]})""",
            values,
        ).fetchnumpy()
        return cls(
            key=np.asarray(found["customer_key"]),
            place=np.asarray(found["place"]),
            below=np.asarray(found["below"]),
            watch=np.asarray(found["watch"]),
        )


def carried_tiers(kept: Kept, regime: Regime, rows: Rows, size: int) -> TierMonth:
    """Return a weekly date's tiers: those of its month-end, the raw level by its own amounts.

    The months below the line do not move. Who has no row on the month-end has no tier.
    """
    month = unknown_tiers(len(rows.key))
    place, below = np.full(size, -1, dtype=np.int8), np.zeros(size, dtype=np.int8)
    watch = np.zeros(size, dtype=np.bool_)
    place[kept.key], below[kept.key], watch[kept.key] = kept.place, kept.below, kept.watch
    month.level[:] = own_levels(regime, rows.kind, place[rows.key])
    month.below[:], month.watch[:] = below[rows.key], watch[rows.key]
    month.raw[:] = np.where(rows.is_open, rows.raw("TIER", regime), -1)
    return month


def resumed(
    connection: duckdb.DuckDBPyConnection, regime: Regime, month_ends: Sequence[date], size: int
) -> Replay:
    """Return where everybody stands after month-ends whose tiers the release keeps, ascending.

    A customer missing from the last of them stands where an earlier one left them.
    """
    replay = Replay.empty(regime, size)
    if not month_ends:
        return replay
    kind = customer_kinds(connection, size)
    last = Kept.read(connection, regime, month_ends[-1])
    _stand(replay, kind, last.key, last.place, last.below)
    missing = absent_keys(connection, last.key, size)
    if len(month_ends) > 1 and len(missing):
        _stand(replay, kind, *_earlier(connection, regime, month_ends[:-1], missing))
    if any(any(ladder.window_max) for ladder in tier_ladders(regime).values()):
        _resume_peaks(connection, replay, kind, month_ends)
    return replay


def customer_kinds(connection: duckdb.DuckDBPyConnection, size: int) -> NDArray[np.int8]:
    """Return every customer's type by customer_key, as its place in the policy's list."""
    found = connection.execute(
        """select customer_key,
            cast(coalesce(list_position($types, customer_type), 0) - 1 as tinyint) as kind
        from customer""",
        {"types": list(CUSTOMER_TYPES)},
    ).fetchnumpy()
    kind = np.full(size, -1, dtype=np.int8)
    kind[np.asarray(found["customer_key"])] = np.asarray(found["kind"])
    return kind


def customer_size(connection: duckdb.DuckDBPyConnection) -> int:
    """Return how long an array indexed by customer_key must be."""
    row = one_row(connection.execute("select coalesce(max(customer_key), 0) from customer"))
    return int(row[0]) + 1 if row else 1


def absent_keys(
    connection: duckdb.DuckDBPyConnection, key: NDArray[np.int32], size: int
) -> NDArray[np.int32]:
    """Return the customers who are not among `key` and may have rows on other dates."""
    row = one_row(connection.execute("select max(customer_key) from customer_snapshot"))
    newest = int(row[0]) if row and row[0] is not None else 0
    is_there = np.zeros(size, dtype=np.bool_)
    is_there[key] = True
    is_there[0] = True  # Customers are numbered from 1.
    return np.flatnonzero(~is_there[: newest + 1]).astype(np.int32)


def _stand(
    replay: Replay,
    kind: NDArray[np.int8],
    key: NDArray[np.int32],
    place: NDArray[np.int8],
    below: NDArray[np.int8],
) -> None:
    replay.state.level[key] = own_levels(replay.regime, kind[key], place)
    replay.state.below[key] = below


def _earlier(
    connection: duckdb.DuckDBPyConnection,
    regime: Regime,
    month_ends: Sequence[date],
    missing: NDArray[np.int32],
) -> tuple[NDArray[np.int32], NDArray[np.int8], NDArray[np.int8]]:
    """Return the newest place and count of some customers on earlier month-ends."""
    connection.register("missing", pa.table({"customer_key": missing}))
    found = connection.execute(
        f"""select customer_key, last['place'] as place, last['below'] as below
        from (select customer_key, arg_max({{'place': {_PLACE_OF_LEVEL},
                'below': cast(coalesce(below, 0) as tinyint)}}, snapshot_date) as last
            from ({_EARLIER}) semi join missing using (customer_key) group by customer_key)""",
        {
            "codes": all_codes(regime),
            "version": regime.version,
            "restated": [day for day in month_ends if day < regime.start],
            "carried": [day for day in month_ends if day >= regime.start],
        },
    ).fetchnumpy()
    connection.unregister("missing")
    key, place, below = (np.asarray(found[name]) for name in ("customer_key", "place", "below"))
    return key, place, below


def _resume_peaks(
    connection: duckdb.DuckDBPyConnection,
    replay: Replay,
    kind: NDArray[np.int8],
    month_ends: Sequence[date],
) -> None:
    """Find the best amount of the months each customer has been below the line.

    These are the last months with an amount, because a month without one counts for nothing.
    """
    rest = replay.state.below.astype(np.int16)
    by_aum = np.array(
        [*(ladder.metric == "aum_mavg" for ladder in tier_ladders(replay.regime).values()), False]
    )
    for day in reversed(month_ends):
        if not (rest > 0).any():
            return
        found = connection.execute(
            """select customer_key, cast(aum_mavg as double) as aum,
                cast(contribution_ttm as double) as contribution_ttm
            from customer_snapshot where snapshot_date = $day and status = 'open'""",
            {"day": day},
        ).fetchnumpy()
        key = np.asarray(found["customer_key"])
        aum = np.ma.filled(found["aum"], np.nan)
        metric = np.where(by_aum[kind[key]], aum, np.ma.filled(found["contribution_ttm"], np.nan))
        chosen = (rest[key] > 0) & ~np.isnan(metric)
        key, metric = key[chosen], metric[chosen]
        replay.state.peak[key] = np.fmax(replay.state.peak[key], metric)
        rest[key] -= 1


_PLACE_OF_LEVEL = "cast(coalesce(list_position($codes, level), 0) - 1 as tinyint)"
_PLACE = f"{_PLACE_OF_LEVEL} as place"
_SOURCES = {
    "carried": """select customer_key, case when status = 'open' then tier end as level,
            tier_below_count as below, tier_watch as watch
        from customer_snapshot where snapshot_date = $day""",
    "restated": """select customer_key, level, below_count as below, watch from tier
        where snapshot_date = $day and policy_version = $version and scheme = 'TIER'""",
}
_EARLIER = """select customer_key, snapshot_date, case when status = 'open' then tier end as level,
        tier_below_count as below
    from customer_snapshot where snapshot_date in (select unnest($carried))
    union all
    select customer_key, snapshot_date, level, below_count as below from tier
    where snapshot_date in (select unnest($restated)) and policy_version = $version
        and scheme = 'TIER'"""
