"""How customers split their money, and whose split is unlike the usual one of their tier.

Usual is the mean of customers' own shares, so that the largest do not decide. The deviation is
half the sum of differences (total variation distance): the share of his money a customer would
have to move to be split like others. Unlike is no fault: it is a reason to talk.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analytics import problems
from analytics.bound_table import BoundTable
from analytics.engine import EVERYTHING, MAX_ANSWER_ROWS, Engine, Parameter
from analytics.products_held import given_tables, need_columns
from analytics.products_penetration import FEWEST, in_order
from analytics.scope import Scope

PARTS = ("demand", "time", "wealth", "fund")
LINES = ("deposit_demand", "deposit_time", "wealth", "fund_insurance")
COLUMNS = ("dep_demand_mavg", "dep_time_mavg", "wealth_mavg", "other_aum_mavg")


def usual_allocation(engine: Engine, scope: Scope) -> pd.DataFrame:
    """How do customers of each tier usually split their money?

    Returns:
        customer_type, tier ("" without one), customer_count (with money and known parts),
        demand_share, time_share, wealth_share, fund_share (means of customers' own shares; they add
        up to 1), enough (10 customers or more). Tiers from the lowest.

    Raises:
        NotProvided, EmptyScope.
    """
    need_columns(engine, scope, *COLUMNS)
    found = engine.ask("products/usual_allocation", scope.single).fillna({"tier": ""})
    if found.empty:
        raise problems.EmptyScope(date=scope.at.isoformat())
    parts = []
    for kind, rows in found.groupby("customer_type", sort=False):
        order = in_order(rows["tier"], str(kind), "tier")
        parts.append(rows.set_index("tier").loc[order].reset_index())
    frame = pd.concat(parts).sort_values("customer_type", ascending=False, kind="stable")
    order = ["customer_type", "tier", "customer_count", *(f"{part}_share" for part in PARTS)]
    frame = frame[order].reset_index(drop=True)
    return frame.assign(enough=frame["customer_count"] >= FEWEST)


def allocation_customers(
    engine: Engine, scope: Scope, *, tier: str = "", limit: int = 50, offset: int = 0
) -> pd.DataFrame:
    """Whose money is split unlike the tier's usual mix? One page, the largest amount first.

    tier: only one. Tiers with fewer than ten customers have no usual mix.

    Returns:
        customer_id, customer_key, customer_type, branch_id, branch_name, manager_id, tier, segment,
        aum (the four parts), demand_share, time_share, wealth_share, fund_share, usual_demand,
        usual_time, usual_wealth, usual_fund, deviation (0–1), amount (to move, in the currency),
        most_over and most_under (codes of lines), consented (may be sent an offer; null without a
        consent table). At most 10,000 rows. Purpose: service; an offer needs consent.

    Raises:
        NotProvided, EmptyScope.
    """
    asked = _asked(engine, scope, tier) | {
        "page_size": min(limit, MAX_ANSWER_ROWS),
        "skipped": offset,
    }
    known = given_tables(engine, scope)["consent"]
    return _told(engine.ask("products/allocation", scope.single, **asked), consent=known)


def allocation_customers_blocks(
    engine: Engine, scope: Scope, *, tier: str = ""
) -> Iterator[pd.DataFrame]:
    """Yield the whole list in blocks, with the columns of `allocation_customers`."""
    asked = _asked(engine, scope, tier) | {"page_size": EVERYTHING, "skipped": 0}
    known = given_tables(engine, scope)["consent"]
    batches = engine.stream("products/allocation", scope.single, **asked)
    return (_told(batch.to_pandas(), consent=known) for batch in batches if batch.num_rows)


def _asked(engine: Engine, scope: Scope, tier: str) -> dict[str, Parameter]:
    usual = usual_allocation(engine, scope)
    usual = usual[usual["enough"]]
    table = {"customer_type": list(usual["customer_type"]), "tier": list(usual["tier"])}
    table |= {part: [float(each) for each in usual[f"{part}_share"]] for part in PARTS}
    return {"usual": BoundTable.of(table), "tier": tier}


def _told(page: pd.DataFrame, *, consent: bool) -> pd.DataFrame:
    """The list with the amount to move and what there is too much and too little of."""
    shares = page[[f"{part}_share" for part in PARTS]].to_numpy(np.float64)
    usual = page[[f"usual_{part}" for part in PARTS]].to_numpy(np.float64)
    lines = np.array(LINES, dtype=object)
    agreed = page.pop("consented").astype("boolean")
    page["amount"] = page["deviation"] * page["aum"]
    page["most_over"] = lines[(shares - usual).argmax(axis=1)] if len(page) else lines[:0]
    page["most_under"] = lines[(shares - usual).argmin(axis=1)] if len(page) else lines[:0]
    page["consented"] = agreed if consent else pd.array([pd.NA] * len(page), dtype="boolean")
    return page
