"""Who newly meets conditions: an alert on rows, asked again with every new snapshot.

A customer is told of when he meets the conditions at `at` and did not at `before`, whichever branch
he was at then. People who were no customers at `before` are told apart: they are new, not changed.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analytics import problems
from analytics.conditions import Population
from analytics.engine import EVERYTHING, MAX_ANSWER_ROWS, Engine, Parameter
from analytics.scope import Scope

ARRIVALS = ("newly", "new", "returned")


def alert_counts(engine: Engine, scope: Scope, *, a: Population) -> pd.DataFrame:
    """How many customers newly meet the conditions since the last snapshot?

    Returns:
        One row: met_count (who meets them at `at`), newly_count (customers at `before` who did not
        meet them then), new_count (not known by then), returned_count (known, but no customers
        then), gone_off_count (met them then, in scope at `at`, no longer do).

    Raises:
        NoEarlierDate.
    """
    order = ["met_count", "newly_count", "new_count", "returned_count", "gone_off_count"]
    return engine.ask("week/alert_counts", scope.pair, populations=(a.group,))[order]


def alert_customers(
    engine: Engine,
    scope: Scope,
    *,
    a: Population,
    kind: str = "",
    limit: int = 50,
    offset: int = 0,
) -> pd.DataFrame:
    """Which customers newly meet the conditions? One page, the largest contribution first.

    kind: newly, new or returned; empty for all three.

    Returns:
        customer_id, customer_key, customer_type, branch_id, branch_name, manager_id, tier, segment,
        aum_mavg, contribution_ttm, loan_mavg, arrival (newly: a customer at `before` who did not
        meet them; new: not known by then; returned). As many as `alert_counts` counts, at most
        10,000 rows. Purpose: service.

    Raises:
        NoEarlierDate, UnreadableOption.
    """
    page = {"page_size": min(limit, MAX_ANSWER_ROWS), "skipped": offset}
    asked: dict[str, Parameter] = {"populations": (a.group,), "kind": _known(kind)}
    return engine.ask("week/alert_customers", scope.pair, **asked, **page)


def alert_customers_blocks(
    engine: Engine, scope: Scope, *, a: Population, kind: str = ""
) -> Iterator[pd.DataFrame]:
    """Yield the whole list in blocks, with the columns of `alert_customers`."""
    page = {"page_size": EVERYTHING, "skipped": 0}
    asked: dict[str, Parameter] = {"populations": (a.group,), "kind": _known(kind)}
    batches = engine.stream("week/alert_customers", scope.pair, **asked, **page)
    return (batch.to_pandas() for batch in batches if batch.num_rows)


def _known(kind: str) -> str:
    if kind not in {"", *ARRIVALS}:
        expected = " or ".join(ARRIVALS)
        raise problems.UnreadableOption(option="kind", value=kind, expected=expected)
    return kind
