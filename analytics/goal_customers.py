"""Who would bring so much more: the fewest customers, or those who cost least?

A customer's potential is what lacks him to the upper quartile of like ones, so it is plausible, not
wished for. A list proposes contacts, never gifts, and never a loan for a deposit. Its purpose
decides who may be on it: for service everybody, else only who has agreed to marketing and has not
refused lists made by scores (domain model 5.1 to 5.3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.concentration import Floats
from analytics.engine import MAX_ANSWER_ROWS, Engine
from analytics.goal_seek import checked_goal
from analytics.problems import UnreadableOption
from analytics.retention_economics import (
    COST_EXISTING,
    COST_NEW,
    SUCCESS_EXISTING,
    SUCCESS_NEW,
    economics_of,
)
from analytics.scenario_problems import NobodyAgreed, NobodyToGain
from analytics.scope import Scope

By = Literal["fewest", "cheapest"]
WAYS = ("fewest", "cheapest")
FEWEST_ALIKE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """What a contact costs and how often it succeeds; dormant customers answer as new ones do.

    measured: whether success and cost come from the bank's own campaigns.
    """

    success: float
    cost: float
    success_measured: bool = False
    cost_measured: bool = False

    @property
    def success_dormant(self) -> float:
        """Success with a dormant customer: in the proportion of new to own customers."""
        return self.success * SUCCESS_NEW / SUCCESS_EXISTING

    @property
    def cost_dormant(self) -> float:
        """Cost of a contact with a dormant customer, in the same proportion."""
        return self.cost * COST_NEW / COST_EXISTING


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gains:
    """Everybody who could bring more, in the order of a list: sums up to each place.

    gain, cost: running sums, of the first 1, 2, … customers. asked: what the list was asked with.
    """

    measure: str
    by: By
    chances: Chances
    gain: Floats
    cost: Floats
    asked: Mapping[str, object]

    @property
    def most(self) -> float:
        """What all of them together are expected to bring."""
        return float(self.gain[-1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """How many of the first customers a goal needs; all of them when it is out of reach."""

    count: int
    gain: float
    cost: float
    sales: float
    reachable: bool


def chances_of(
    engine: Engine, scope: Scope, success: float | None = None, cost: float | None = None
) -> Chances:
    """Return what is said, else what the bank measured, else the planning figures."""
    found = economics_of(engine, scope)
    known = found.uplift.value is not None or found.success_existing.value is not None
    return Chances(
        success=found.success if success is None else success,
        cost=(found.cost.value or COST_EXISTING) if cost is None else cost,
        success_measured=success is None and known,
        cost_measured=cost is None and found.cost.value is not None,
    )


def gains_of(engine: Engine, scope: Scope, *, measure: str, by: By, chances: Chances) -> Gains:
    """Return everybody who could bring more of a measure, in the order of the list.

    Raises:
        GoalMeasureUnknown, UnreadableOption, NobodyToGain, NobodyAgreed.
    """
    checked_goal(measure, 1.0)
    if by not in WAYS:
        raise UnreadableOption(option="by", value=by, expected=" or ".join(WAYS))
    asked: dict[str, object] = {
        "scheme": "TIER",
        "measure": measure,
        "fewest": FEWEST_ALIKE,
        "success": chances.success,
        "success_dormant": chances.success_dormant,
        "cost": chances.cost,
        "cost_dormant": chances.cost_dormant,
        "by_cost": by == "cheapest",
        "everybody": scope.purpose in ("service", "audit"),
    }
    found = pa.Table.from_batches(engine.stream("scenarios/potential", scope.single, **asked))  # type: ignore[arg-type]
    if not found.num_rows:
        if asked["everybody"]:
            raise NobodyToGain(needed=FEWEST_ALIKE)
        raise NobodyAgreed
    gain, cost, preference = (found.column(name).to_numpy() for name in found.column_names)
    order = np.argsort(-preference, kind="stable")
    return Gains(
        measure=measure,
        by=by,
        chances=chances,
        gain=np.cumsum(gain[order]),
        cost=np.cumsum(cost[order]),
        asked=asked,
    )


def needed(gains: Gains, amount: float) -> Needed:
    """Return how many of the list's first customers are expected to bring an amount.

    Raises:
        GoalOutOfRange.
    """
    checked_goal(gains.measure, amount)
    reachable = gains.most >= amount
    count = int(np.searchsorted(gains.gain, amount)) + 1 if reachable else len(gains.gain)
    spent = float(gains.cost[count - 1])
    chances = gains.chances
    dear = chances.cost_dormant - chances.cost
    dormant = (spent - count * chances.cost) / dear if dear > 0 else 0.0
    return Needed(
        count=count,
        gain=float(gains.gain[count - 1]),
        cost=spent,
        sales=(count - dormant) * chances.success + dormant * chances.success_dormant,
        reachable=reachable,
    )


def people_of(
    engine: Engine, scope: Scope, gains: Gains, *, limit: int, offset: int = 0
) -> pd.DataFrame:
    """Return a page of the list; see `goal_customers` for its columns."""
    rows = max(min(limit, MAX_ANSWER_ROWS, len(gains.gain) - offset), 0)
    page = engine.ask(
        "scenarios/people",
        scope.single,
        **gains.asked,  # type: ignore[arg-type]
        page_size=rows,
        skipped=offset,
    )
    place = np.arange(offset, offset + len(page))
    page.insert(0, "rank", place + 1)
    return page.assign(
        cost_per_unit=page["cost"] / page["gain"],
        gain_total=gains.gain[place],
        cost_total=gains.cost[place],
    )


def goal_customers(  # noqa: PLR0913 - the options of the question
    engine: Engine,
    scope: Scope,
    *,
    amount: float,
    measure: str = "contribution_ttm",
    by: By = "fewest",
    success: float | None = None,
    cost: float | None = None,
    limit: int = 50,
    offset: int = 0,
) -> pd.DataFrame:
    """Who would bring so much more, with the fewest customers or at the least cost?

    measure: contribution_ttm, aum_mavg or deposit_mavg. success, cost: of a contact; what the
    bank's campaigns measured, else 0.5 and 50. The list ends with the customer who reaches the
    goal; all are listed when it is out of reach.

    Returns:
        One row per customer: rank, customer_id, customer_key, customer_type, branch_id,
        branch_name, manager_id, tier, activity, amount (what he has), upper (the upper quartile of
        like customers), gap, chance (that a contact succeeds), gain (expected), cost (of the
        contact), has_agreed (to marketing), cost_per_unit (of gain), gain_total and cost_total (up
        to here); and on every row needed_count, goal_gain and goal_cost (of the whole list),
        reachable.

    Raises:
        GoalOutOfRange, GoalMeasureUnknown, NobodyToGain, NobodyAgreed, UnreadableOption.
    """
    checked_goal(measure, amount)
    chances = chances_of(engine, scope, success, cost)
    gains = gains_of(engine, scope, measure=measure, by=by, chances=chances)
    wanted = needed(gains, amount)
    rows = max(min(limit, wanted.count - offset), 0)
    return people_of(engine, scope, gains, limit=rows, offset=offset).assign(
        needed_count=wanted.count,
        goal_gain=wanted.gain,
        goal_cost=wanted.cost,
        reachable=wanted.reachable,
    )
