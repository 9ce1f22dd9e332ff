"""Matrix, bridge, all pairs and a change of scope on a million customers × 24 months.

    python -m tests.bench.migration [STORE]

Each round times every way once, and the ratio is the median over rounds. Ours reads the release;
pandas and polars have the columns they need in memory: key, level and amount of open customers.
"""

import sys
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pandas as pd
import polars as pl

from analytics import relations
from analytics.bridge import value_bridge
from analytics.engine import DuckDBEngine
from analytics.flows import Counting, earlier_flows
from analytics.migration import migration_matrix
from analytics.migration_lists import migration_customers
from analytics.scope import Scope, same_grain
from tests.bench import bank, measure
from tests.bench.curve import compare, rounds

CUSTOMERS, MONTHS = 1_000_000, 24
COLUMNS = """
select customer_key, tier, branch_id, cast(aum_mavg as double) as amount
from customer_snapshot where snapshot_date = $day and status = 'open'"""


@contextmanager
def prepared(*, known):
    """With the prepared transitions, or from raw rows."""
    kept = relations.FLOW_MEASURES
    relations.FLOW_MEASURES = kept if known else frozenset()
    try:
        yield
    finally:
        relations.FLOW_MEASURES = kept


def on(work, *, cube):
    def timed():
        with prepared(known=cube):
            return work()

    return timed


def in_memory(engine, day):
    with engine._connection.cursor() as cursor:
        return cursor.execute(COLUMNS, {"day": day}).df()


def pandas_matrix(before, after):
    both = before.merge(after, on="customer_key", how="outer", suffixes=("_0", "_1"))
    was, now = both["tier_0"].fillna("new"), both["tier_1"].fillna("lost")
    counts = pd.crosstab(was, now)
    money = [
        pd.crosstab(was, now, values=both[amount].fillna(0), aggfunc="sum")
        for amount in ("amount_0", "amount_1")
    ]
    return counts, money


def polars_matrix(before, after):
    both = before.join(after, on="customer_key", how="full", suffix="_1", coalesce=True)
    return (
        both.with_columns(pl.col("tier").fill_null("new"), pl.col("tier_1").fill_null("lost"))
        .group_by("tier", "tier_1")
        .agg(pl.len(), pl.col("amount").sum(), pl.col("amount_1").sum())
    )


def main():
    store = Path(sys.argv[1]) if len(sys.argv) > 1 else bank.bank_store(CUSTOMERS, MONTHS)
    engine = DuckDBEngine(store)
    scope = Scope.of(engine)
    frames = [in_memory(engine, day) for day in (scope.before, scope.at)]
    lakes = [pl.from_pandas(frame) for frame in frames]
    branches = sorted(frames[1]["branch_id"].unique())
    few = Scope.of(engine, where={"branch_id": branches[::10] or branches[:1]})
    of_few = [frame[frame["branch_id"].isin(dict(few.where)["branch_id"])] for frame in frames]
    share = len(of_few[1]) / len(frames[1])
    far = Scope.of(engine, before=same_grain(engine.snapshots(), scope.at)[-13])
    counting = Counting(attrition="closed")
    valid = Counting(attrition="valid")
    ways = {
        "pandas": lambda: pandas_matrix(*frames),
        "polars": lambda: polars_matrix(*lakes),
        "raw": on(lambda: migration_matrix(engine, scope, counting=counting), cube=False),
        "raw valid": on(lambda: migration_matrix(engine, scope, counting=valid), cube=False),
        "far": on(lambda: migration_matrix(engine, far, counting=valid), cube=True),
        "cube": on(lambda: migration_matrix(engine, scope, counting=valid), cube=True),
        "bridge raw": on(lambda: value_bridge(engine, scope, counting=counting), cube=False),
        "bridge cube": on(lambda: value_bridge(engine, scope, counting=valid), cube=True),
        "branch cube": on(lambda: migration_matrix(engine, few, counting=valid), cube=True),
        "branch raw": on(lambda: migration_matrix(engine, few, counting=valid), cube=False),
        "list": on(lambda: migration_customers(engine, scope, counting=valid, limit=10), cube=True),
    }
    seconds = rounds(ways, count=7)
    print(f"one branch in ten: {share:.1%} of customers")
    for label, ours, theirs, bar in (
        ("matrix from raw rows / pandas merge + crosstab", "raw", "pandas", 0.35),
        ("matrix from raw rows / polars join + group", "raw", "polars", 1.0),
        ("matrix, valid customers, raw rows / pandas", "raw valid", "pandas", 0.35),
        ("matrix, dates a year apart / pandas", "far", "pandas", 0.35),
        ("matrix, prepared / pandas", "cube", "pandas", 0.35),
        ("bridge from raw rows / pandas", "bridge raw", "pandas", 0.35),
        ("bridge, prepared / pandas", "bridge cube", "pandas", 0.35),
        ("matrix of one branch in ten, prepared / pandas, all", "branch cube", "pandas", 0.1),
        ("matrix of one branch in ten, raw rows / pandas, all", "branch raw", "pandas", 0.1),
        ("first page of the list / pandas", "list", "pandas", 0.35),
    ):
        compare(label, seconds, ours, theirs, bar=bar)
    pairs = len(list(pairwise(same_grain(engine.snapshots(), scope.at))))
    every = rounds(
        {
            "all": on(lambda: earlier_flows(engine, scope, counting), cube=True),
            "one": on(lambda: migration_matrix(engine, scope, counting=counting), cube=False),
        },
        count=5,
    )
    compare(f"all {pairs} matrices, prepared / one from raw rows", every, "all", "one", bar=0.3)
    measure.bound("rows of prepared transitions", _rows(engine), unit="rows")


def _rows(engine):
    with engine._connection.cursor() as cursor:
        return cursor.execute("select count(*) from cube_flow").fetchone()[0]


if __name__ == "__main__":
    main()
