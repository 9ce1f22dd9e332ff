"""How far would one lever have to be moved for a goal, and can it be reached at all?

The answer, applied as a scenario, gives the goal: it is found on the same model.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from analytics.engine import Engine
from analytics.scenario_assumptions import missing
from analytics.scenario_base import Base, scenario_base_of
from analytics.scenario_levers import LEVERS, NEUTRAL, SLIDERS, Scenario
from analytics.scenario_model import MONEY, outcome
from analytics.scenario_problems import GoalMeasureUnknown, GoalOutOfRange, LeverUnknown
from analytics.scope import Scope
from data.problems import Problem, nearest

LOOKS = 12
"""Places of a lever's range that are looked at before a root is narrowed down: the effect of a
price bends once where volume answers, and never twice."""

HALVINGS = 40
MOST_GOAL = 1e13
Change = Callable[[float], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeverGoal:
    """How far one lever goes: `value` gives the goal or more (0 where the other levers do already),
    None when nothing in its range does.

    most, most_value: the largest change it can make and where. problem: why it cannot be moved.
    """

    lever: str
    value: float | None
    change: float
    most: float
    most_value: float
    problem: Problem | None = None


def goal_lever(
    engine: Engine,
    scope: Scope,
    *,
    amount: float,
    measure: str = MONEY[0],
    scenario: Scenario = NEUTRAL,
    lever: str | None = None,
) -> pd.DataFrame:
    """How far would each lever alone have to be moved for so much more?

    More than the base, with the other levers as `scenario` has them. measure: contribution_ttm (of
    the coming 12 months), aum_mavg or deposit_mavg (after 12 months).

    Returns:
        One row per lever (or the one asked for): lever, value (nearest to neutral that gives the
        goal; null when its range does not reach it), change (with that value, else the most),
        reachable, most_change and most_value (the largest change of its range), problem (code of
        what is missing to move it at all, else null).

    Raises:
        GoalOutOfRange, GoalMeasureUnknown, LeverUnknown, EmptyScope, NotProvided.
    """
    base = scenario_base_of(engine, scope)
    wanted = SLIDERS if lever is None else (lever,)
    found = [lever_for(base, scenario, each, measure, amount) for each in wanted]
    return goals_frame(found)


def goals_frame(found: list[LeverGoal]) -> pd.DataFrame:
    """Return what was found as rows; see `goal_lever`."""
    frame = pd.DataFrame(
        [
            {
                "lever": each.lever,
                "value": each.value,
                "change": each.change,
                "reachable": each.value is not None,
                "most_change": each.most,
                "most_value": each.most_value,
                "problem": getattr(each.problem, "code", None),
            }
            for each in found
        ]
    )
    return frame.astype({"value": "float64"})


def checked_goal(measure: str, amount: float) -> None:
    """Refuse a goal nobody can mean.

    Raises:
        GoalMeasureUnknown, GoalOutOfRange.
    """
    if measure not in MONEY:
        raise GoalMeasureUnknown(measure=measure, known=", ".join(MONEY))
    if not (math.isfinite(amount) and 0 < amount <= MOST_GOAL):
        raise GoalOutOfRange(value=f"{amount:g}")


def lever_for(base: Base, scenario: Scenario, lever: str, measure: str, amount: float) -> LeverGoal:
    """Return how far a lever has to go for `amount` more of a measure than the base.

    Raises:
        GoalOutOfRange, GoalMeasureUnknown, LeverUnknown, and what `outcome` raises for the
        scenario's other levers.
    """
    checked_goal(measure, amount)
    if lever not in LEVERS:
        raise LeverUnknown(lever=lever, known=nearest(lever, LEVERS))
    problem = missing(base, lever)
    if problem is not None:
        return LeverGoal(
            lever=lever, value=None, change=0.0, most=0.0, most_value=0.0, problem=problem
        )

    def change(value: float) -> float:
        return outcome(base, scenario.with_lever(lever, value), lifetime=False).change[measure]

    facts = LEVERS[lever]
    top = amount if lever == "worklist" else facts.maximum
    sides = [np.linspace(0.0, end, LOOKS + 1) for end in (top, facts.minimum) if end]
    looks = [[(float(value), change(float(value))) for value in side] for side in sides]
    most_value, most = max((look for side in looks for look in side), key=lambda look: look[1])
    roots = [root for side in looks if (root := _root(side, amount, change)) is not None]
    value = min(roots, key=abs, default=None)
    return LeverGoal(
        lever=lever,
        value=value,
        change=most if value is None else change(value),
        most=most,
        most_value=most_value,
    )


def _root(side: list[tuple[float, float]], amount: float, change: Change) -> float | None:
    """The first place, from neutral outwards, where the change is the amount or more."""
    if side[0][1] >= amount:
        return side[0][0]
    for (near, low), (far, high) in pairwise(side):
        if low < amount <= high:
            return _narrowed(near, far, amount, change)
    return None


def _narrowed(near: float, far: float, amount: float, change: Change) -> float:
    """The place between one short of the amount and one that has it."""
    for _ in range(HALVINGS):
        middle = (near + far) / 2
        if change(middle) < amount:
            near = middle
        else:
            far = middle
    return far
