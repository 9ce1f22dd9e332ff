"""How customers moved between tiers in the past year: what scenarios and lifetime values run on.

The months' moves of the pages on migration, added up: a year holds the season, a month does not.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd

from analytics.concentration import Floats
from analytics.engine import Engine
from analytics.flows import UNKNOWN, Counting, flows_of_pairs, levels_of
from analytics.migration_outlook import transitions_of
from analytics.policy_months import Progress
from analytics.relations import fits_flows
from analytics.scope import Scope, same_grain

VALID = Counting(scheme="TIER", attrition="valid", measure="aum_mavg")
LOST = ("closed", "invalid")
FEWEST_CUSTOMERS = 30
DAYS_A_YEAR = 365.25
LONGEST_YEAR = 380
"""Days within which month-ends belong to the year whose moves are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """How customers of k tiers move in one of `periods` equal periods of a year.

    shares: Q, k × k, rows end below 1 by who leaves; lost: share that is lost, without those
    transferred away; entered: customers per period; few: tiers below 30 customers, whose losses are
    those of their neighbours and who do not rise or fall. rise: which part of the difference
    between two tiers' mean assets those who rose gained, 0 to 1: who just crossed a line has less
    than the tier's average.
    """

    periods: int
    shares: Floats
    lost: Floats
    entered: Floats
    few: tuple[bool, ...]
    rise: float = 1.0


def moves_by_type(
    engine: Engine, scope: Scope, months: tuple[dt.date, ...], progress: Progress
) -> dict[str, Moves]:
    """Per customer type how its customers moved in the past year; empty before two month-ends."""
    snapshots = engine.snapshots()
    if snapshots.set_index("snapshot_date").loc[months[-1], "grain"] != "month":
        return {}
    days = [
        day for day in same_grain(snapshots, months[-1]) if (months[-1] - day).days <= LONGEST_YEAR
    ]
    if len(days) < 2:
        return {}
    found = _flows(engine, scope, list(pairwise(days)), progress)
    gap = (days[-1] - days[0]).days / (len(days) - 1)
    periods = max(round(DAYS_A_YEAR / gap), 1)
    moves = {}
    for kind in dict.fromkeys(found["customer_type"]):
        rows = found[found["customer_type"] == kind]
        each = moves_of(rows, kind, pairs=len(days) - 1, periods=periods)
        if each is not None:
            moves[kind] = each
    return moves


def _flows(
    engine: Engine, scope: Scope, pairs: list[tuple[dt.date, dt.date]], progress: Progress
) -> pd.DataFrame:
    """The moves of all pairs: at once where they are prepared, else one after the other."""
    snapshots, (before, at) = engine.snapshots(), pairs[-1]
    newest = replace(scope, before=before, at=at)
    if fits_flows(newest, snapshots, scheme=VALID.scheme, measure=VALID.measure):
        return flows_of_pairs(engine, scope, VALID, pairs)
    found = []
    for place, pair in enumerate(pairs):
        progress("moves", place / len(pairs))
        found.append(flows_of_pairs(engine, scope, VALID, [pair]))
    return pd.concat(found, ignore_index=True)


def moves_of(found: pd.DataFrame, kind: str, *, pairs: int, periods: int) -> Moves | None:
    """Return the mean moves of one type over `pairs` periods; None below 30 customers in all."""
    levels = levels_of("TIER", kind)
    pooled = transitions_of(found, "TIER", kind, levels)
    opening = pooled.opening
    if opening.sum() / pairs < FEWEST_CUSTOMERS:
        return None
    left = found[found["state"].isin(LOST)].groupby("from_level")["customer_count"].sum()
    lost = np.array([float(left.get(level, 0)) for level in levels])
    away = pooled.left - lost
    groups = _grouped(opening / pairs)
    shares = np.zeros((len(levels), len(levels)))
    lost_share, few = np.zeros(len(levels)), []
    for place in range(len(levels)):
        group = groups[place]
        total = opening[group].sum()
        few.append(len(group) > 1)
        lost_share[place] = lost[group].sum() / total if total else 0.0
        if len(group) > 1:
            shares[place, place] = 1 - (lost[group].sum() + away[group].sum()) / total
        elif total:
            shares[place] = pooled.stayed[place] / total
    return Moves(
        periods=periods,
        shares=shares,
        lost=lost_share,
        entered=pooled.entered / pairs,
        few=tuple(few),
        rise=_rise(found),
    )


def _rise(found: pd.DataFrame) -> float:
    """What those who rose gained in assets, over the distance between the tiers' means."""
    stayed = found[found["state"] == "stay"]
    size = stayed.groupby("to_rank")["customer_count"].sum()
    mean = stayed.groupby("to_rank")["value_after"].sum() / size
    rose = stayed[
        (stayed["to_rank"] > stayed["from_rank"])
        & (stayed["to_level"] != UNKNOWN)
        & stayed["from_rank"].isin(mean.index)
    ]
    far = (rose["to_rank"].map(mean) - rose["from_rank"].map(mean)) * rose["customer_count"]
    if not far.sum() > 0:
        return 1.0
    gained = (rose["value_after"] - rose["value_before"]).sum()
    return float(np.clip(gained / far.sum(), 0.0, 1.0))


def _grouped(sizes: Floats) -> list[list[int]]:
    """For each tier those whose losses it shares: itself, or with neighbours until they are 30.

    A tier that is large enough stands for itself; a smaller one takes the tiers below it, and then
    those above, until they are enough together.
    """
    groups = []
    for place, size in enumerate(sizes):
        group = [place]
        others = [*range(place - 1, -1, -1), *range(place + 1, len(sizes))]
        total = size
        while 0 <= total < FEWEST_CUSTOMERS and others:
            nearest = others.pop(0)
            group.append(nearest)
            total += sizes[nearest]
        groups.append(group)
    return groups
