"""How long a load takes, against DuckDB reading the same CSV typed into a sorted table."""

import shutil

import duckdb

from tests.bench import bank, measure

CUSTOMERS = 1_000_000

LOAD = """
import sys
from pathlib import Path
from data import load, release
store, *pairs = sys.argv[1:]
named = (pair.split("=", 1) for pair in pairs)
sources = [load.Source(table=table, path=Path(file)) for table, file in named]
report = load.load(release.Store(Path(store)), sources)
assert report.release_id, report
print(report.seconds)
"""

MONEY = "decimal(18,2)"
TYPES = {
    "customer_id": "varchar", "snapshot_date": "date", "status": "varchar", "branch_id": "varchar",
    "manager_id": "varchar", "txn_cnt_90d": "integer", "last_txn_date": "date",
    "digital_login_30d": "integer", "overdue_days": "integer", "product_cnt": "integer",
    "customer_type": "varchar", "open_date": "date", "birth_year": "integer",
    "service_group": "varchar", "name": "varchar", "area": "varchar",
}  # fmt: skip
ORDER = {"customer_snapshot": "snapshot_date, branch_id, customer_id", "customer": "customer_id"}


def floor(files):
    """Seconds DuckDB needs to read these CSV files typed into sorted tables of a new file."""
    target = bank.BENCH / "floor.duckdb"

    def read():
        target.unlink(missing_ok=True)
        with duckdb.connect(target) as connection:
            for table, file in files.items():
                with file.open(encoding="utf-8") as lines:
                    names = next(lines).strip().split(",")
                columns = {name: TYPES.get(name, MONEY) for name in names}
                order = ORDER.get(table, names[0])
                relation = connection.read_csv(str(file), columns=columns, header=True)
                relation.order(order).create(table)
            connection.execute("checkpoint")

    read()
    seconds = measure.timed(read, repeats=3)
    target.unlink()
    return seconds


def load(store, files):
    """(seconds inside the load, peak memory in GB)"""
    pairs = [f"{table}={file}" for table, file in files.items()]
    _whole, memory, lines = measure.own_process(LOAD, store, *pairs)
    return float(lines[-1]), memory


def main():
    first = bank.base_files(CUSTOMERS) | {"customer_snapshot": bank.snapshot_file(CUSTOMERS, 24)}
    store = bank.BENCH / "store-empty"
    shutil.rmtree(store, ignore_errors=True)
    below = floor(first)
    seconds, memory = load(store, first)
    measure.ratio(
        "load: 1M customers and 1M rows of CSV into an empty store", seconds, below, bar=5
    )
    measure.bound("load: peak memory", memory, bar=2, unit="GB")
    shutil.rmtree(store, ignore_errors=True)

    copy = bank.BENCH / "store-month25"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(bank.bank_store(CUSTOMERS, 24), copy)
    month = {"customer_snapshot": bank.snapshot_file(CUSTOMERS, 25)}
    seconds, memory = load(copy, month)
    measure.ratio("load: month 25 of 1M rows into 24 x 1M", seconds, floor(month), bar=12)
    measure.bound("load: peak memory, month 25", memory, bar=2, unit="GB")
    shutil.rmtree(copy, ignore_errors=True)


if __name__ == "__main__":
    main()
