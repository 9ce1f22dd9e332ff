"""Where a product line may be stretched: to customers above, below, or both.

A line's home is the tier that holds most of its money. Where its money grows above the home, and by
more than half a point faster than at home, a version for better customers is worth a thought
(upward stretch); where it does so below, a simpler one (downward stretch); both: two-way.
Only customers who stand in the same tier at both dates count (as the day's amount gives it, without
protection): sorted by the earlier tier alone, the best would always seem to shrink and the rest to
grow, by regression to the mean. A suggestion, not a forecast.
Source: domain model row 43; the three stretches: Kotler & Keller, Marketing Management.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics import problems
from analytics.concentration import Floats
from analytics.engine import Engine
from analytics.products import MONEY_LINES
from analytics.products_held import need_columns, types_in
from analytics.products_penetration import FEWEST, in_order
from analytics.scope import Scope

MATERIAL = 0.005
SIDES = ("home", "above", "below")


def line_stretch(engine: Engine, scope: Scope) -> pd.DataFrame:
    """To which customers might each product line be stretched?

    Returns:
        customer_type, line (deposit_demand, deposit_time, wealth, fund_insurance, loans), direction
        (up, down, two_way, none; few: no tier beside the home has ten customers with the line),
        home_tier, then for home, above and below: _balance (at `at`), _growth (share of the
        balance before; null from nothing), _count (customers with the line). Growth between
        `before` and `at` of customers in the same tier at both.

    Raises:
        NoEarlierDate, NotProvided, EmptyScope.
    """
    pair = scope.pair
    need_columns(engine, scope, "dep_demand_mavg")
    found = engine.ask("products/stretch", pair)
    rows = []
    for kind in types_in(found):
        mine = found[found["customer_type"] == kind].set_index("tier")
        mine = mine.loc[in_order(mine.index, kind, "tier")]
        rows += [
            {"customer_type": kind, "line": line} | stretched(mine, line)
            for line in MONEY_LINES
            if mine[f"{line}_at"].sum() > 0
        ]
    if not rows:
        raise problems.EmptyScope(date=scope.at.isoformat())
    order = ["customer_type", "line", "direction", "home_tier"]
    order += [f"{side}_{what}" for side in SIDES for what in ("balance", "growth", "count")]
    return pd.DataFrame(rows)[order]


def stretched(tiers: pd.DataFrame, line: str) -> dict[str, object]:
    """Return the suggestion for one line; `tiers`: one row per tier, the lowest first."""
    names = ("before", "at", "count")
    before, now, count = (tiers[f"{line}_{name}"].to_numpy(np.float64) for name in names)
    home = int(np.nanargmax(now))
    sides = {"home": slice(home, home + 1), "above": slice(home + 1, None), "below": slice(0, home)}
    row: dict[str, object] = {"home_tier": tiers.index[home]}
    grown = {}
    for side, part in sides.items():
        growth = _growth(before[part], now[part])
        holders = int(np.nansum(count[part]))
        grown[side] = growth if holders >= FEWEST else np.nan
        row |= {
            f"{side}_balance": float(np.nansum(now[part])),
            f"{side}_growth": growth,
            f"{side}_count": holders,
        }
    return row | {"direction": _direction(grown)}


def _growth(before: Floats, now: Floats) -> float:
    was = float(np.nansum(before))
    return (float(np.nansum(now)) - was) / was if was > 0 else np.nan


def _direction(grown: dict[str, float]) -> str:
    if np.isnan(grown["home"]) or (np.isnan(grown["above"]) and np.isnan(grown["below"])):
        return "few"
    line = max(grown["home"], 0.0) + MATERIAL
    up, down = grown["above"] > line, grown["below"] > line
    if up and down:
        return "two_way"
    return "up" if up else "down" if down else "none"
