"""What the action board knows of the bank: how customers stand, how much a manager can do."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analytics.engine import MAX_ANSWER_ROWS, Engine
from analytics.offers_book import parameters_at
from analytics.scope import Scope

NOBODY = ("",)


def customer_standing(
    engine: Engine, scope: Scope, *, customer_ids: Sequence[str] = ()
) -> pd.DataFrame:
    """How do these customers stand: manager, tier, money, and did they agree to marketing?

    Who is not open at `at`, or not in the scope, has no row. At most 10,000 ids are asked.

    Returns:
        customer_id, customer_key, customer_type, branch_id, branch_name, manager_id, tier,
        aum_mavg, loan_mavg, contribution_ttm (money, null where not given), marketing_agreed (in
        some channel), may_market (and may be reached there with offers chosen for him: what the
        week's list goes by too); by customer_id.
    """
    asked = sorted(set(customer_ids))[:MAX_ANSWER_ROWS] or NOBODY
    found = engine.ask("overview/customer_standing", scope.single, customers=list(asked))
    return found.sort_values("customer_id", ignore_index=True)


def manager_capacity(engine: Engine, scope: Scope) -> pd.DataFrame:
    """How many customers can each manager see to in a week?

    The smaller of his own capacity and the bank's `rm_weekly_cap` in force at `at`: a capacity of
    hundreds is the customers he looks after, not a week's work.

    Returns:
        manager_id, manager_name, branch_id, branch_name (null where not given), week_count; by
        manager_id. Without managers no rows.
    """
    return engine.ask("overview/manager_capacity", scope.single, cap=weekly_cap(engine, scope))


def weekly_cap(engine: Engine, scope: Scope) -> int:
    """Return `rm_weekly_cap` in force at `at`: a week of whoever has no capacity of his own."""
    return int(parameters_at(engine, scope)["rm_weekly_cap"])
