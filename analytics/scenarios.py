"""What if more customers stayed, rose, paid another price, took another product?

A scenario answers "what if", never "what will be": every function takes levers somebody moved and
assumptions somebody made, beside what the bank's data measured. Source: domain model 3.7, 3.11 and
3.18; the method in analytics.scenario_model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analytics.concentration import Floats
from analytics.engine import Engine
from analytics.scenario_base import Base, Block, scenario_base_of
from analytics.scenario_income import BALANCES
from analytics.scenario_income import PARTS as INCOME
from analytics.scenario_levers import LEVERS, NEUTRAL, Scenario, scenarios_of
from analytics.scenario_model import Outcome, outcome
from analytics.scenario_moves import FEWEST_CUSTOMERS, Moves
from analytics.scenario_parts import PARTS, shapley
from analytics.scenario_problems import LeverNeedsHistory, ScenarioNamesClash, TooManyScenarios
from analytics.scope import Scope

MOST_SCENARIOS = 4
BASE = "base"
TOTAL = "total"


def scenario_base(engine: Engine, scope: Scope) -> pd.DataFrame:
    """What do the customers of each tier have, bring and do, before any lever is moved?

    Returns:
        One row per customer type and tier that holds anybody: customer_type, level,
        customer_count (open), valid_count, contribution (of 12 months; the rows add up to the
        contribution page's total), its parts nii_deposit, nii_loan, fee_income, cost_to_serve,
        expected_loss and other (what closes them), aum, deposits, loans, managed_count,
        line_value (fees per product line held; null if not measured), and of the past year
        lost_share and up_share (of the customers a year), entered_count (valid customers who came);
        few (below 30 customers a period: losses taken together with neighbouring tiers).

    Raises:
        EmptyScope, NotProvided.
    """
    base = scenario_base_of(engine, scope)
    return pd.DataFrame([row for block in base.blocks for row in _base_rows(block)])


def scenario_result(engine: Engine, scope: Scope, *, scenario: Scenario = NEUTRAL) -> pd.DataFrame:
    """What would each tier bring and hold in a year if the levers were set so?

    Returns:
        One row per customer type and tier that holds anybody now or then: customer_type, level,
        customer_count (valid, now), base_after_count and after_count (valid, in 12 months, at
        unchanged rates and under the scenario), base_contribution (of the past 12 months),
        contribution and change (of the coming 12), base_value and value (lifetime value of one
        valid customer; null without history). With a list of customers a row `worklist`.

    Raises:
        EmptyScope, NotProvided, LeverOutOfRange, LeverNeedsHistory, LineValueNeeded,
        NoManagersNamed.
    """
    return result_frame(outcome(scenario_base_of(engine, scope), scenario))


def scenario_levers(engine: Engine, scope: Scope, *, scenario: Scenario = NEUTRAL) -> pd.DataFrame:
    """Which part of a scenario's result comes from which lever?

    Returns:
        One row per lever that is moved, and a last row `total` they add up to: lever, value (what
        it is set to), contribution, aum, deposits, lifetime (changes: Shapley values), alone
        (change of contribution if only it were moved).

    Raises:
        What `scenario_result` raises.
    """
    return levers_frame(scenario_base_of(engine, scope), scenario)


def scenario_comparison(
    engine: Engine, scope: Scope, *, scenarios: Sequence[Scenario] | str = ()
) -> pd.DataFrame:
    """How do up to four scenarios compare, and with leaving everything as it is?

    `scenarios` may be text: a JSON list such as [{"name":"A","retention":0.1}].

    Returns:
        One row for `base` and one per scenario: scenario, contribution (of the coming 12 months),
        change, after_count (valid customers in 12 months), mid_high_count (those above the lowest
        tier), aum_change, deposit_change, lifetime (value of today's valid customers; null without
        history), lifetime_change, and from_<lever>: each lever's own part of the change.

    Raises:
        TooManyScenarios, ScenarioNamesClash, ScenarioUnreadable, and what `scenario_result` raises.
    """
    asked = scenarios_of(scenarios) if isinstance(scenarios, str) else tuple(scenarios)
    return comparison_frame(scenario_base_of(engine, scope), asked)


def customer_lifetime_value(engine: Engine, scope: Scope) -> pd.DataFrame:
    """What is a customer of each tier worth over the years he stays?

    With the moves between tiers and the losses of the past year, valid customers only; the present
    month (or whatever lies between the bank's month-ends) included, discounted at the bank's rate.

    Returns:
        One row per customer type and tier that holds anybody: customer_type, level,
        customer_count (valid), margin (contribution of one in 12 months), lost_share (a year),
        value (of one customer), total (of all of them), expected_years (until he leaves; null if
        nobody does), negative (a loss-making tier: no case for keeping), few (below 30 customers).

    Raises:
        LeverNeedsHistory, EmptyScope, NotProvided.
    """
    base = scenario_base_of(engine, scope)
    if not base.has_moves:
        raise LeverNeedsHistory(date=scope.at.isoformat(), needed=FEWEST_CUSTOMERS)
    found = outcome(base, NEUTRAL)
    rows: list[dict[str, object]] = []
    for block, tiers in zip(base.blocks, found.tiers, strict=True):
        if block.moves is not None:
            rows += _lifetime_rows(block, block.moves, tiers.base_value)
    return pd.DataFrame(rows)


def result_frame(found: Outcome) -> pd.DataFrame:
    """Return an outcome by tier; see `scenario_result`."""
    rows: list[dict[str, object]] = []
    for block, tiers in zip(found.base.blocks, found.tiers, strict=True):
        contribution = block.valid.amounts["contribution"] + block.rest.amounts["contribution"]
        for place, level in enumerate(block.levels):
            here = block.valid.count[place] + block.rest.count[place]
            if not (here or tiers.base_after[place] > 0.5 or tiers.after[place] > 0.5):
                continue
            rows.append(
                {
                    "customer_type": block.customer_type,
                    "level": level,
                    "customer_count": int(block.valid.count[place]),
                    "base_after_count": float(tiers.base_after[place]),
                    "after_count": float(tiers.after[place]),
                    "base_contribution": float(contribution[place]),
                    "contribution": float(contribution[place] + tiers.change[place]),
                    "change": float(tiers.change[place]),
                    "base_value": float(tiers.base_value[place]),
                    "value": float(tiers.value[place]),
                }
            )
    if found.worklist:
        nothing = dict.fromkeys(("customer_count", "base_after_count", "after_count"), 0)
        money = {"base_contribution": 0.0, "contribution": found.worklist, "change": found.worklist}
        rows.append({"customer_type": None, "level": "worklist", **nothing, **money})
    return pd.DataFrame(rows)


def levers_frame(base: Base, scenario: Scenario) -> pd.DataFrame:
    """Return each lever's own part; see `scenario_levers`."""
    parts = shapley(base, scenario)
    rows: list[dict[str, object]] = [
        {"lever": lever, "value": getattr(scenario, lever), **own} for lever, own in parts.items()
    ]
    found = outcome(base, scenario)
    before, after = found.lifetime
    whole = dict(zip(PARTS, (*found.change.values(), after - before), strict=True))
    rows.append({"lever": TOTAL, "value": np.nan, **whole, "alone": np.nan})
    return pd.DataFrame(rows)


def comparison_frame(base: Base, scenarios: Sequence[Scenario]) -> pd.DataFrame:
    """Return scenarios side by side with the base first; see `scenario_comparison`."""
    if len(scenarios) > MOST_SCENARIOS:
        raise TooManyScenarios(count=len(scenarios), maximum=MOST_SCENARIOS)
    named = [each.name or f"{place}" for place, each in enumerate(scenarios, start=1)]
    for name in named:
        if named.count(name) > 1 or name == BASE:
            raise ScenarioNamesClash(name=name)
    rows = [_compared(BASE, base, NEUTRAL)]
    rows += [_compared(name, base, each) for name, each in zip(named, scenarios, strict=True)]
    return pd.DataFrame(rows)


def _compared(name: str, base: Base, scenario: Scenario) -> dict[str, object]:
    found = outcome(base, scenario)
    before, after = found.lifetime
    change, aum, deposits = found.change.values()
    parts = shapley(base, scenario)
    own = {lever: parts[lever]["contribution"] if lever in parts else 0.0 for lever in LEVERS}
    return {
        "scenario": name,
        "contribution": base.contribution + change,
        "change": change,
        "after_count": float(sum(tiers.after.sum() for tiers in found.tiers)),
        "mid_high_count": float(sum(tiers.after[1:-1].sum() for tiers in found.tiers)),
        "aum_change": aum,
        "deposit_change": deposits,
        "lifetime": after,
        "lifetime_change": after - before,
        **{f"from_{lever}": own[lever] for lever in LEVERS},
    }


def _base_rows(block: Block) -> list[dict[str, object]]:
    amounts: Mapping[str, Floats] = {
        name: block.valid.amounts[name] + block.rest.amounts[name]
        for name in ("contribution", *INCOME, "other", *BALANCES, "managed")
    }
    rows: list[dict[str, object]] = []
    for place, level in enumerate(block.levels):
        count = block.valid.count[place] + block.rest.count[place]
        if not count:
            continue
        row: dict[str, object] = {
            "customer_type": block.customer_type,
            "level": level,
            "customer_count": int(count),
            "valid_count": int(block.valid.count[place]),
        }
        row |= {name: float(amount[place]) for name, amount in amounts.items()}
        row["managed_count"] = int(row.pop("managed"))  # type: ignore[call-overload]
        row["line_value"] = float(block.line_value[place])
        rows.append(row | _moves_row(block.moves, place))
    return rows


def _moves_row(moves: Moves | None, place: int) -> dict[str, object]:
    if moves is None:
        return {"lost_share": np.nan, "up_share": np.nan, "entered_count": np.nan, "few": True}
    up = float(moves.shares[place, place + 1 : -1].sum())
    return {
        "lost_share": _of_a_year(float(moves.lost[place]), moves.periods),
        "up_share": _of_a_year(up, moves.periods),
        "entered_count": float(moves.entered[place] * moves.periods),
        "few": moves.few[place],
    }


def _of_a_year(share: float, periods: int) -> float:
    """The share of a year to whom happens what happens to `share` of them in each period."""
    return 1 - (1 - share) ** periods


def _lifetime_rows(block: Block, moves: Moves, value: Floats) -> list[dict[str, object]]:
    left = np.eye(len(block.levels)) - moves.shares
    stays = np.linalg.cond(left) < 1 / np.finfo(float).eps
    years = np.linalg.inv(left).sum(axis=1) / moves.periods if stays else np.full(len(left), np.nan)
    return [
        {
            "customer_type": block.customer_type,
            "level": level,
            "customer_count": int(block.valid.count[place]),
            "margin": float(block.per["contribution"][place]),
            "lost_share": _of_a_year(float(moves.lost[place]), moves.periods),
            "value": float(value[place]),
            "total": float(value[place] * block.valid.count[place]),
            "expected_years": float(years[place]),
            "negative": bool(value[place] < 0),
            "few": moves.few[place],
        }
        for place, level in enumerate(block.levels)
        if block.valid.count[place]
    ]
