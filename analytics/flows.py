"""Where everybody went between two dates, counted: what all questions on migration build on.

A flow is a customer type, a level before, a level after and a state: stay; closed, invalid and out
for those who left; new, back and in for those who came. Source: domain model 3.5.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np
import pandas as pd

from analytics import problems
from analytics.engine import Engine, level_column, measure_column
from analytics.relations import fits_flows
from analytics.scope import Scope, same_grain
from data.contract import TIERS_BY_TYPE
from data.vocabularies import ACT3, GRADE, INC3, VALUE3

Attrition = Literal["closed", "valid"]

ALIVE_STATE = {"closed": 2, "valid": 3}
UNKNOWN = "unknown"
LEFT = ("closed", "invalid", "out")
CAME = ("new", "back", "in")
ENTRIES = {"new": "new", "back": "reactivated", "in": "transferred_in"}
EXITS = {"closed": "lost", "invalid": "lost", "out": "transferred_out"}
AMOUNTS = ("value_before", "value_after", "growth", "decline")
COUNTS = ("customer_count", "growth_count", "decline_count")
CUSTOMER_TYPES = tuple(TIERS_BY_TYPE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """How customers are counted: by which ladder, how they are lost, which amount they carry.

    `scheme`: a name of `data.contract.SCHEMES`. `attrition`: `closed` counts everybody with an
    open row, `valid` only valid customers, so that who turned invalid is lost too.
    """

    scheme: str = "TIER"
    attrition: Attrition = "closed"
    measure: str = "aum_mavg"

    def checked(self) -> Counting:
        """Return this when its names exist.

        Raises:
            UnknownScheme, UnknownMeasure, UnknownOption.
        """
        level_column(self.scheme)
        measure_column(self.measure)
        if self.attrition not in ALIVE_STATE:
            raise problems.UnreadableOption(
                option="attrition", value=self.attrition, expected=" or ".join(ALIVE_STATE)
            )
        return self


BY_TIER = Counting()


def levels_of(scheme: str, customer_type: str) -> tuple[str, ...]:
    """Return the codes of a ladder, lowest first; customers without a level come last."""
    if scheme == "TIER":
        codes = TIERS_BY_TYPE[customer_type]
    else:
        words = {"VALUE3": VALUE3, "ACT3": ACT3, "INC3": INC3, "GRADE": GRADE}
        codes = tuple(code.value for code in words[scheme])
    return (*codes, UNKNOWN)


def flows(engine: Engine, scope: Scope, counting: Counting = BY_TIER) -> pd.DataFrame:
    """Count the moves from `before` to `at`.

    Returns:
        One row per flow: at_date, customer_type, from_level, to_level (null where not counted,
        `unknown` without a level), state, customer_count, value_before, value_after, growth_count,
        growth, decline_count, decline (of those who stayed), from_rank, to_rank (place in the
        ladder from 0, −1 where not counted). Money 0 where nobody has any.

    Raises:
        NoEarlierDate, EmptyScope, NotProvided, UnknownScheme, UnknownMeasure.
    """
    pair = scope.pair
    found = _asked(engine, pair, counting.checked())
    if found.empty:
        raise problems.EmptyScope(date=scope.at.isoformat())
    if found[["value_before", "value_after"]].isna().all(axis=None):
        raise problems.NotProvided(column=counting.measure, date=scope.at.isoformat())
    return _ranked(found, counting.scheme)


def earlier_flows(
    engine: Engine, scope: Scope, counting: Counting = BY_TIER, *, periods: int | None = None
) -> pd.DataFrame:
    """Count the moves of every two dates that follow each other, up to `at`; columns as `flows`.

    People are chosen once per pair. `periods`: only the newest pairs. From the prepared
    transitions where they know the scope, else one question per pair.
    """
    snapshots = engine.snapshots()
    days = same_grain(snapshots, scope.at)
    pairs = list(pairwise(days))[-(periods or 0) :]
    if not pairs:
        raise problems.NoEarlierDate(date=scope.at.isoformat())
    checked = counting.checked()
    newest = replace(scope, before=pairs[-1][0], at=pairs[-1][1])
    if fits_flows(newest, snapshots, scheme=checked.scheme, measure=checked.measure):
        wanted = newest.trend(len(pairs))
        return _ranked(_prepared(engine, wanted, checked), checked.scheme)
    found = [
        _asked(engine, replace(scope, before=before, at=at).pair, checked) for before, at in pairs
    ]
    return _ranked(pd.concat(found, ignore_index=True), checked.scheme)


def source(engine: Engine, scope: Scope, counting: Counting) -> str:
    """Return the SQL file that answers: the prepared transitions where they know the scope."""
    prepared = fits_flows(
        scope, engine.snapshots(), scheme=counting.scheme, measure=counting.measure
    )
    return "migration/flows_cube" if prepared else "migration/flows"


def dates_of_pairs(engine: Engine, at: dt.date) -> Sequence[tuple[dt.date, dt.date]]:
    """Return the pairs of dates of one grain that follow each other, up to `at`, oldest first."""
    return list(pairwise(same_grain(engine.snapshots(), at)))


def _asked(engine: Engine, pair: Scope, counting: Counting) -> pd.DataFrame:
    if fits_flows(pair, engine.snapshots(), scheme=counting.scheme, measure=counting.measure):
        return _prepared(engine, pair.single, counting)
    return engine.ask(
        "migration/flows",
        pair,
        scheme=counting.scheme,
        attrition=counting.attrition,
        measure=counting.measure,
    )


def _prepared(engine: Engine, scope: Scope, counting: Counting) -> pd.DataFrame:
    return engine.ask(
        "migration/flows_cube",
        scope,
        measure=counting.measure,
        alive_state=ALIVE_STATE[counting.attrition],
    )


def _ranked(found: pd.DataFrame, scheme: str) -> pd.DataFrame:
    """Name unknown levels, put types and levels in the order of their ladders."""
    frame = found.copy()
    frame[list(AMOUNTS)] = frame[list(AMOUNTS)].astype("float64").fillna(0.0)
    frame[list(COUNTS)] = frame[list(COUNTS)].astype("int64")
    for side, away in (("from", CAME), ("to", LEFT)):
        counted = ~frame["state"].isin(away)
        level = frame[f"{side}_level"].astype(object)
        frame[f"{side}_level"] = level.where(level.notna() | ~counted, UNKNOWN)
        frame[f"{side}_rank"] = _ranks(frame, f"{side}_level", scheme).where(counted, -1)
    frame = frame[frame["customer_type"].notna()]
    order = pd.Categorical(frame["customer_type"], CUSTOMER_TYPES).codes
    places = ["at_date", "_type", "from_rank", "to_rank", "state"]
    return frame.assign(_type=order).sort_values(places, ignore_index=True).drop(columns="_type")


def _ranks(frame: pd.DataFrame, column: str, scheme: str) -> pd.Series[int]:
    places = {
        (kind, code): place
        for kind in CUSTOMER_TYPES
        for place, code in enumerate(levels_of(scheme, kind))
    }
    pairs = zip(frame["customer_type"], frame[column], strict=True)
    ranks = np.array([places.get(pair, -1) for pair in pairs], dtype=np.int64)
    return pd.Series(ranks, index=frame.index)
