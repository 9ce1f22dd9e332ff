"""Where history is too short to say what is usual: each branch beside the others.

Pure. Counts are compared at each branch's own mix of levels (analytics.funnel), so that a branch
with many affluent customers is set against affluent customers. Source: domain model section 4.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.concentration import Floats
from analytics.discoveries import FALSE_SHARE, false_discovery
from analytics.funnel import FEWEST_RANKED, funnel
from analytics.judgement import Judgement

FEWEST_BRANCHES = 5
"""Of fewer branches one unlike the others is half of what the others are."""

MOVES = ("up", "down", "lost", "drained")


def beside_others(
    places: pd.DataFrame, count: Floats, n: Floats, judged: pd.DataFrame, judgement: Judgement
) -> pd.DataFrame:
    """Return judged rates with those of whole branches tested against the other branches.

    places, judged: one row per rate, of which none was tested; count, n: customers now. Usual is
    what the bank's rate per level makes of the branch's own customers. Unusual: significant in one
    Benjamini-Yekutieli family, material, with 30 customers or more and 5 branches or more.
    """
    found = judged.copy()
    for kind in sorted(set(places["customer_type"])):
        for move in MOVES:
            mine = (places["kind"] == "branch") & (places["customer_type"] == kind)
            mine &= places["move"] == move
            cells, totals = mine & (places["level"] != ""), mine & (places["level"] == "")
            branches = list(places.loc[totals, "branch_id"])
            if len(branches) < FEWEST_BRANCHES:
                continue
            customers, moved = (
                _by_level(places[cells], part[cells.to_numpy()], branches) for part in (n, count)
            )
            parts = funnel(customers, moved).parts
            p = parts["p_value"].where(parts["n"] >= FEWEST_RANKED).to_numpy()
            found.loc[totals, "p_value"] = p
            found.loc[totals, "usual_rate"] = parts["expected_rate"].to_numpy()
    found["expected_count"] = found["usual_rate"] * found["n"]
    found["excess_count"] = found["customer_count"] - found["expected_count"]
    found["p_adjusted"] = false_discovery(found["p_value"].to_numpy())
    away = (found["rate"] - found["usual_rate"]).abs()
    found["unusual"] = (found["p_adjusted"] <= FALSE_SHARE) & (away > judgement.materiality)
    return found


def _by_level(cells: pd.DataFrame, values: Floats, branches: list[str]) -> Floats:
    """Customers as branches × levels."""
    table = cells.assign(value=values).pivot_table(
        index="branch_id", columns="level", values="value", aggfunc="sum", fill_value=0.0
    )
    return np.asarray(table.reindex(branches, fill_value=0.0), dtype=np.float64)
