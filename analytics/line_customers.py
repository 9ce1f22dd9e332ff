"""Who stands between two lines: whom a tier would gain or lose if it began at another amount."""

from __future__ import annotations

import pandas as pd

from analytics.engine import MAX_ANSWER_ROWS, Engine
from analytics.scope import Scope


def line_customers(  # noqa: PLR0913 - the options of the question
    engine: Engine,
    scope: Scope,
    *,
    value_low: float,
    value_high: float,
    measure: str = "aum_mavg",
    customer_type: str = "personal",
    limit: int = 50,
    offset: int = 0,
) -> pd.DataFrame:
    """Who has an amount between two lines? One page, the largest first.

    Purpose: service.

    Returns:
        customer_id, customer_key, branch_id, branch_name, manager_id, tier, amount (of `measure`,
        from `value_low` on and below `value_high`).

    Raises:
        UnknownMeasure.
    """
    return engine.ask(
        "scenarios/between",
        scope.single,
        measure=measure,
        customer_type=customer_type,
        low=value_low,
        high=value_high,
        page_size=min(limit, MAX_ANSWER_ROWS),
        skipped=offset,
    )
