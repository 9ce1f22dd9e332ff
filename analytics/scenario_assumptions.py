"""What a scenario rests on: what somebody supposes, what was measured, what is folklore."""

from __future__ import annotations

import numpy as np

from analytics.scenario_base import Base
from analytics.scenario_levers import ASSUMPTIONS, NEUTRAL, Scenario
from analytics.scenario_moves import FEWEST_CUSTOMERS
from analytics.scenario_problems import LeverNeedsHistory, LineValueNeeded, NoManagersNamed
from data.problems import Problem


def missing(base: Base, lever: str) -> Problem | None:
    """Return why a lever cannot be moved on a base; None when it can."""
    try:
        check(base, NEUTRAL.with_lever(lever, _least(lever)))
    except (LeverNeedsHistory, LineValueNeeded, NoManagersNamed) as problem:
        return problem
    return None


def _least(lever: str) -> float:
    return {"cross_sell": 0.01, "manager_hours": 1.0}.get(lever, 0.05)


def check(base: Base, scenario: Scenario) -> None:
    """Refuse a scenario that moves a lever the base knows too little for.

    Raises:
        LeverNeedsHistory, LineValueNeeded, NoManagersNamed.
    """
    if (scenario.retention or scenario.upgrade) and not base.has_moves:
        raise LeverNeedsHistory(date=base.scope.at.isoformat(), needed=FEWEST_CUSTOMERS)
    if scenario.cross_sell and scenario.line_value is None and not base.has_line_value:
        raise LineValueNeeded
    if scenario.manager_hours and not base.managed_count:
        raise NoManagersNamed
    if scenario.manager_hours and not assumed(base, scenario, "success_value"):
        raise LineValueNeeded


def assumed(base: Base, scenario: Scenario, name: str) -> float:
    """Return an assumption: the scenario's, else what was measured, else the prior."""
    own = getattr(scenario, name)
    if own is not None:
        return float(own)
    measured = measured_assumption(base, name)
    return float(measured if measured is not None else ASSUMPTIONS[name].prior or 0.0)


def measured_assumption(base: Base, name: str) -> float | None:
    """Return what the bank's data say of an assumption; None where they say nothing."""
    economics = base.economics
    match name:
        case "reached":
            return economics.reached.value
        case "success":
            known = economics.uplift.value or economics.success_existing.value
            return None if known is None else economics.success
        case "success_value":
            return economics.success_value.value or mean_line_value(base)
        case "line_value":
            return mean_line_value(base)
    return None


def mean_line_value(base: Base) -> float | None:
    """Return the fees of 12 months per product line held, of all valid customers."""
    known = [b for b in base.blocks if np.isfinite(b.line_value).any()]
    held = sum(b.valid.products["product_sum"].sum() for b in known)
    fees = sum(b.valid.amounts["fee_income"].sum() for b in known)
    return float(fees / held) if held else None
