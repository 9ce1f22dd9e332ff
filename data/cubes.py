"""Small tables of a release: value buckets by date, type and tier; key figures by branch too.

Buckets by branch would be as many rows as the fact itself: a branch's own rows lie together there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.contract import bucket_sql

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    import duckdb

TABLES = ("cube_bucket", "cube_kpi")
MEASURES = ("contribution_ttm", "contribution", "aum_mavg")
TOTALS = (
    "aum_mavg",
    "aum_eop",
    "deposit_mavg",
    "dep_demand_mavg",
    "dep_time_mavg",
    "wealth_mavg",
    "other_aum_mavg",
    "loan_mavg",
    "contribution",
    "contribution_ttm",
)


def build(
    connection: duckdb.DuckDBPyConnection,
    days: Iterable[date],
    valid_aum: float,
) -> None:
    """Rebuild the cubes of some dates from their open rows."""
    for day in days:
        for table in TABLES:
            connection.execute(f"delete from {table} where snapshot_date = $day", {"day": day})
        for measure in MEASURES:
            connection.execute(_bucket_statement(measure), {"day": day})
        connection.execute(_KPI, {"day": day, "valid_aum": valid_aum})


def _bucket_statement(measure: str) -> str:
    return f"""insert into cube_bucket
        select $day, '{measure}', customer_type, tier, cast({bucket_sql("v")} as integer) as bucket,
            count(*), sum(amount)
        from (select customer_type, tier, {measure} as amount, cast({measure} as double) as v
            from customer_snapshot
            where snapshot_date = $day and status = 'open' and {measure} is not null)
        group by customer_type, tier, bucket
        order by customer_type, tier, bucket"""


_KPI = f"""insert into cube_kpi
    select snapshot_date, customer_type, branch_id, tier, count(*),
        count(*) filter (where aum_mavg >= $valid_aum or loan_mavg > 0
            or last_txn_date >= snapshot_date - 180),
        {", ".join(f"sum({name})" for name in TOTALS)}
    from customer_snapshot where snapshot_date = $day and status = 'open'
    group by snapshot_date, customer_type, branch_id, tier
    order by customer_type, branch_id, tier"""
