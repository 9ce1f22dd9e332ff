"""The customers behind any part of the curve, and their total, which is the curve's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics import concentration, problems
from analytics.engine import MAX_ANSWER_ROWS, Engine
from analytics.profile import share
from analytics.ranking import Ranking, ranking
from analytics.scope import Scope

BEYOND_ANY_AMOUNT = 1e30


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """A part of the ranking; what is None does not limit.

    `best`: the best share of customers, 0–1. `first` and `last`: places in the ranking, from 1,
    both included: two points of the curve select `first = customer_count of the one + 1`,
    `last = customer_count of the other`. `value_low` (included) and `value_high` (not): amounts.
    """

    best: float | None = None
    first: int | None = None
    last: int | None = None
    value_low: float | None = None
    value_high: float | None = None


EVERYBODY = Selection()


def contribution_selection(
    engine: Engine,
    scope: Scope,
    *,
    measure: str = "contribution_ttm",
    selection: Selection = EVERYBODY,
) -> pd.DataFrame:
    """How many customers are selected, and what do they bring? One row.

    Returns:
        first_rank, last_rank, customer_count, value (equals the curve to the cent), value_share.

    Raises:
        SelectionOutOfRange: the selection holds nobody.
    """
    ranked = ranking(engine, scope, measure)
    first, last = places(ranked, selection)
    steps = ranked.exact_at([first - 1, last]).steps
    value = concentration.cut(steps, last).total - concentration.cut(steps, first - 1).total
    return pd.DataFrame(
        {
            "first_rank": [first],
            "last_rank": [last],
            "customer_count": [last - first + 1],
            "value": [value],
            "value_share": pd.array([share(value, steps.sum)], dtype="float64"),
        }
    )


def contribution_customers(
    engine: Engine,
    scope: Scope,
    *,
    measure: str = "contribution_ttm",
    selection: Selection = EVERYBODY,
    limit: int = 50,
    offset: int = 0,
) -> pd.DataFrame:
    """Who are the selected customers? One page of the list, best first, ties by id.

    Returns:
        rank, customer_id, customer_key, customer_type, branch_id, branch_name, manager_id, tier,
        segment, tier_watch, value, value_share, cumulative_value, cumulative_share (of everybody
        up to and with this one), aum_mavg, loan_mavg, activity, service_group. At most 10,000 rows.

    Raises:
        SelectionOutOfRange: the selection holds nobody, or `offset` lies behind its end.
    """
    ranked = ranking(engine, scope, measure)
    first, last = places(ranked, selection)
    start = first - 1 + offset
    end = min(last, start + min(limit, MAX_ANSWER_ROWS))
    if start >= end:
        raise problems.SelectionOutOfRange(first=start + 1, last=last)
    steps = ranked.exact_at([start, end]).steps
    above, below = concentration.cut(steps, start), concentration.cut(steps, end)
    page = engine.ask(
        "contribution/customers",
        ranked.scope,
        measure=measure,
        value_high=above.value if start else BEYOND_ANY_AMOUNT,
        value_low=below.value,
        skipped=above.tied,
        page_size=end - start,
    )
    total = steps.sum
    cumulative = above.total + page["value"].cumsum()
    page.insert(0, "rank", np.arange(start + 1, start + len(page) + 1))
    after_value = page.columns.get_loc("value") + 1
    page.insert(after_value, "value_share", page["value"] / total if total > 0 else np.nan)
    page.insert(after_value + 1, "cumulative_value", cumulative)
    page.insert(after_value + 2, "cumulative_share", cumulative / total if total > 0 else np.nan)
    return page


def places(ranked: Ranking, selection: Selection) -> tuple[int, int]:
    """Return the first and last place a selection means in a ranking.

    Raises:
        SelectionOutOfRange: it holds nobody.
    """
    n = ranked.steps.customer_count
    first, last = selection.first or 1, selection.last or n
    if selection.best is not None:
        last = min(last, concentration.rank_of_share(selection.best, n))
    if selection.value_low is not None or selection.value_high is not None:
        above, inside = _counts_by_amount(ranked, selection)
        first, last = max(first, above + 1), min(last, above + inside)
    first, last = max(first, 1), min(last, n)
    if first > last:
        raise problems.SelectionOutOfRange(first=first, last=last)
    return first, last


def _counts_by_amount(ranked: Ranking, selection: Selection) -> tuple[int, int]:
    low, high = selection.value_low, selection.value_high
    counts = ranked.engine.ask(
        "contribution/interval_counts",
        ranked.scope,
        measure=ranked.measure,
        value_low=-BEYOND_ANY_AMOUNT if low is None else low,
        value_high=BEYOND_ANY_AMOUNT if high is None else high,
    )
    return int(counts["above_count"].iloc[0]), int(counts["inside_count"].iloc[0])
