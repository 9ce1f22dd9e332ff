"""What a scenario starts from: today's customers by type and tier, what they bring, how they move.

Everything is aggregated in the engine: some twenty cells, whatever the size of the bank. The total
contribution is the one the contribution page states, to the cent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analytics import problems
from analytics.concentration import Floats
from analytics.engine import Engine
from analytics.flows import CUSTOMER_TYPES, levels_of
from analytics.policy_months import Progress, silent
from analytics.retention_economics import Economics, economics_of
from analytics.scenario_income import AMOUNTS, Book, books_of, parameters_at
from analytics.scenario_moves import Moves, moves_by_type
from analytics.scope import Scope


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

    income: how it is known: given, parts, estimated or assets_only. discount: a year. rates_paid:
    on demand and on other deposits, a year: by so much they can fall at most.
    """

    scope: Scope
    blocks: tuple[Block, ...]
    contribution: float
    manager_count: int
    economics: Economics
    discount: float
    rates_paid: tuple[float, float]
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


def scenario_base_of(engine: Engine, scope: Scope, progress: Progress = silent) -> Base:
    """Return what every scenario of a scope starts from.

    `progress` is called with a step and the share done; what it raises cancels.

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
    found = moves_by_type(engine, scope, months, progress)
    progress("income", 1.0)
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
        rates_paid=(rates["rate_demand"], rates["rate_time"]),
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
