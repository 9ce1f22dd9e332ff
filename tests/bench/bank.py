"""A bank of any size written by DuckDB alone, and the store the real loader makes of it.

    python -m tests.bench.bank 1000000 24      builds .bench/store-1000000x24, once

Money is log-normal, about an eighth of the customers cost more than they bring, one in fifty is
closed in a given month, customers stay with their branch; every value is a hash of customer and
month, so the same size is the same bank.
"""

import shutil
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import duckdb

BENCH = Path(__file__).parent.parent.parent / ".bench"
BRANCHES = 200
MANAGERS = 800
LAST_MONTH = (2026, 6)
GROUP = 6
"""Months of one load: enough to be quick, few enough for the disk."""

CUSTOMERS = """
select 'C' || lpad(i::varchar, 9, '0') customer_id,
    case when i % 100 < 92 then 'personal' when i % 100 < 99 then 'corporate' else 'institution' end
        customer_type,
    'B' || lpad((hash(i, 'branch') % {branches})::varchar, 4, '0') branch_id,
    date '2005-01-01' + (hash(i, 'open') % 7000)::integer open_date,
    1940 + (hash(i, 'born') % 65)::integer birth_year,
    ['farmer', 'merchant', 'micro_sme', 'other'][1 + (hash(i, 'group') % 4)::integer] service_group
from range({customers}) r(i)
"""

SNAPSHOT = """
with drawn as (
    select i, hash(i, 'branch') % {branches} branch, hash(i, 'manager') % {per_branch} slot,
        exp(8.5 + 1.9 * sqrt(-2 * ln((1 + hash(i, 'r') % 999983) / 999984.0))
            * cos(2 * pi() * (hash(i, 't') % 999983) / 999983.0)) scale,
        0.9 + {number} * 0.004 + (hash(i, {number}) % 2000) / 10000.0 moved,
        (hash(i, 'mix') % 1000) / 1000.0 mix, (hash(i, 'cost') % 1000) / 1000.0 cost,
        case when hash(i, 'loan') % 5 = 0 then 1.0 else 0.0 end borrows
    from range({customers}) r(i)
), sized as (select *, scale * moved aum, borrows * scale * 0.8 loan from drawn)
select 'C' || lpad(i::varchar, 9, '0') customer_id, date '{day}' snapshot_date,
    case when hash(i, {number}, 's') % 50 = 0 then 'closed' else 'open' end status,
    'B' || lpad(branch::varchar, 4, '0') branch_id,
    'M' || lpad((branch * {per_branch} + slot)::varchar, 5, '0') manager_id,
    round(aum, 2) aum_mavg, round(loan, 2) loan_mavg, round(aum * 1.01, 2) aum_eop,
    round(aum * mix * 0.4, 2) dep_demand_mavg, round(aum * mix * 0.6, 2) dep_time_mavg,
    round(aum * (1 - mix) * 0.7, 2) wealth_mavg, round(aum * (1 - mix) * 0.3, 2) other_aum_mavg,
    round(aum * mix * 0.0012 + aum * (1 - mix) * 0.0004 + loan * 0.0016 - cost * 1.5, 2)
        contribution,
    round(aum * mix * 0.0012, 2) nii_deposit, round(loan * 0.002, 2) nii_loan,
    round(aum * (1 - mix) * 0.0004, 2) fee_income, round(cost * 1.5, 2) cost_to_serve,
    round(loan * 0.0004, 2) expected_loss,
    (hash(i, {number}, 'n') % 60)::integer txn_cnt_90d,
    date '{day}' - (hash(i, {number}, 'l') % 120)::integer last_txn_date,
    (hash(i, {number}, 'd') % 30)::integer digital_login_30d,
    round(if(hash(i, 'p') % 6 = 0, 6000 * moved, 0), 2) payroll_in,
    round(aum * 0.05, 2) max_outflow, round(aum * mix * 0.04, 2) maturing_next_30d,
    if(hash(i, {number}, 'o') % 200 = 0, 15, 0) overdue_days,
    1 + (hash(i, 'k') % 6)::integer product_cnt, round(aum * 0.3, 2) txn_amt_90d
from sized
"""

BRANCH = """
select 'B' || lpad(i::varchar, 4, '0') branch_id, 'Branch ' || i "name",
    ['urban', 'county', 'township'][1 + i % 3] area from range({branches}) r(i)
"""

MANAGER = """
select 'M' || lpad(i::varchar, 5, '0') manager_id, 'Manager ' || i "name",
    'B' || lpad((i // {per_branch})::varchar, 4, '0') branch_id from range({managers}) r(i)
"""


def month_end(number, *, months=24):
    """The last day of month `number`; month `months` is June 2026 and later ones follow."""
    year, month = LAST_MONTH
    index = year * 12 + month - months + number
    return date(index // 12, index % 12 + 1, 1) - timedelta(days=1)


def write(query, file, **facts):
    """The query's rows as a CSV or Parquet file; an existing file stays."""
    if file.exists():
        return file
    file.parent.mkdir(parents=True, exist_ok=True)
    facts = {"branches": BRANCHES, "managers": MANAGERS, "per_branch": MANAGERS // BRANCHES} | facts
    form = "format csv, header" if file.suffix == ".csv" else "format parquet, compression zstd"
    part = file.with_suffix(".part")
    with duckdb.connect() as connection:
        connection.execute(f"copy ({query.format(**facts)}) to '{part}' ({form})")
    part.rename(file)
    return file


def customer_file(customers, suffix=".csv"):
    return write(CUSTOMERS, BENCH / f"customer-{customers}{suffix}", customers=customers)


def snapshot_file(customers, number, suffix=".csv"):
    day = month_end(number)
    file = BENCH / f"customer_snapshot-{customers}-{day}{suffix}"
    return write(SNAPSHOT, file, customers=customers, number=number, day=day)


def base_files(customers, suffix=".csv"):
    """Every table but the snapshots, by table name."""
    return {
        "branch": write(BRANCH, BENCH / f"branch{suffix}"),
        "manager": write(MANAGER, BENCH / f"manager{suffix}"),
        "customer": customer_file(customers, suffix),
    }


def bank_store(customers=1_000_000, months=24):
    """The store of that bank, loaded by the real loader, a few months at a time.

    Built once, and again when releases look otherwise.
    """
    from data import load, release  # noqa: PLC0415  the generator alone needs neither

    store = BENCH / f"store-{customers}x{months}"
    complete, version = store / "complete", str(release.SCHEMA_VERSION)
    if complete.exists() and complete.read_text("utf-8") == version:
        return store
    shutil.rmtree(store, ignore_errors=True)
    print(f"Building {store.name}, once:", flush=True)
    files = list(base_files(customers).items())
    for first in range(1, months + 1, GROUP):
        began = time.perf_counter()
        numbers = range(first, min(first + GROUP, months + 1))
        snapshots = [snapshot_file(customers, number) for number in numbers]
        files += [("customer_snapshot", file) for file in snapshots]
        sources = [load.Source(table=table, path=file) for table, file in files]
        load.load(release.Store(store), sources)
        for file in snapshots:
            file.unlink()
        files = []
        print(f"  {month_end(numbers[-1])}  {time.perf_counter() - began:5.1f} s", flush=True)
    complete.write_text(version, "utf-8")
    return store


if __name__ == "__main__":
    bank_store(*map(int, sys.argv[1:3]))
