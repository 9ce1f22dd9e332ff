"""Of balances that fell: moved into another of our products, paid down a loan, or left the bank.

Customer by customer, from month averages of demand, time, wealth, fund and insurance, and loans:
what his other parts rose by moved inside, at most what fell; of the rest, what his loans fell by
paid them down; the remainder left the bank. New money that came in at the same time looks like
money moved inside: what left is a lower bound. Source: domain model F2, 3.8.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analytics import problems
from analytics.engine import EVERYTHING, MAX_ANSWER_ROWS, Engine
from analytics.products import ALL, earlier
from analytics.products_allocation import COLUMNS, LINES
from analytics.products_held import need_columns, types_in
from analytics.rates import ratio
from analytics.scope import Scope

TOTAL = "total"
WHERE_TO = ("declined", "moved", "paid")
RENAMED = {"moved": "moved_inside", "paid": "paid_down"}


def balances_left(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Of the balances that fell, how much moved inside, paid down loans, or left the bank?

    Returns:
        customer_type (`all` first), line (deposit_demand, deposit_time, wealth, fund_insurance,
        total), customer_count (whose money in the line fell; of the total, who had any such line),
        declined = moved_inside + paid_down + left_bank (in the currency), left_share (of declined;
        null where nothing fell). Interbank and who is open elsewhere at `at` are left out.

    Raises:
        NoEarlierDate, NotProvided, EmptyScope.
    """
    _needed(engine, scope)
    found = engine.ask("products/balances_left", scope.pair)
    if found.empty:
        raise problems.EmptyScope(date=scope.at.isoformat())
    everybody = found.drop(columns="customer_type").sum().to_dict()
    rows = _rows(everybody, ALL)
    for kind in types_in(found):
        rows += _rows(found[found["customer_type"] == kind].iloc[0].to_dict(), kind)
    frame = pd.DataFrame(rows)
    frame["left_bank"] = frame["declined"] - frame["moved_inside"] - frame["paid_down"]
    frame["left_share"] = ratio(frame["left_bank"], frame["declined"])
    return frame


def _rows(sums: dict[str, float], kind: str) -> list[dict[str, object]]:
    """One row per line, and their total."""
    lines = [
        {"customer_count": int(sums[f"{line}_count"])}
        | {RENAMED.get(what, what): float(sums[f"{line}_{what}"]) for what in WHERE_TO}
        for line in LINES
    ]
    whole = pd.DataFrame(lines).sum().to_dict()
    total = {**whole, "customer_count": int(sums["customer_count"])}
    return [
        {"customer_type": kind, "line": line} | row
        for line, row in zip((*LINES, TOTAL), (*lines, total), strict=True)
    ]


def balances_left_customers(
    engine: Engine, scope: Scope, *, least: float = 0.0, limit: int = 50, offset: int = 0
) -> pd.DataFrame:
    """Who took money out of the bank? One page, the largest amount first, ties by id.

    least: only amounts above it.

    Returns:
        customer_id, customer_key, customer_type, branch_id, branch_name, manager_id, tier, segment
        (as at `before`), declined, moved_inside, paid_down, left_bank (in the currency), gone (no
        longer a customer). Their left_bank adds up to that of `balances_left`. At most 10,000 rows.
        Purpose: service.

    Raises:
        NoEarlierDate, NotProvided, EmptyScope.
    """
    _needed(engine, scope)
    page = {"page_size": min(limit, MAX_ANSWER_ROWS), "skipped": offset}
    return engine.ask("products/balances_left_customers", scope.pair, least=least, **page)


def balances_left_customers_blocks(
    engine: Engine, scope: Scope, *, least: float = 0.0
) -> Iterator[pd.DataFrame]:
    """Yield the whole list in blocks, with the columns of `balances_left_customers`."""
    _needed(engine, scope)
    page = {"page_size": EVERYTHING, "skipped": 0}
    batches = engine.stream("products/balances_left_customers", scope.pair, least=least, **page)
    return (batch.to_pandas() for batch in batches if batch.num_rows)


def _needed(engine: Engine, scope: Scope) -> None:
    """Both dates must have the parts."""
    _ = scope.pair
    past = earlier(scope)
    for one in (scope, past):
        if one is not None:
            need_columns(engine, one, *COLUMNS)
