"""From which day on a delivery of holdings, contacts or products changes what was derived before.

Asked before the delivery is entered, because it compares what arrives with what is stored.
Tables that say nothing new cost no date its derivation again.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from data.answers import one_row

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import duckdb

ALWAYS = date(1900, 1, 1)
NEVER = "date '9999-12-31'"


def first_day_touched(
    connection: duckdb.DuckDBPyConnection,
    columns: Mapping[str, set[str]],
    replaced: Collection[str],
) -> date | None:
    """Return the first day whose depth of relationship can change; None when none can.

    Args:
        columns: the columns each staged table brings.
        replaced: the tables that are replaced whole.
    """
    days = []
    for table, question in (("holding", _holdings), ("contact", _contacts), ("product", _products)):
        if table not in columns:
            continue
        if _is_empty(connection, table):
            days.append(None if table == "product" and _is_empty(connection, "holding") else ALWAYS)
            continue
        days.append(question(connection, columns[table], replaced=table in replaced))
    return min((day for day in days if day is not None), default=None)


def _holdings(
    connection: duckdb.DuckDBPyConnection, provided: set[str], *, replaced: bool
) -> date | None:
    """A holding counts from its opening to its closing; one by date from that date on.

    An earlier first date changes which holdings all days before it read.
    """
    dated = "snapshot_date" in provided
    if dated and one_row(
        connection.execute(
            """select 1 from (select min(snapshot_date) as day from holding) o,
                (select min(snapshot_date) as day from staging.holding) s
            where s.day < o.day or (s.day is not null and o.day is null)"""
        )
    ):
        return ALWAYS
    new = {
        name: _arriving(name, provided, replaced=replaced)
        for name in ("customer_id", "product_id", "open_date", "close_date")
    }
    row = one_row(
        connection.execute(
            f"""with pair as (
                select o.holding_id is null as is_new, s.holding_id is null as is_gone,
                    coalesce(s.snapshot_date, o.snapshot_date) as snapshot_date,
                    (select min(snapshot_date) from holding) as first_date,
                    o.open_date as opened, {new["open_date"]} as open_date,
                    coalesce(o.close_date, {NEVER}) as closed,
                    coalesce({new["close_date"]}, {NEVER}) as close_date,
                    o.customer_id is distinct from {new["customer_id"]}
                        or o.product_id is distinct from {new["product_id"]} as is_other
                from (select *{"" if dated else ", cast(null as date) as snapshot_date"}
                    from staging.holding) s
                {"full" if replaced else "left"} join holding o on o.holding_id = s.holding_id
                    and o.snapshot_date is not distinct from s.snapshot_date)
            select min(greatest(case
                    when is_new then open_date
                    when is_gone then opened
                    when is_other or opened <> open_date then least(opened, open_date)
                    when closed <> close_date then least(closed, close_date) end,
                case when snapshot_date > first_date then snapshot_date end))
            from pair
            where is_new or is_gone or is_other or opened <> open_date or closed <> close_date"""
        )
    )
    return row[0] if row else None


def _contacts(
    connection: duckdb.DuckDBPyConnection, provided: set[str], *, replaced: bool
) -> date | None:
    """Only contacts that reached somebody count, from their day on."""
    new = {
        name: _arriving(name, provided, replaced=replaced)
        for name in ("customer_id", "contact_ts", "type", "result")
    }
    row = one_row(
        connection.execute(
            f"""with pair as (
                select o.customer_id as customer_before, o.contact_ts as ts_before,
                    coalesce(o.result = 'reached', false)
                        and o."type" is distinct from 'collection' as counted,
                    {new["customer_id"]} as customer_id, {new["contact_ts"]} as contact_ts,
                    coalesce({new["result"]} = 'reached', false)
                        and {new["type"]} is distinct from 'collection' as counts
                from staging.contact s
                {"full" if replaced else "left"} join contact o using (contact_id))
            select cast(min(least(case when counted then ts_before end,
                case when counts then contact_ts end)) as date)
            from pair
            where (counted or counts) and (counted <> counts
                or customer_before <> customer_id or ts_before <> contact_ts)"""
        )
    )
    return row[0] if row else None


def _products(
    connection: duckdb.DuckDBPyConnection, provided: set[str], *, replaced: bool
) -> date | None:
    """A product that changes its line, or comes or goes, touches the days its holdings count."""
    del replaced  # The table always is.
    channel = "s.is_channel" if "is_channel" in provided else "null"
    row = one_row(
        connection.execute(
            f"""select min(h.open_date) from holding h
            join (select coalesce(o.product_id, s.product_id) as product_id
                from staging.product s full join product o using (product_id)
                where o.line is distinct from s.line
                    or coalesce(o.is_channel, o.line = 'e_channel')
                        <> coalesce({channel}, s.line = 'e_channel')) p using (product_id)"""
        )
    )
    return row[0] if row else None


def _arriving(name: str, provided: set[str], *, replaced: bool) -> str:
    """Return the SQL of a column after the delivery: what it does not bring stays."""
    if name in provided:
        return f's."{name}"'
    return "null" if replaced else f'o."{name}"'


def _is_empty(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    return one_row(connection.execute(f"select 1 from {table} limit 1")) is None
