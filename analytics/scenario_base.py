"""What a scenario starts from: today's customers by type and tier, what they bring, how they move.

Everything is aggregated in the engine: some twenty cells, whatever the size of the bank. The total
contribution is the one the contribution page states, to the cent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd

from analytics import problems
from analytics.concentration import Floats
from analytics.engine import Engine
from analytics.flows import CUSTOMER_TYPES, UNKNOWN, Counting, flows_of_pairs, levels_of
from analytics.migration_outlook import transitions_of
from analytics.retention_economics import Economics, economics_of
from analytics.scenario_income import AMOUNTS, Book, books_of, parameters_at
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One customer type. `valid`: its valid customers by tier, `rest`: the other open ones.

    per: what one valid customer of a tier has and brings in 12 months (of the whole bank's where
    the scope holds none). line_value: fees per product line held, NaN where not measured;
    line_slope: by how much customers of a tier who hold one line more differ in contribution.
    moves: None when nothing is known of them.
    """

    customer_type: str
    levels: tuple[str, ...]
    valid: Book
    rest: Book
    per: Mapping[str, Floats]
    line_value: Floats
    line_slope: float
    moves: Moves | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Base:
    """What all scenarios of a scope start from. contribution: of 12 months, as delivered.

    income: how it is known: given, parts, estimated or assets_only. discount: a year.
    """

    scope: Scope
    blocks: tuple[Block, ...]
    contribution: float
    manager_count: int
    economics: Economics
    discount: float
    income: str

    @property
    def customer_count(self) -> int:
        """Open customers."""
        return int(sum((b.valid.count + b.rest.count).sum() for b in self.blocks))

    @property
    def managed_count(self) -> float:
        """Valid customers who have a manager."""
        return float(sum(block.valid.managed.sum() for block in self.blocks))

    @property
    def has_moves(self) -> bool:
        """Whether anything is known of how customers leave and rise."""
        return any(block.moves is not None for block in self.blocks)

    @property
    def has_line_value(self) -> bool:
        """Whether fees per product line were measured."""
        return any(np.isfinite(block.line_value).any() for block in self.blocks)


def scenario_base_of(engine: Engine, scope: Scope) -> Base:
    """Return what every scenario of a scope starts from.

    Raises:
        EmptyScope: nobody is here.
        NotProvided: no contribution is known at `at`.
    """
    snapshots = engine.snapshots().set_index("snapshot_date", drop=False)
    facts = snapshots.loc[scope.at]
    rates = parameters_at(engine, scope)
    cells = engine.ask("scenarios/cells", scope.single, scheme="TIER")
    if cells.empty:
        raise problems.EmptyScope(date=scope.at.isoformat())
    if cells["contribution"].isna().all():
        raise problems.NotProvided(column="contribution_ttm", date=scope.at.isoformat())
    months = _year(engine.snapshots(), scope.at)
    found = _moves(engine, scope, months)
    income = _income(engine, scope.single, scope.at, months)
    books = books_of(cells, income, rates, months_delivered=len(months))
    usual = _everywhere(engine, scope, books, found, months, rates)
    blocks = tuple(
        _block(kind, books, usual, found.get(kind))
        for kind in CUSTOMER_TYPES
        if any(key[0] == kind for key in books)
    )
    managers = engine.ask("scenarios/managers", scope.single)
    return Base(
        scope=scope,
        blocks=blocks,
        contribution=float(cells["contribution"].sum()),
        manager_count=int(managers["manager_count"].iloc[0]),
        economics=economics_of(engine, scope),
        discount=rates["discount"],
        income=str(facts["contribution_source"]),
    )


def _year(snapshots: pd.DataFrame, at: dt.date) -> tuple[dt.date, ...]:
    """The month-ends of the twelve calendar months up to a date; itself where there are none."""
    months = snapshots.loc[snapshots["grain"] == "month", "snapshot_date"]
    known = sorted(day for day in months if day <= at)
    if not known:
        return (at,)
    last = known[-1]
    number = 12 * last.year + last.month
    return tuple(day for day in known if number - 12 < 12 * day.year + day.month)


def _income(engine: Engine, scope: Scope, at: dt.date, months: tuple[dt.date, ...]) -> pd.DataFrame:
    return engine.ask(
        "scenarios/income",
        replace(scope, at=at),
        scheme="TIER",
        first_month=months[0],
        last_month=months[-1],
    )


def _moves(engine: Engine, scope: Scope, months: tuple[dt.date, ...]) -> dict[str, Moves]:
    """Per customer type how its customers moved in the past year; empty before two month-ends."""
    snapshots = engine.snapshots()
    if snapshots.set_index("snapshot_date").loc[months[-1], "grain"] != "month":
        return {}
    days = [
        day for day in same_grain(snapshots, months[-1]) if (months[-1] - day).days <= LONGEST_YEAR
    ]
    if len(days) < 2:
        return {}
    found = flows_of_pairs(engine, scope, VALID, list(pairwise(days)))
    gap = (days[-1] - days[0]).days / (len(days) - 1)
    periods = max(round(DAYS_A_YEAR / gap), 1)
    moves = {}
    for kind in dict.fromkeys(found["customer_type"]):
        rows = found[found["customer_type"] == kind]
        each = moves_of(rows, kind, pairs=len(days) - 1, periods=periods)
        if each is not None:
            moves[kind] = each
    return moves


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


def _everywhere(
    engine: Engine,
    scope: Scope,
    books: Mapping[tuple[str, bool], Book],
    found: Mapping[str, Moves],
    months: tuple[dt.date, ...],
    rates: Mapping[str, float],
) -> Mapping[tuple[str, bool], Book]:
    """The books of everybody the viewer may see, for tiers that customers here may move to."""
    here = all((books[kind, True].count > 0).all() for kind in found if (kind, True) in books)
    if not scope.where or here:
        return books
    wide = replace(scope.single, where=(), before=None)
    cells = engine.ask("scenarios/cells", wide, scheme="TIER")
    income = _income(engine, wide, scope.at, months)
    return books_of(cells, income, rates, months_delivered=len(months))


def _block(
    kind: str,
    books: Mapping[tuple[str, bool], Book],
    usual: Mapping[tuple[str, bool], Book],
    moves: Moves | None,
) -> Block:
    levels = levels_of("TIER", kind)
    valid, rest = books[kind, True], books[kind, False]
    wide = usual.get((kind, True), valid)
    here, there = valid.per_customer(), wide.per_customer()
    per = {
        name: np.nan_to_num(np.where(valid.count > 0, here[name], there[name])) for name in AMOUNTS
    }
    return Block(
        customer_type=kind,
        levels=levels,
        valid=valid,
        rest=rest,
        per=per,
        line_value=valid.line_value(),
        line_slope=valid.line_slope(),
        moves=moves,
    )
