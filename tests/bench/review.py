"""The weekly review on a million customers × 24 months: key figures, first screen, findings.

    python -m tests.bench.review [STORE]

All key figures of two snapshots by branch and tier are compared with polars 2 that has the columns
in memory already; ours reads the release. The ratio is the median over rounds that time both.
"""

import sys
from dataclasses import replace

import polars as pl

from analytics.engine import DuckDBEngine
from analytics.findings import findings
from analytics.review import STEPS, review_numbers, review_tiles
from analytics.review_kpis import MONEY, review_kpis
from analytics.scope import Scope
from data.release import Store
from tests.bench import bank, measure
from tests.bench.curve import compare, rounds

CUSTOMERS, MONTHS = 1_000_000, 24
KEYS = ["snapshot_date", "customer_type", "branch_id", "tier"]
SUMS = [name for name in MONEY if name != "interbank_deposits"]
FIRST_SCREEN = (2, 3)
"""Steps behind the tiles and the moves; the others are read when they are opened."""


def columns_in_memory(engine, scope):
    """Both dates' open rows as a polars frame, codes as categories."""
    names = ", ".join([*KEYS, "is_valid", *(f"{name}::double as {name}" for name in SUMS)])
    with engine._connection.cursor() as cursor:
        columns = cursor.execute(
            f"""select {names} from customer_snapshot
            where status = 'open' and snapshot_date in ($at, $before)""",
            {"at": scope.at, "before": scope.before},
        ).fetchnumpy()
    frame = pl.DataFrame(dict(columns))
    return frame.with_columns(pl.col(KEYS[1:]).cast(pl.Categorical))


def by_polars(frame):
    """The same key figures, the fast way."""
    sums = [pl.col(name).sum() for name in SUMS]
    return frame.group_by(KEYS).agg(pl.len(), pl.col("is_valid").sum(), *sums)


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else bank.bank_store(CUSTOMERS, MONTHS)
    engine = DuckDBEngine(Store(folder))
    scope = Scope.of(engine)
    frame = columns_in_memory(engine, scope)
    ways = {
        "ours": lambda: review_kpis(engine, scope),
        "polars": lambda: by_polars(frame),
    }
    assert len(ways["ours"]()) == len(ways["polars"]()), "both count the same cells"
    seconds = rounds(ways)
    compare(
        "all key figures of two snapshots by branch and tier", seconds, "ours", "polars", bar=0.5
    )
    in_branch = replace(scope, where=(("branch_id", ("B0003",)),))
    in_tier = replace(scope, where=(("tier", ("affluent", "vip")),))
    for name, asked in (("bank", scope), ("branch", in_branch), ("tier", in_tier)):
        took = measure.timed(lambda asked=asked: review_tiles(engine, asked), repeats=3)
        measure.bound(f"six tiles, {name}", 1000 * took, bar=600, unit="ms")
    took = measure.timed(lambda: review_numbers(engine, scope, steps=FIRST_SCREEN), repeats=3)
    measure.bound("steps of the first screen", 1000 * took, unit="ms")
    for step in STEPS:
        took = measure.timed(lambda step=step: review_numbers(engine, scope, steps=(step.place,)))
        measure.bound(f"step {step.place:2} {step.name}, opened", 1000 * took, unit="ms")
    took = measure.timed(lambda: findings(engine, scope))
    measure.bound("scan for findings, cold", took, bar=3, unit="s")


if __name__ == "__main__":
    main()
