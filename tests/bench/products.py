"""Which products go together, for a million customers with three million holdings.

    python -m tests.bench.products [STORE]

Each round times every way once, and the ratio is the median over rounds. Ours reads the release;
pandas has the columns it needs in memory: customer, product and days of the holdings, and the ids
of open customers. It is written the fast way: one merge, a dense table of ones, a matrix product.
"""

import shutil
import sys
from pathlib import Path

import duckdb
import numpy as np

from analytics.engine import DuckDBEngine
from analytics.products import products_summary
from analytics.products_next import next_best_model, next_best_products
from analytics.products_pairs import product_pairs
from analytics.products_penetration import product_changes, product_penetration
from analytics.products_white import white_space
from analytics.scope import Scope
from data.deliver import LAID_OUT
from data.release import SCHEMA_VERSION, Store
from data.schema import statements
from tests.bench import bank, measure
from tests.bench.curve import compare, rounds

CUSTOMERS, HOLDINGS, PRODUCTS = 1_000_000, 3_300_000, 20
COPIED = ("release", "snapshot", "customer", "branch", "manager", "parameter", "tier_policy")

PRODUCT = """
insert into product by name
select 'P' || lpad(i::varchar, 2, '0') product_id, 'P' || i name_zh,
    ['deposit_demand', 'deposit_time', 'wealth', 'fund_insurance', 'loan_personal', 'loan_merchant',
     'mortgage', 'loan_corporate', 'bill', 'card', 'e_channel', 'agency_acquiring'][1 + i % 12]
        line,
    if(i % 12 in (2, 3), 2, null) risk_level, i % 12 = 10 is_channel, 'active' status
from range({products}) r(i)
"""
HOLDING = """
insert into holding by name
with drawn as (
    select i, hash(i, 'who') % {customers} who,
        floor({products} * pow((hash(i, 'what') % 100000) / 100000.0, 1.6))::integer what,
        date '2015-01-01' + (hash(i, 'open') % 4150)::integer open_date
    from range({holdings}) r(i)
)
select 'H' || lpad(i::varchar, 9, '0') holding_id, 'C' || lpad(who::varchar, 9, '0') customer_id,
    'P' || lpad(if(who % 3 = 0, what - what % 2, what)::varchar, 2, '0') product_id, open_date,
    case when hash(i, 'closed') % 10 = 0 then open_date + 30 + (hash(i, 'close') % 900)::integer end
        close_date,
    round(exp(8 + (hash(i, 'b') % 4000) / 1000.0), 2) balance
from drawn
{laid_out}
"""
CONSENT = """
insert into consent by name
select 'C' || lpad(i::varchar, 9, '0') customer_id, purpose, 'call' channel,
    date '2025-01-01' recorded_on, true granted
from range({customers}) r(i), (values ('marketing'), ('personalised_reco')) as p(purpose)
where hash(i, purpose) % 2 = 0
"""


def holdings_store():
    """The bench bank's newest two months with products, holdings and consent. Built once."""
    folder = bank.BENCH / f"products-{CUSTOMERS}x{HOLDINGS}"
    complete = folder / "complete"
    if complete.exists() and complete.read_text("utf-8") == str(SCHEMA_VERSION):
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    source, store = Store(bank.bank_store(CUSTOMERS, 24)), Store(folder)
    store.releases.mkdir(parents=True)
    print(f"Building {folder.name}, once.", flush=True)
    with duckdb.connect(str(store.path("000001"))) as connection:
        for statement in statements():
            connection.execute(statement)
        connection.execute(f"attach '{source.path(source.current)}' as big (read_only)")
        for table in COPIED:
            connection.execute(f"insert into {table} by name select * from big.{table}")
        newest = "(select snapshot_date from big.snapshot order by 1 desc limit 2)"
        connection.execute(f"delete from snapshot where snapshot_date not in {newest}")
        connection.execute(f"""insert into customer_snapshot by name
            select * from big.customer_snapshot where snapshot_date in {newest}
            order by snapshot_date, branch_id, customer_key""")
        facts = {"products": PRODUCTS, "customers": CUSTOMERS, "holdings": HOLDINGS}
        facts["laid_out"] = LAID_OUT["holding"]
        for statement in (PRODUCT, HOLDING, CONSENT):
            connection.execute(statement.format(**facts))
    duckdb.connect(str(store.identity_path("000001"))).close()
    store.point_to("000001")
    complete.write_text(str(SCHEMA_VERSION), "utf-8")
    return folder


def in_memory(engine, at):
    """Columns as delivered: of all holdings, and of the customers open at the date."""
    with engine._connection.cursor() as cursor:
        held = cursor.sql("select customer_id, product_id, open_date, close_date from holding").df()
        people = cursor.sql(
            """select customer_id, customer_type from customer_snapshot join customer
                using (customer_key, customer_type)
            where snapshot_date = $at and status = 'open'""",
            params={"at": at},
        ).df()
    return held, people


def pandas_pairs(held, people, at):
    """Counts of holders of both, by customer type: what all measures are read off."""
    mine = held[(held["open_date"] <= at) & ~(held["close_date"] <= at)]
    told = people.assign(row=np.arange(len(people)))
    mine = mine[["customer_id", "product_id"]].merge(told, on="customer_id")
    which = mine["product_id"].astype("category").cat
    table = np.zeros((len(people), len(which.categories)), dtype=np.float32)
    table[mine["row"].to_numpy(), which.codes.to_numpy()] = 1
    kinds = people["customer_type"].to_numpy()
    return {kind: (part := table[kinds == kind]).T @ part for kind in np.unique(kinds)}


def main():
    store = Path(sys.argv[1]) if len(sys.argv) > 1 else holdings_store()
    engine = DuckDBEngine(store)
    scope = Scope.of(engine)
    held, people = in_memory(engine, scope.at)
    at = np.datetime64(scope.at)
    check(product_pairs(engine, scope), pandas_pairs(held, people, at))
    seconds = rounds(
        {
            "pandas": lambda: pandas_pairs(held, people, at),
            "pairs": lambda: product_pairs(engine, scope),
        },
        count=7,
    )
    label = f"relatedness of {PRODUCTS} products, {HOLDINGS / 1e6:.1f} million holdings / pandas"
    compare(label, seconds, "pairs", "pandas", bar=0.3)
    measure.bound("relatedness of all pairs", 1_000 * measure.timed(
        lambda: product_pairs(engine, scope), repeats=5), bar=600, unit="ms")  # fmt: skip
    model = next_best_model(engine, scope)
    for name, work in {
        "products summary, both dates": lambda: products_summary(engine, scope),
        "penetration by tier": lambda: product_penetration(engine, scope),
        "gains and losses": lambda: product_changes(engine, scope),
        "white space by tier": lambda: white_space(engine, scope),
        "rules and their back-test": lambda: next_best_model(engine, scope),
        "first page of next products": lambda: next_best_products(engine, scope, model=model),
    }.items():
        measure.bound(name, 1_000 * measure.timed(work, repeats=3), unit="ms")


def check(found, wanted):
    """Ours and pandas count the same."""
    for kind, both in wanted.items():
        mine = found[found["customer_type"] == kind]
        rows, columns = (mine[side].str[1:].astype(int) for side in ("product", "other"))
        assert (both[rows, columns] == mine["both_count"]).all()


if __name__ == "__main__":
    main()
