"""Signs that we are a customer's main bank: salary and takings; and whose salary has stopped.

Source: domain model row 51 and 3.10 (payroll absent two months after three or more present).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import pandas as pd

from analytics import problems
from analytics.bound_table import BoundTable
from analytics.engine import EVERYTHING, MAX_ANSWER_ROWS, Engine
from analytics.products_held import need_columns, need_tables, types_in
from analytics.rates import ratio
from analytics.scope import Scope

SIGNS = ("both", "payroll", "agency", "none")
MONTHS = 5
"""Two months without a salary after three with one."""


def main_bank_signs(engine: Engine, scope: Scope) -> pd.DataFrame:
    """What are customers worth whose salary or takings come through us?

    Returns:
        customer_type, sign (payroll: salary came in this month; agency: an agency or acquiring
        contract is held; both; none), customer_count, customer_share (of the type),
        lines_per_customer (channels left out), aum_per_customer, deposit_per_customer,
        contribution_per_customer (trailing year; means, in the currency). Interbank is left out.

    Raises:
        TableNotProvided, NotProvided (salaries), EmptyScope.
    """
    need_tables(engine, scope, "product", "holding")
    need_columns(engine, scope, "payroll_in")
    found = engine.ask("products/main_bank", scope.single)
    n = found["customer_count"]
    found["customer_share"] = ratio(n, n.groupby(found["customer_type"]).transform("sum"))
    for amount, name in (
        ("line_count", "lines"),
        ("aum", "aum"),
        ("deposits", "deposit"),
        ("contribution", "contribution"),
    ):
        found[f"{name}_per_customer"] = ratio(found[amount], n)
    key = ["customer_type", "sign"]
    wanted = pd.MultiIndex.from_product([types_in(found), SIGNS], names=key)
    frame = found.set_index(key).reindex(wanted).dropna(subset="customer_count").reset_index()
    frame["customer_count"] = frame["customer_count"].astype("int64")
    order = [*key, "customer_count", "customer_share", "lines_per_customer", "aum_per_customer"]
    return frame[[*order, "deposit_per_customer", "contribution_per_customer"]]


def payroll_stopped_customers(
    engine: Engine, scope: Scope, *, limit: int = 50, offset: int = 0
) -> pd.DataFrame:
    """Whose salary used to come and has stopped? One page, the largest contribution first.

    Stopped: none at the newest two month-ends up to `at`, one at each of the three before.

    Returns:
        customer_id, customer_key, customer_type, branch_id, branch_name, manager_id, tier, segment,
        last_payroll (in the currency), last_paid_on (month-end), aum_mavg, contribution_ttm. At
        most 10,000 rows. Purpose: service.

    Raises:
        NotProvided (salaries), NoEarlierDate (fewer than five month-ends), EmptyScope.
    """
    asked = {"page_size": min(limit, MAX_ANSWER_ROWS), "skipped": offset}
    months = _months(engine, scope)
    return engine.ask("products/payroll_stopped", scope.single, months=months, **asked)


def payroll_stopped_customers_blocks(engine: Engine, scope: Scope) -> Iterator[pd.DataFrame]:
    """Yield the whole list in blocks, with the columns of `payroll_stopped_customers`."""
    months = _months(engine, scope)
    asked = {"page_size": EVERYTHING, "skipped": 0}
    batches = engine.stream("products/payroll_stopped", scope.single, months=months, **asked)
    return (batch.to_pandas() for batch in batches if batch.num_rows)


def _months(engine: Engine, scope: Scope) -> BoundTable:
    need_columns(engine, scope, "payroll_in")
    ends = salary_months(engine, scope.at)
    if len(ends) < MONTHS:
        raise problems.NoEarlierDate(date=(ends or [scope.at])[-1].isoformat())
    return months_table(ends)


def salary_months(engine: Engine, at: dt.date) -> list[dt.date]:
    """Return the newest five month-ends up to `at`, the newest first; fewer where there are."""
    known = engine.snapshots()
    ends = known.loc[(known["grain"] == "month") & (known["snapshot_date"] <= at), "snapshot_date"]
    return sorted(ends, reverse=True)[:MONTHS]


def months_table(ends: Sequence[dt.date]) -> BoundTable:
    """Return the months by which a stopped salary is told; none: nobody's has stopped."""
    return BoundTable.of({"month": ends, "place": range(1, len(ends) + 1)})
