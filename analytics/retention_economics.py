"""What does it cost to keep a customer, and what to win one? Folk figures beside the bank's own.

"A fifth of the cost" and "50 % against 15 %" are planning figures whose evidence is disputed
(domain model F9): they are shown as what they are, beside what the bank's campaigns and contacts
measured. Source: domain model 3.18.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.engine import Engine
from analytics.rates import Z, wilson
from analytics.scope import Scope

FEWEST_ANSWERS = 30
"""Below so many contacts or members nothing counts as measured."""

COST_EXISTING, COST_NEW = 50.0, 250.0
SUCCESS_EXISTING, SUCCESS_NEW = 0.50, 0.15
REACHED = 0.6
BUDGET = 100_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A measured value with its count and 95 % limits; value None where nothing was measured."""

    value: float | None = None
    n: int = 0
    low: float | None = None
    high: float | None = None


NOT_MEASURED = Measured()


@dataclass(frozen=True, slots=True, kw_only=True)
class Economics:
    """What contacts cost and bring here. uplift: sales of those contacted beyond the control
    group's, as a share. reached: contacts that reached somebody.
    """

    cost: Measured = NOT_MEASURED
    success_existing: Measured = NOT_MEASURED
    success_new: Measured = NOT_MEASURED
    uplift: Measured = NOT_MEASURED
    reached: Measured = NOT_MEASURED
    success_value: Measured = NOT_MEASURED

    @property
    def success(self) -> float:
        """What a contact with an own customer sells: beyond a control group's where that is known.

        The uplift where it is above 0, else the plain share of sales, else the prior.
        """
        for found in (self.uplift, self.success_existing):
            if found.value is not None and found.value > 0:
                return found.value
        return SUCCESS_EXISTING


def cost_per_sale(contact_cost: float, success: float) -> float:
    """Return c/p, the contacts a sale takes times their cost; infinite when nothing succeeds."""
    return contact_cost / success if success > 0 else math.inf


def sales_of_budget(budget: float, contact_cost: float, success: float) -> float:
    """Return how many sales a budget pays for; infinite when contacts cost nothing."""
    price = cost_per_sale(contact_cost, success)
    return budget / price if price > 0 else math.inf


def is_worth_keeping(added_share: float, value: float, cost: float) -> bool:
    """Tell whether an action pays: (kept with it − kept without it) × lifetime value > its cost."""
    return added_share * value > cost


def economics_of(engine: Engine, scope: Scope) -> Economics:
    """Return what the bank's own campaigns and contacts say of the customers in scope."""
    members = engine.ask("scenarios/campaigns", scope.single)
    contacts = engine.ask("scenarios/contacts", scope.single, since=scope.at - dt.timedelta(365))
    treated = members[members["arm"] == "treat"]
    ours = treated["was_ours"].astype(bool)
    return Economics(
        cost=_mean(treated, "cost_per_contact", "contacted_count"),
        success_existing=_share(treated[ours], "converted_count", "member_count"),
        success_new=_share(treated[~ours], "converted_count", "member_count"),
        uplift=_uplift(members),
        reached=_reached(contacts),
        success_value=_mean(treated, "value_per_success", "member_count"),
    )


def retention_economics(  # noqa: PLR0913 - the calculator has these six numbers
    engine: Engine,
    scope: Scope,
    *,
    cost_existing: float = COST_EXISTING,
    cost_new: float = COST_NEW,
    success_existing: float = SUCCESS_EXISTING,
    success_new: float = SUCCESS_NEW,
    budget: float = BUDGET,
) -> pd.DataFrame:
    """What does a sale to an own customer cost, against one to a new customer?

    Assumed values beside those the bank's campaigns and contacts measured.

    Returns:
        One row per item: item, assumed, measured with measured_low and measured_high (null where
        nothing was measured), n (what it was measured on). Items: contact_cost_existing,
        contact_cost_new, success_existing, success_new, uplift, reached, cost_per_sale_existing,
        cost_per_sale_new, ratio_success (new to own at equal contact cost), ratio (with both),
        sales_existing and sales_new (of the budget).
    """
    found = economics_of(engine, scope)
    assumed = {
        "contact_cost_existing": cost_existing,
        "contact_cost_new": cost_new,
        "success_existing": success_existing,
        "success_new": success_new,
        "uplift": None,
        "reached": REACHED,
    }
    measured = {
        "contact_cost_existing": found.cost,
        "contact_cost_new": NOT_MEASURED,
        "success_existing": found.success_existing,
        "success_new": found.success_new,
        "uplift": found.uplift,
        "reached": found.reached,
    }
    rows = [_row(item, assumed[item], measured[item]) for item in assumed]
    own = _derived(cost_existing, cost_new, success_existing, success_new, budget)
    seen = _derived(
        found.cost.value,
        None,
        found.success_existing.value,
        found.success_new.value,
        budget,
    )
    rows += [_row(item, own[item], Measured(value=seen[item])) for item in own]
    columns = ["item", "assumed", "measured", "measured_low", "measured_high", "n"]
    kinds = dict.fromkeys(columns[1:5], "float64")
    return pd.DataFrame(rows, columns=columns).astype(kinds)


