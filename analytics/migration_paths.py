"""Which ways did customers go over several dates, and how many went to and fro?

Levels are read one date after the other into small numbers by customer_key: a few bytes a customer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from analytics import problems
from analytics.engine import Engine
from analytics.flows import BY_TIER, CUSTOMER_TYPES, Counting, levels_of
from analytics.rates import wilson
from analytics.scope import Scope, same_grain

ABSENT = "absent"
PATHS_SHOWN = 40
FLAP_WINDOW = 6
FLAP_DATES = 13
CODES = 16
"""More than a ladder has levels: a path is a number in this base, a customer type above it."""

Places = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Everybody at one date, by customer_key: type and level as places (−1 absent), and money."""

    kind: Places
    level: Places
    value: npt.NDArray[np.float64]


def migration_paths(
    engine: Engine,
    scope: Scope,
    *,
    counting: Counting = BY_TIER,
    steps: int = 4,
    every: int = 3,
    limit: int = PATHS_SHOWN,
) -> pd.DataFrame:
    """Which ways through the levels did most customers go?

    Read at `steps` dates of the grain, `every` dates apart, the last one `at`; people by each
    date's own row.

    Returns:
        At most `limit` rows per customer type, the most frequent first: customer_type, path
        (levels joined by `>`, `absent` where not counted), moved (it has a change of level),
        customer_count, customer_share (of all on a path), value_first and value_last (theirs).

    Raises:
        NoEarlierDate: fewer than two such dates.
    """
    days = same_grain(engine.snapshots(), scope.at)[::-1][::every][:steps][::-1]
    if len(days) < 2:
        raise problems.NoEarlierDate(date=scope.at.isoformat())
    sights = _sights(engine, scope, counting, days)
    code = np.max([sight.kind for sight in sights], axis=0).astype(np.int64)
    present = code >= 0
    for sight in sights:
        code = code * CODES + (sight.level + 1)
    found, place = np.unique(code[present], return_inverse=True)
    ends = [np.bincount(place, sight.value[present]) for sight in (sights[0], sights[-1])]
    frame = pd.DataFrame(
        [_path(int(each), len(days), counting.scheme) for each in found],
        columns=["customer_type", "path", "moved"],
    ).assign(customer_count=np.bincount(place), value_first=ends[0], value_last=ends[1])
    whole = frame.groupby("customer_type")["customer_count"].transform("sum")
    frame.insert(4, "customer_share", frame["customer_count"] / whole)
    order = pd.Categorical(frame["customer_type"], CUSTOMER_TYPES).codes
    frame = frame.assign(_type=order).sort_values(
        ["_type", "customer_count", "path"], ascending=[True, False, True]
    )
    top = frame.groupby("customer_type", sort=False).head(limit)
    return top.drop(columns="_type").reset_index(drop=True)


def flapping_rate(engine: Engine, scope: Scope, *, counting: Counting = BY_TIER) -> pd.DataFrame:
    """Which share of customers changed level and changed back within half a year?

    Over the newest 13 dates of the grain: a customer flaps when a move is followed within six
    dates by a move the other way. Denominator: customers counted at three of the dates or more.

    Returns:
        customer_type, flapping_count, denominator, value, value_low, value_high (Wilson).
    """
    days = same_grain(engine.snapshots(), scope.at)[-FLAP_DATES:]
    if len(days) < 3:
        raise problems.NoEarlierDate(date=scope.at.isoformat())
    sights = _sights(engine, scope, counting, days)
    flaps = flapped(np.stack([sight.level for sight in sights]))
    seen = np.sum([sight.level >= 0 for sight in sights], axis=0) >= 3
    kind = np.max([sight.kind for sight in sights], axis=0)
    rows = []
    for place, name in enumerate(CUSTOMER_TYPES):
        n = int((seen & (kind == place)).sum())
        if n:
            count = int((flaps & seen & (kind == place)).sum())
            low, high = wilson(np.array([count]), np.array([n]))
            rows.append((name, count, n, count / n, float(low[0]), float(high[0])))
    columns = ["customer_type", "flapping_count", "denominator", "value", "value_low"]
    return pd.DataFrame(rows, columns=[*columns, "value_high"])


def flapped(levels: Places, window: int = FLAP_WINDOW) -> npt.NDArray[np.bool_]:
    """Tell who moved and moved back within `window` dates; `levels`: dates × customers, −1 absent.

    A date without the customer breaks nothing: the level before and after it are compared.
    """
    count = levels.shape[1]
    last = np.full(count, -1, dtype=np.int8)
    direction = np.zeros(count, dtype=np.int8)
    since = np.full(count, -window - 1, dtype=np.int16)
    flaps = np.zeros(count, dtype=np.bool_)
    for number, level in enumerate(levels):
        both = (last >= 0) & (level >= 0)
        move = np.where(both, np.sign(level.astype(np.int16) - last), 0).astype(np.int8)
        moved = move != 0
        flaps |= moved & (move == -direction) & (number - since <= window)
        direction[moved] = move[moved]
        since[moved] = number
        last = np.where(level >= 0, level, last)
    return flaps


def _sights(
    engine: Engine, scope: Scope, counting: Counting, days: Sequence[dt.date]
) -> list[Sight]:
    """Everybody at each date; arrays of one length."""
    tables = []
    for day in days:
        batches = engine.stream(
            "migration/levels",
            replace(scope, at=day, before=None).single,
            scheme=counting.scheme,
            attrition=counting.attrition,
            measure=counting.measure,
        )
        tables.append(pa.Table.from_batches(batches))
    size = max(int(pa.compute.max(t["customer_key"]).as_py() or 0) for t in tables) + 1
    return [_sight(table, size, counting.scheme) for table in tables]


def _sight(table: pa.Table, size: int, scheme: str) -> Sight:
    key = table["customer_key"].to_numpy()
    kinds = _coded(table["customer_type"], CUSTOMER_TYPES)
    level = np.full(len(key), -1, dtype=np.int8)
    for place, kind in enumerate(CUSTOMER_TYPES):
        codes = levels_of(scheme, kind)
        places = _coded(table["level"], codes)
        chosen = kinds == place
        level[chosen] = np.where(places[chosen] < 0, len(codes) - 1, places[chosen])
    value = np.zeros(size)
    value[key] = np.nan_to_num(np.asarray(table["value"].to_numpy(), dtype=np.float64))
    return Sight(kind=_dense(key, kinds, size), level=_dense(key, level, size), value=value)


def _coded(column: pa.ChunkedArray, codes: Sequence[str]) -> Places:
    """Words as their place among `codes`, −1 for others and null."""
    named = column.combine_chunks().dictionary_encode()
    words = named.dictionary.to_pylist()
    place = np.array([*(codes.index(w) if w in codes else -1 for w in words), -1], dtype=np.int8)
    indices = np.nan_to_num(np.asarray(named.indices.to_numpy(zero_copy_only=False), float), nan=-1)
    return np.asarray(place[indices.astype(np.int64)], dtype=np.int8)


def _dense(key: npt.NDArray[np.int32], values: Places, size: int) -> Places:
    dense = np.full(size, -1, dtype=np.int8)
    dense[key] = values
    return dense


def _path(code: int, steps: int, scheme: str) -> tuple[str, str, bool]:
    levels = []
    for _ in range(steps):
        code, place = divmod(code, CODES)
        levels.append(place - 1)
    kind = CUSTOMER_TYPES[code]
    codes = levels_of(scheme, kind)
    known = {place for place in levels if place >= 0}
    words = [ABSENT if place < 0 else codes[place] for place in reversed(levels)]
    return kind, ">".join(words), len(known) > 1
