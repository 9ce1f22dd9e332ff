"""Small tables of a release: value buckets by date, type and tier; key figures by branch too;
who went from which tier and branch to which between month-ends that follow each other.

Buckets by branch would be as many rows as the fact itself: a branch's own rows lie together there.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from data.contract import bucket_sql
from data.schema import FLOW_MEASURES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
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


def build_flows(
    connection: duckdb.DuckDBPyConnection, month_ends: Sequence[date], due: Collection[date]
) -> None:
    """Rebuild the transitions that touch a date of `due`, and those of dates no longer there.

    Both dates' tiers are those of the policy in force at the later one: where an earlier date was
    derived under another policy, table `tier` has its tiers restated.
    """
    pairs = [
        (before, at)
        for before, at in pairwise(month_ends)
        if before in due or at in due or not _has_flows(connection, before, at)
    ]
    connection.execute(
        "delete from cube_flow where at_date not in (select unnest($days))",
        {"days": list(month_ends[1:])},
    )
    for before, at in pairs:
        connection.execute("delete from cube_flow where at_date = $at", {"at": at})
        connection.execute(_FLOWS, {"before": before, "at": at})


def _has_flows(connection: duckdb.DuckDBPyConnection, before: date, at: date) -> bool:
    found = connection.execute(
        "select 1 from cube_flow where before_date = $before and at_date = $at limit 1",
        {"before": before, "at": at},
    ).fetchone()
    return found is not None


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


def _side(day: str, tier: str, state: str) -> str:
    amounts = ", ".join(FLOW_MEASURES)
    return f"""(select customer_key, customer_type, branch_id, {tier}, first_seen, {amounts},
            case when status <> 'open' then 1 when is_valid then 3 else 2 end as {state}
        from customer_snapshot where snapshot_date = {day})"""


def _amounts(name: str) -> str:
    was, now = f"b.{name}", f"a.{name}"
    return f"""sum(case when from_state > 1 then {was} end),
        sum(case when to_state > 1 then {now} end),
        sum(greatest(coalesce({now}, 0) - coalesce({was}, 0), 0)),
        count(*) filter (where coalesce({now}, 0) > coalesce({was}, 0)),
        sum(least(coalesce({now}, 0) - coalesce({was}, 0), 0)),
        count(*) filter (where coalesce({now}, 0) < coalesce({was}, 0))"""


_FLOWS = f"""insert into cube_flow
    select $before, $at, coalesce(b.customer_type, a.customer_type),
        case when from_state > 1 then b.branch_id end, case when to_state > 1 then a.branch_id end,
        case when from_state > 1 then coalesce(restated.level, b.tier) end,
        case when to_state > 1 then a.tier end,
        coalesce(from_state, case when a.first_seen > $before then 0 else 1 end),
        coalesce(to_state, 1), count(*), {", ".join(map(_amounts, FLOW_MEASURES))}
    from {_side("$before", "tier", "from_state")} b
    full join {_side("$at", "tier", "to_state")} a using (customer_key)
    left join (select customer_key, level from tier where scheme = 'TIER'
        and snapshot_date = $before and policy_version = cast((
            select max(later.effective_from) from tier_policy later
            join tier_policy earlier using (scheme, customer_type)
            where scheme in ('TIER', 'VALUE3') and later.effective_from <= $at
                and earlier.effective_from < later.effective_from) as varchar)) as restated
        on restated.customer_key = b.customer_key
    where from_state > 1 or to_state > 1
    group by all order by all"""
