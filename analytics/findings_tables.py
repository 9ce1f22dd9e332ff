"""What became of everybody's customers and money, period by period: what all scans count from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pyarrow as pa

from analytics import problems
from analytics.engine import Engine
from analytics.flows import (
    ALIVE_STATE,
    CAME,
    CUSTOMER_TYPES,
    LEFT,
    comparable_pairs,
    levels_of,
)
from analytics.judgement import Judgement
from analytics.relations import fits_flows
from analytics.scope import Scope
from data.contract import PLACES

SCHEME, ATTRITION = "TIER", "valid"
MONTHLY, WEEKLY = "aum_mavg", "aum_eop"
EARLIER_PERIODS = 12
EARLIER_FROM_ROWS = 8
"""Earlier periods where each is read from the customers' rows: enough for a usual range."""

DRAINED_LEAST = 10_000
"""Half of a balance gone is a loss from this amount (domain model 3.10)."""

Pair = tuple[dt.date, dt.date]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Case:
    """What a scan looks at. pairs: oldest first, the one judged last; year_ago: of a year before.

    moved: what became of customers, of all pairs: at_date, customer_type, branch_id, from_level
    (null: came), to_level (null: left), state, is_elsewhere (now in another branch of the scope),
    way (up, down, lost, drained, came, "" for none of them), customer_count, value_before,
    value_after, change, fell_count, rose_count (whose balance did, who left or came too). measure:
    which balance that is.
    """

    engine: Engine
    scope: Scope
    judgement: Judgement
    pairs: tuple[Pair, ...]
    year_ago: Pair | None
    is_weekly: bool
    measure: str
    moved: pd.DataFrame

    @property
    def days(self) -> tuple[dt.date, ...]:
        """The later dates of the pairs, oldest first, then that of a year ago if it is no pair."""
        ends = tuple(at for _, at in self.pairs)
        apart = self.year_ago is not None and self.year_ago[1] not in ends
        return (*ends, self.year_ago[1]) if apart and self.year_ago else ends


def case_of(engine: Engine, scope: Scope, judgement: Judgement) -> Case:
    """Return what to scan for the pair of dates of a scope.

    Raises:
        NoEarlierDate, EmptyScope.
    """
    pair = scope.pair
    snapshots = engine.snapshots()
    prepared = fits_flows(pair, snapshots, scheme=SCHEME, measure=MONTHLY)
    periods = EARLIER_PERIODS if prepared else EARLIER_FROM_ROWS
    pairs, ago = comparable_pairs(engine, pair, periods=periods)
    is_weekly = is_week(engine, scope.at)
    asked = [*([ago] if ago and ago not in pairs else []), *pairs]
    measure = measure_of(engine, pair)
    if prepared and all(one[1] == following[0] for one, following in pairwise(asked)):
        moved = _prepared(engine, replace(scope, before=None), len(asked))
    else:
        found = [moves_between(engine, pair, dates, measure) for dates in asked]
        moved = pd.concat(found, ignore_index=True)
    if moved.empty or not (moved["at_date"] == scope.at).any():
        raise problems.EmptyScope(date=scope.at.isoformat())
    return Case(
        engine=engine,
        scope=pair,
        judgement=judgement,
        pairs=tuple(pairs),
        year_ago=ago,
        is_weekly=is_weekly,
        measure=measure,
        moved=_told(moved, is_weekly=is_weekly),
    )


def _prepared(engine: Engine, scope: Scope, periods: int) -> pd.DataFrame:
    return _frame(
        engine.stream(
            "findings/branches_cube", scope.trend(periods), alive_state=ALIVE_STATE[ATTRITION]
        )
    )


def is_week(engine: Engine, day: dt.date) -> bool:
    """Tell whether a date is a weekly row's, on which tiers stand still."""
    snapshots = engine.snapshots()
    grain = dict(zip(snapshots["snapshot_date"], snapshots["grain"], strict=True))
    return bool(grain[day] == "week")


def measure_of(engine: Engine, scope: Scope) -> str:
    """Return which balance findings read: in a week that of the day, where the bank gives it."""
    if not is_week(engine, scope.at):
        return MONTHLY
    known = engine.ask("products/known_columns", scope.single).iloc[0]
    return WEEKLY if known["aum_eop"] else MONTHLY


def moves_between(engine: Engine, scope: Scope, pair: Pair, measure: str) -> pd.DataFrame:
    """Return what became of each branch's customers between two dates, from their rows."""
    before, at = pair
    found = _frame(
        engine.stream(
            "findings/branches",
            replace(scope, before=before, at=at).pair,
            scheme=SCHEME,
            attrition=ATTRITION,
            measure=measure,
            drained_least=DRAINED_LEAST,
        )
    )
    return with_words(found)


def with_words(found: pd.DataFrame) -> pd.DataFrame:
    """Return rows with customer_type, from_level and to_level in place of their places."""
    words = {
        number * PLACES + place: (kind, level)
        for number, kind in enumerate(CUSTOMER_TYPES)
        for place, level in enumerate(levels_of(SCHEME, kind))
    }
    either = found["from_place"].fillna(found["to_place"])
    return found.drop(columns=["from_place", "to_place"]).assign(
        customer_type=either.map({place: word[0] for place, word in words.items()}),
        from_level=found["from_place"].map({place: word[1] for place, word in words.items()}),
        to_level=found["to_place"].map({place: word[1] for place, word in words.items()}),
    )


def _frame(batches: Iterable[pa.RecordBatch]) -> pd.DataFrame:
    return pa.Table.from_batches(batches).to_pandas(use_threads=False)


def _told(moved: pd.DataFrame, *, is_weekly: bool) -> pd.DataFrame:
    """The moves with their way and change. Tiers of a week are those of the last month-end."""
    known = moved[moved["customer_type"].notna() & moved["branch_id"].notna()].copy()
    for column in ("value_before", "value_after"):
        known[column] = known[column].fillna(0.0)
    places = {
        level: place
        for kind in CUSTOMER_TYPES
        for place, level in enumerate(levels_of(SCHEME, kind)[:-1])
    }
    was, now = (
        known[side].map(places).fillna(-1).to_numpy(np.int64) for side in ("from_level", "to_level")
    )
    state = known["state"].to_numpy(object)
    both = (was >= 0) & (now >= 0) & (state == "stay") & (not is_weekly)
    ways = [
        np.isin(state, ("new", "back")),
        np.isin(state, ("closed", "invalid")),
        known["is_drained"].to_numpy(bool) & is_weekly,
        both & (now > was),
        both & (now < was),
    ]
    known["way"] = np.select(ways, ["came", "lost", "drained", "up", "down"], "")
    known["change"] = known["value_after"] - known["value_before"]
    known["from_level"] = known["from_level"].where(~known["state"].isin(CAME), None)
    known["to_level"] = known["to_level"].where(~known["state"].isin(LEFT), None)
    return known.reset_index(drop=True)
