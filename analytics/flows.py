"""Where everybody went between two dates, counted: what all questions on migration build on.

A flow is a customer type, a level before, a level after and a state: stay; closed, invalid and out
for those who left; new, back and in for those who came. Source: domain model 3.5.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal

import pandas as pd

from analytics import problems
from analytics.engine import Engine, level_column, measure_column
from analytics.relations import fits_flows
from analytics.scope import Scope, same_grain
from data.contract import LADDERS, PLACES, TIERS_BY_TYPE

Attrition = Literal["closed", "valid"]

ALIVE_STATE = {"closed": 2, "valid": 3}
UNKNOWN = "unknown"
MONTHS_A_YEAR, WEEKS_A_YEAR = 12, 52
SHORTEST_MONTH = 25
"""Dates nearer to each other are weeks."""

LEFT = ("closed", "invalid", "out")
CAME = ("new", "back", "in")
ENTRIES = {"new": "new", "back": "reactivated", "in": "transferred_in"}
EXITS = {"closed": "lost", "invalid": "lost", "out": "transferred_out"}
AMOUNTS = ("value_before", "value_after", "growth", "decline")
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
    return (*LADDERS[scheme][customer_type], UNKNOWN)


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

    `periods`: only the newest pairs.

    Raises:
        NoEarlierDate: there are no two dates.
    """
    pairs = list(pairwise(same_grain(engine.snapshots(), scope.at)))[-(periods or 0) :]
    if not pairs:
        raise problems.NoEarlierDate(date=scope.at.isoformat())
    return flows_of_pairs(engine, scope, counting, pairs)


def flows_of_pairs(
    engine: Engine, scope: Scope, counting: Counting, pairs: Sequence[tuple[dt.date, dt.date]]
) -> pd.DataFrame:
    """Count the moves of several pairs of dates, ascending; columns as `flows`.

    People are chosen once per pair. From the prepared transitions where they know the scope and
    the pairs follow each other, else one question per pair.
    """
    snapshots = engine.snapshots()
    checked = counting.checked()
    fits = all(
        fits_flows(
            replace(scope, before=before, at=at),
            snapshots,
            scheme=checked.scheme,
            measure=checked.measure,
        )
        for before, at in pairs
    )
    if fits and all(one[1] == next_one[0] for one, next_one in pairwise(pairs)):
        wanted = replace(scope, at=pairs[-1][1], before=None).trend(len(pairs))
        return _ranked(_prepared(engine, wanted, checked), checked.scheme)
    found = [
        _asked(engine, replace(scope, before=before, at=at).pair, checked) for before, at in pairs
    ]
    return _ranked(pd.concat(found, ignore_index=True), checked.scheme)


def source(engine: Engine, scope: Scope, counting: Counting) -> tuple[str, Scope]:
    """Return the SQL file that answers and the scope it reads: prepared where that is known."""
    prepared = fits_flows(
        scope, engine.snapshots(), scheme=counting.scheme, measure=counting.measure
    )
    return ("migration/flows_cube", scope.single) if prepared else ("migration/flows", scope.pair)


def comparable_pairs(
    engine: Engine, scope: Scope, *, periods: int
) -> tuple[list[tuple[dt.date, dt.date]], tuple[dt.date, dt.date] | None]:
    """Return the pair of a scope with earlier ones of the same length, and that of a year ago.

    Oldest first, the scope's own last, at most `periods` earlier ones; they do not overlap. The
    pair of a year ago ends twelve months (52 weeks) earlier; None when there is none, or when it
    is the one just before.
    """
    days = same_grain(engine.snapshots(), scope.at)
    if scope.before not in days:
        return [(scope.before or scope.at, scope.at)], None
    last, step = len(days) - 1, len(days) - 1 - days.index(scope.before)
    ends = list(range(last, step - 1, -step))[: periods + 1][::-1]
    pairs = [(days[end - step], days[end]) for end in ends]
    year = WEEKS_A_YEAR if (scope.at - days[-2]).days < SHORTEST_MONTH else MONTHS_A_YEAR
    place = last - year
    ago = (days[place - step], days[place]) if place >= step else None
    return pairs, None if len(pairs) > 1 and ago == pairs[-2] else ago


def _asked(engine: Engine, pair: Scope, counting: Counting) -> pd.DataFrame:
    if fits_flows(pair, engine.snapshots(), scheme=counting.scheme, measure=counting.measure):
        return _prepared(engine, pair.single, counting)
    found = engine.ask(
        "migration/flows",
        pair,
        scheme=counting.scheme,
        attrition=counting.attrition,
        measure=counting.measure,
    )
    return with_levels(found, counting.scheme)


def with_levels(frame: pd.DataFrame, scheme: str) -> pd.DataFrame:
    """Return rows with customer_type, from_level and to_level in place of their places."""
    either = frame["from_place"].fillna(frame["to_place"])
    names: dict[str, list[object]] = {"customer_type": [_words(p, scheme)[0] for p in either]}
    for side in ("from", "to"):
        names[f"{side}_level"] = [_words(place, scheme)[1] for place in frame[f"{side}_place"]]
    return frame.drop(columns=["from_place", "to_place"]).assign(**names)


def place_of(scheme: str, customer_type: str, level: str) -> int:
    """Return the number SQL writes a type and level as (data.contract.place_sql)."""
    codes = levels_of(scheme, customer_type)
    return CUSTOMER_TYPES.index(customer_type) * PLACES + codes.index(level)


def _words(place: float, scheme: str) -> tuple[str | None, str | None]:
    if pd.isna(place):
        return None, None
    kind, level = divmod(int(place), PLACES)
    return CUSTOMER_TYPES[kind], levels_of(scheme, CUSTOMER_TYPES[kind])[level]


def _prepared(engine: Engine, scope: Scope, counting: Counting) -> pd.DataFrame:
    return engine.ask(
        "migration/flows_cube",
        scope,
        measure=counting.measure,
        alive_state=ALIVE_STATE[counting.attrition],
    )


def _ranked(found: pd.DataFrame, scheme: str) -> pd.DataFrame:
    """Name unknown levels, put types and levels in the order of their ladders.

    Row by row: there are a hundred rows, and a frame's own ways cost ten times as much.
    """
    rows = []
    for row in found.to_dict("records"):
        kind = row["customer_type"]
        if not isinstance(kind, str):
            continue
        codes = levels_of(scheme, kind)
        for side, away in (("from", CAME), ("to", LEFT)):
            level = row[f"{side}_level"]
            absent = row["state"] in away
            known = None if absent else level if isinstance(level, str) else UNKNOWN
            row[f"{side}_level"] = known
            row[f"{side}_rank"] = -1 if known is None else codes.index(known)
        row |= {name: _amount(row[name]) for name in AMOUNTS}
        rows.append(row)
    rows.sort(key=_place)
    columns = ["at_date", "customer_type", "from_level", "to_level", "state", "customer_count"]
    columns += ["value_before", "value_after", "growth_count", "growth", "decline_count", "decline"]
    return pd.DataFrame(rows, columns=[*columns, "from_rank", "to_rank"])


def _place(row: Mapping[Hashable, Any]) -> tuple[object, ...]:
    kind = CUSTOMER_TYPES.index(row["customer_type"])
    return row["at_date"], kind, row["from_rank"], row["to_rank"], row["state"]


def _amount(value: float | None) -> float:
    return 0.0 if value is None or value != value else float(value)  # noqa: PLR0124 - NaN
