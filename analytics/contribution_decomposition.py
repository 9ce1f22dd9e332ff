"""What made up the change in the share of the best 20 %, exactly?"""

from __future__ import annotations

import math

import pandas as pd

from analytics import concentration
from analytics.concentration import Cut
from analytics.engine import Engine, Parameter
from analytics.ranking import cut_customer, ranking
from analytics.scope import Scope

BEST = 0.20


def contribution_decomposition(
    engine: Engine, scope: Scope, *, measure: str = "contribution_ttm"
) -> pd.DataFrame:
    """How much of the change in the top-20 % share came from whom?

    With T the top sum, V the total, S = T/V and bars for the means of the two dates,
    ΔS = (ΔT − S̄·ΔV)/V̄ exactly (domain model 3.2). Members of the top are the best ⌈0.2·n⌉ at each
    date, ties at the cut by customer_id.

    Returns:
        Four rows: part (stayers, entrants, leavers: of the top; growth: of the whole book),
        customer_count (everybody at `at` for growth), amount (the money behind the part), change
        (of the share). The changes add up to the share's change, to 1e-9; they are null when the
        total is ≤ 0 at one of the dates, for the share then has no meaning.

    Raises:
        NoEarlierDate, EmptyScope.
    """
    pair = scope.pair
    totals, tops = [], []
    bound: dict[str, Parameter] = {}
    count = 0
    for name, day in (("before", pair.before), ("after", pair.at)):
        ranked = ranking(engine, pair, measure, day)
        count = ranked.steps.customer_count
        rank = concentration.rank_of_share(BEST, count)
        ranked = ranked.exact_at([rank])
        cut: Cut = concentration.cut(ranked.steps, rank)
        totals.append(ranked.steps.sum)
        tops.append(cut.total)
        bound |= {f"value_{name}": cut.value, f"id_{name}": cut_customer(ranked, cut)}
    answer = engine.ask("contribution/decomposition", pair, measure=measure, **bound)
    found = answer.fillna(0).iloc[0]
    mean_total = mean_share = math.nan
    if min(totals) > 0:
        mean_total = sum(totals) / 2
        mean_share = (tops[0] / totals[0] + tops[1] / totals[1]) / 2
    growth = totals[1] - totals[0]
    lost = 0 - found["leavers"]
    return pd.DataFrame(
        [
            ("stayers", found["stayer_count"], found["stayers"], found["stayers"] / mean_total),
            ("entrants", found["entrant_count"], found["entrants"], found["entrants"] / mean_total),
            ("leavers", found["leaver_count"], lost, lost / mean_total),
            ("growth", count, growth, -mean_share * growth / mean_total),
        ],
        columns=["part", "customer_count", "amount", "change"],
    ).astype({"customer_count": "int64"})
