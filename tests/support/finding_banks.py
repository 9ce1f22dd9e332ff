"""Banks for the findings: one worked by hand, and one with complaints."""

import duckdb
import pandas as pd

from analytics.engine import DuckDBEngine
from tests.support.deliveries import rows_of
from tests.support.releases import month, written_store

FIRST, BEFORE, AT = 8, month(11), month(12)


def worked_rows():
    """Two branches of ten customers, quiet for three months; then one leaves, eight lose a little.

    N: A has 50,000 and leaves, B has 60,000. S: eight customers of 20,000 have 19,100 at the end.
    """
    opening = {"A": 50_000, "B": 60_000} | {f"S{number}": 20_000 for number in range(1, 9)}
    rows = []
    for number in range(FIRST, 13):
        for who, amount in opening.items():
            last = number == 12
            if last and who == "A":
                continue
            branch = "S" if who.startswith("S") else "N"
            rows.append((who, month(number), branch, amount - 900 * (last and branch == "S")))
    return pd.DataFrame(rows, columns=["customer_id", "snapshot_date", "branch_id", "aum_mavg"])


def with_tables(folder, rows, *, cube=True, **tables):
    """An engine on a release of `rows` with further tables by name, as text or frames."""
    branches = [{"branch_id": name, "name": f"Branch {name}"} for name in {*rows["branch_id"]}]
    store = written_store(folder, rows, branches=branches, cube=cube)
    with duckdb.connect(str(store.path("000001"))) as connection:
        for name, given in tables.items():
            frame = rows_of(given) if isinstance(given, str) else given
            connection.register("given", frame)
            connection.execute(f"insert into {name} by name select * from given")
            connection.unregister("given")
    return DuckDBEngine(store)