def _row(item: str, assumed: float | None, measured: Measured) -> dict[str, object]:
    return {
        "item": item,
        "assumed": assumed,
        "measured": measured.value,
        "measured_low": measured.low,
        "measured_high": measured.high,
        "n": measured.n,
    }


def _derived(
    cost: float | None,
    cost_new: float | None,
    success: float | None,
    success_new: float | None,
    budget: float,
) -> dict[str, float | None]:
    """What follows from costs and shares; None where one of them is not known, or nothing sells."""

    def price(each: float | None, share: float | None) -> float | None:
        return None if each is None or not share else cost_per_sale(each, share)

    def over(above: float | None, below: float | None) -> float | None:
        return None if above is None or not below else above / below

    existing, new = price(cost, success), price(cost_new, success_new)
    return {
        "cost_per_sale_existing": existing,
        "cost_per_sale_new": new,
        "ratio_success": over(success, success_new),
        "ratio": over(new, existing),
        "sales_existing": over(budget, existing),
        "sales_new": over(budget, new),
    }


def _mean(treated: pd.DataFrame, amount: str, count: str) -> Measured:
    """Mean of what campaigns say of a contact or a success, weighted by their customers."""
    told = treated.dropna(subset=[amount])
    n = int(told[count].sum())
    if n < FEWEST_ANSWERS:
        return Measured(n=n)
    return Measured(value=float((told[amount] * told[count]).sum() / n), n=n)


def _share(rows: pd.DataFrame, count: str, of: str) -> Measured:
    n = int(rows[of].sum())
    return _measured_share(int(rows[count].sum()), n)


def _measured_share(count: int, n: int) -> Measured:
    if n < FEWEST_ANSWERS:
        return Measured(n=n)
    low, high = (float(end[0]) for end in wilson([count], [n]))
    return Measured(value=count / n, n=n, low=low, high=high)


def _uplift(members: pd.DataFrame) -> Measured:
    """Sales beyond the control group's, campaigns weighted by how many were contacted.

    Only campaigns that kept a control group; the limits are the normal ones of a weighted sum.
    """
    whole = members.groupby(["campaign_id", "arm"])[["member_count", "converted_count"]].sum()
    parts = []
    for campaign in whole.index.get_level_values("campaign_id").unique():
        arms = whole.loc[campaign]
        if {"treat", "control"} <= set(arms.index):
            treat, control = arms.loc["treat"], arms.loc["control"]
            if min(treat["member_count"], control["member_count"]) >= FEWEST_ANSWERS:
                parts.append((*map(float, treat), *map(float, control)))
    if not parts:
        return NOT_MEASURED
    n, sold, kept, sold_kept = np.array(parts).T
    weight = n / n.sum()
    p, q = sold / n, sold_kept / kept
    value = float((weight * (p - q)).sum())
    error = math.sqrt(float((weight**2 * (p * (1 - p) / n + q * (1 - q) / kept)).sum()))
    return Measured(
        value=value,
        n=int(n.sum() + kept.sum()),
        low=value - Z * error,
        high=value + Z * error,
    )


def _reached(contacts: pd.DataFrame) -> Measured:
    known = contacts[contacts["result"].notna()]
    counts = dict(zip(known["result"], known["contact_count"], strict=True))
    reached = int(counts.get("reached", 0) + counts.get("refused", 0))
    return _measured_share(reached, int(sum(counts.values())))
