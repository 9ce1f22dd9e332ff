"""Small releases for tests, written straight from a frame, without a load."""

import datetime as dt

import duckdb
import pandas as pd

from analytics.engine import DuckDBEngine
from data.contract import bucket_sql
from data.cubes import TOTALS, build_flows
from data.release import SCHEMA_VERSION, Store
from data.schema import statements

CUBE_MEASURES = ("contribution_ttm", "contribution", "aum_mavg")
DEFAULTS = {
    "customer_type": "personal",
    "branch_id": "B01",
    "manager_id": None,
    "status": "open",
    "aum_mavg": 0,
    "loan_mavg": 0,
    "contribution_ttm": 0,
    "tier": "mass",
}


def small_release(folder, rows, *, customers=None, branches=None, cube=True):
    """An engine on a new store in `folder` whose fact holds `rows`.

    `rows` is a frame (or dict of lists) with customer_id, snapshot_date and any columns of the
    fact; others get a plain default. `customers` adds columns of customer by customer_id.
    """
    store = written_store(folder, rows, customers=customers, branches=branches, cube=cube)
    return DuckDBEngine(store)


def written_store(folder, rows, *, customers=None, branches=None, cube=True):
    store = Store(folder)
    store.releases.mkdir(parents=True)
    with duckdb.connect(str(store.path("000001"))) as connection:
        for statement in statements():
            connection.execute(statement)
        _fill(connection, _completed(rows), customers, branches)
        if cube:
            build_cube(connection)
            ends = connection.execute(
                "select snapshot_date from snapshot where grain = 'month' order by 1"
            ).fetchall()
            build_flows(connection, [day for (day,) in ends], {day for (day,) in ends})
    duckdb.connect(str(store.identity_path("000001"))).close()
    store.point_to("000001")
    return store


def build_cube(connection):
    """The prepared buckets, by the contract's formula, and the prepared sums."""
    for measure in CUBE_MEASURES:
        connection.execute(f"""
            insert into cube_bucket
            select snapshot_date, '{measure}', customer_type, tier,
                cast({bucket_sql("value")} as integer), count(*), sum(money)
            from (
                select *, {measure} as money, cast({measure} as double) as value
                from customer_snapshot where status = 'open' and {measure} is not null
            )
            group by all order by all""")
    sums = ", ".join(f"sum({name}) as {name}" for name in TOTALS)
    connection.execute(f"""
        insert into cube_kpi by name
        select snapshot_date, customer_type, branch_id, tier, count(*) as customer_count,
            count(*) filter (where aum_mavg >= 100 or loan_mavg > 0
                or last_txn_date >= snapshot_date - interval '180' day) as valid_count,
            {sums}
        from customer_snapshot where status = 'open' group by all""")


def _completed(rows):
    frame = pd.DataFrame(rows).copy()
    for name, value in DEFAULTS.items():
        if name not in frame:
            frame[name] = value
    if "contribution" not in frame:
        frame["contribution"] = frame["contribution_ttm"]
    if "first_seen" not in frame:
        frame["first_seen"] = frame.groupby("customer_id")["snapshot_date"].transform("min")
    if "is_valid" not in frame:
        worth = (frame["aum_mavg"].fillna(0) >= 100) | (frame["loan_mavg"].fillna(0) > 0)
        frame["is_valid"] = (frame["status"] == "open") & worth
    keys = {name: key for key, name in enumerate(dict.fromkeys(frame["customer_id"]))}
    frame["customer_key"] = frame["customer_id"].map(keys).astype("int32")
    return frame


def _fill(connection, frame, customers, branches):
    fact = {row[0] for row in connection.execute("describe customer_snapshot").fetchall()}
    names = [name for name in frame if name in fact]
    connection.register("frame", frame)
    connection.execute(f"""
        insert into customer_snapshot by name
        select {", ".join(names)} from frame order by snapshot_date, branch_id, customer_key""")
    known = frame.drop_duplicates("customer_id")[["customer_key", "customer_id", "customer_type"]]
    if customers is not None:
        known = known.merge(pd.DataFrame(customers), on="customer_id", how="left")
    connection.register("known", known)
    connection.execute("insert into customer by name select * from known order by customer_key")
    if branches is not None:
        connection.register("branches", pd.DataFrame(branches))
        connection.execute("insert into branch by name select * from branches")
    connection.execute("""
        insert into snapshot by name
        select snapshot_date,
            case when snapshot_date = last_day(snapshot_date) then 'month' else 'week' end as grain,
            date_trunc('month', snapshot_date)::date as period_start, true as is_complete,
            snapshot_date as month_date, 'given' as contribution_source, 'mavg' as aum_source,
            true as loans_given, 12 as ttm_months, count(*) as row_count,
            count(*) filter (where status = 'open') as open_count
        from customer_snapshot group by snapshot_date order by snapshot_date""")
    connection.execute(
        """
        insert into release by name
        select '000001' as release_id, timestamp '2026-01-01 00:00:00' as created_at,
            'CNY' as currency, false as is_demo, 'shipped' as policy_version,
            'shipped' as parameter_version, true as default_parameters,
            $version as schema_version""",
        {"version": SCHEMA_VERSION},
    )


def month(number):
    """The last day of a month of 2025, from 1; 13 is January 2026."""
    year, index = divmod(number, 12)
    return dt.date(2025 + year, index + 1, 1) - dt.timedelta(days=1)
