"""Who a replay counts at a date and between two dates, with their money; arrays by their number."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from analytics.engine import Engine
from analytics.policy_months import decides_once
from analytics.scope import Scope

if TYPE_CHECKING:
    from data.rules import Flags, Floats, Levels

Keys = NDArray[np.int64]
Counter = NDArray[np.uint16]


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Customers counted at a date, in the order of their numbers; an amount not known is NaN.

    `value` is the assets, `contribution` that of 12 months; `manager` a place in `managers`,
    -1 for none.
    """

    key: Keys
    value: Floats
    contribution: Floats
    manager: NDArray[np.int32]
    managers: tuple[str, ...]

    def __len__(self) -> int:
        """Return how many they are."""
        return len(self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """What one set of rules made of the people counted at the end; arrays as `People`.

    `level` is the place among all tiers of the type, -1 unknown; see `Lane` for the others.
    """

    level: Levels
    metric: Floats
    watched: Flags
    above_raw: Flags
    moves: Counter
    flaps: Counter
    months: Counter
    steps: Counter
    held: Counter


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Everybody counted at one of two dates: levels under each set of rules, and assets.

    `was` and `now` tell who is counted at which date. Levels are places, -1 unknown or absent;
    `before` and `after` hold one array per set of rules. An absent side's assets are 0.
    """

    was: Flags
    now: Flags
    before: tuple[Levels, ...]
    after: tuple[Levels, ...]
    value_before: Floats
    value_after: Floats


def people_at(engine: Engine, scope: Scope, day: dt.date, customer_type: str) -> People:
    """Return the customers of a type that a scope counts on a day."""
    batches = engine.stream("policy/people", scope, day=day, customer_type=customer_type)
    table = pa.Table.from_batches(batches)
    named = table.column("manager_id").combine_chunks().dictionary_encode()
    key = table.column("customer_key").to_numpy().astype(np.int64)
    order = np.argsort(key, kind="stable")
    manager = named.indices.fill_null(-1).to_numpy().astype(np.int32)
    return People(
        key=key[order],
        value=_doubles(table, "value")[order],
        contribution=_doubles(table, "contribution")[order],
        manager=manager[order],
        managers=tuple(named.dictionary.to_pylist()),
    )


def pair_of(
    engine: Engine,
    scope: Scope,
    customer_type: str,
    people: People,
    levels: tuple[tuple[Levels, ...], tuple[Levels, ...]],
) -> Pair:
    """Return who a pair of dates counts, the population chosen once as the pair's reading says.

    `people` are those of the later date by its own rows; `levels` hold, for the two dates, one
    array over customer_key per set of rules.
    """
    both = scope.pair
    earlier = people_at(engine, both, both.before or both.at, customer_type)
    later = people_at(engine, both, both.at, customer_type) if decides_once(scope) else people
    # A table of flags is ten times as fast as a union of a million numbers.
    there = np.zeros(len(levels[0][0]), dtype=np.bool_)
    there[earlier.key] = there[later.key] = True
    key = np.flatnonzero(there)
    was, value_before = _placed(key, earlier)
    now, value_after = _placed(key, later)
    return Pair(
        was=was,
        now=now,
        before=tuple(np.where(was, level[key], -1).astype(np.int8) for level in levels[0]),
        after=tuple(np.where(now, level[key], -1).astype(np.int8) for level in levels[1]),
        value_before=value_before,
        value_after=value_after,
    )


def _placed(key: Keys, people: People) -> tuple[Flags, Floats]:
    place = np.searchsorted(key, people.key)
    there = np.zeros(len(key), dtype=np.bool_)
    there[place] = True
    value = np.zeros(len(key))
    value[place] = np.nan_to_num(people.value)
    return there, value


def _doubles(table: pa.Table, name: str) -> Floats:
    return np.asarray(table.column(name).to_numpy(), dtype=np.float64)
