"""What a second delivery means: keys upsert, whole tables replace, customers keep their number.

Works on an open release file with the delivery attached as `staging` and the names as
`identity`. A column that a file does not bring keeps what an earlier file brought.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from data.answers import one_row
from data.contract import IDENTITY_COLUMNS, TABLES
from data.schema import contract_columns

if TYPE_CHECKING:
    import duckdb

ROW_GROUP = 122_880
CORE_OF_CUSTOMER = ("customer_id", "customer_type", "branch_id")
LAID_OUT = {"holding": "order by product_id, customer_id"}
"""How rows arriving together are laid down, where most questions read one part of a table.

Holdings of a product lie together, so that a scan skips all others, and meet customers in order.
"""


def staged_columns(connection: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    """Return the contract columns each staged table brings; empty tables are left out."""
    rows = connection.execute(
        """select table_name, column_name from duckdb_columns()
        where database_name = 'staging' and schema_name = 'main'"""
    ).fetchall()
    staged: dict[str, set[str]] = {}
    for table, column in rows:
        if table in TABLES and column in TABLES[table].names:
            staged.setdefault(table, set()).add(column)
    return {
        table: columns
        for table, columns in staged.items()
        if one_row(connection.execute(f"select 1 from staging.{table} limit 1"))
    }


def deliver_customers(
    connection: duckdb.DuckDBPyConnection,
    provided: set[str],
    *,
    replaced: bool,
) -> bool:
    """Upsert customers; return whether a customer known before changed its type.

    New customers get the next numbers in the order of their ids. A replaced table still keeps
    id, type and branch of customers it no longer names, because earlier dates refer to them.
    """
    _gather_names(connection, provided)
    names = [name for name in contract_columns("customer") if name != "customer_key"]
    values = ", ".join(
        _merged_customer_column(name, provided=provided, replaced=replaced) for name in names
    )
    changed = one_row(
        connection.execute(
            """select 1 from customer o join staging.customer s using (customer_id)
        where o.customer_type is distinct from s.customer_type limit 1"""
        )
    )
    if _is_empty(connection, "customer"):
        _number_customers(connection, [name for name in names if name in provided])
        return False
    connection.execute(
        f"""create table customer_next as
        with merged as (
            select o.customer_key as known_key, {values}
            from customer o full join staging.customer s on o.customer_id = s.customer_id)
        select cast(coalesce(known_key, (select max(customer_key) from customer)
            + row_number() over (partition by known_key is null order by customer_id)) as integer)
            as customer_key, * exclude (known_key)
        from merged order by 1"""
    )
    connection.execute("drop table customer")
    connection.execute("alter table customer_next rename to customer")
    return changed is not None


def _number_customers(connection: duckdb.DuckDBPyConnection, names: list[str]) -> None:
    # Through Arrow, because row_number() would hold the whole insert to one thread.
    listed = ", ".join(names)
    rows = connection.sql(
        f"select {listed} from staging.customer order by customer_id"
    ).to_arrow_table()
    rows = rows.append_column("customer_key", pa.array(np.arange(1, len(rows) + 1, dtype=np.int32)))
    insert_rows(connection, "customer", rows)


def insert_rows(connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    """Append Arrow rows by column name, keeping their order.

    In blocks of DuckDB's row group, which it writes on all threads.
    """
    blocks = pa.Table.from_batches(rows.to_batches(max_chunksize=ROW_GROUP), rows.schema)
    connection.register("arriving", blocks)
    connection.execute(f"insert into {table} by name select * from arriving")
    connection.unregister("arriving")


def add_unknown_customers(connection: duckdb.DuckDBPyConnection) -> int:
    """Give a number to staged balances of customers nobody described; return how many."""
    connection.execute(
        """insert into customer (customer_key, customer_id)
        select coalesce((select max(customer_key) from customer), 0) + row_number() over (),
            customer_id
        from (select distinct customer_id from staging.customer_snapshot
              anti join customer using (customer_id) order by customer_id)"""
    )
    row = one_row(connection.execute("select count(*) from customer where customer_type is null"))
    return int(row[0]) if row else 0


def deliver_table(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    provided: set[str],
    *,
    replaced: bool,
) -> None:
    """Upsert a table by key, or replace it whole."""
    columns = contract_columns(table)
    listed = ", ".join(f'"{name}"' for name in columns if name in provided)
    order = LAID_OUT.get(table, "")
    if replaced or TABLES[table].delivery == "replace" or _is_empty(connection, table):
        connection.execute(f"delete from {table}")
        connection.execute(
            f"insert into {table} ({listed}) select {listed} from staging.{table} {order}"
        )
        return
    same = " and ".join(
        f"o.{key} is not distinct from {f's.{key}' if key in provided else 'null'}"
        for key in TABLES[table].key
    )
    values = ", ".join(
        f'{"s" if name in provided else "o"}."{name}" as "{name}"' for name in columns
    )
    connection.execute(
        f"""create or replace temp table merged as
        select {values} from staging.{table} s left join {table} o on {same}"""
    )
    connection.execute(f"delete from {table} o using staging.{table} s where {same}")
    connection.execute(f"insert into {table} by name select * from merged {order}")
    connection.execute("drop table merged")


def _gather_names(connection: duckdb.DuckDBPyConnection, provided: set[str]) -> None:
    named = [name for name in IDENTITY_COLUMNS if name in provided]
    if not named:
        return
    filled = " or ".join(f"s.{name} is not null" for name in named)
    values = ", ".join(
        f"{'s' if name in named else 'o'}.{name} as {name}" for name in IDENTITY_COLUMNS
    )
    connection.execute(
        f"""create or replace temp table named as select s.customer_id, {values}
        from staging.customer s left join identity.identity o using (customer_id)
        where {filled} or o.customer_id is not null order by 1"""
    )


def store_names(connection: duckdb.DuckDBPyConnection, *, replaced: bool) -> None:
    """Write the names gathered by `deliver_customers` to their own file.

    Apart from the rest, because a transaction writes to one database only.
    """
    if replaced:
        connection.execute("delete from identity.identity")
    exists = one_row(
        connection.execute("select 1 from duckdb_tables() where table_name = 'named' and temporary")
    )
    if exists is None:
        return
    connection.execute(
        "delete from identity.identity o using named n where o.customer_id = n.customer_id"
    )
    connection.execute("insert into identity.identity select * from named")
    connection.execute("drop table named")


def _merged_customer_column(name: str, *, provided: set[str], replaced: bool) -> str:
    kept = f"o.{name}" if not replaced or name in CORE_OF_CUSTOMER else "null"
    if name == "customer_id":
        return "coalesce(s.customer_id, o.customer_id) as customer_id"
    if name in provided:
        return f"case when s.customer_id is null then {kept} else s.{name} end as {name}"
    return f"{kept} as {name}"


def _is_empty(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    return one_row(connection.execute(f"select 1 from {table} limit 1")) is None
