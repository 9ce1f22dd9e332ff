"""The curve with exact marks, shares and Gini of a million customers, against tools in memory.

    python -m tests.bench.curve [STORE]      STORE: a release of 1,000,000 customers × 24 months

Each round times every way once, and the ratio is the median over rounds: a busy machine slows
them alike. Ours reads the release; pandas, polars and numpy have what they need in memory, the
floor reads its column through DuckDB.
"""

import statistics
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl

from analytics import relations
from analytics.contribution import (
    contribution_change,
    contribution_curve,
    contribution_summary,
    contribution_trend,
)
from analytics.curves import curve_of
from analytics.engine import DuckDBEngine
from analytics.profile import profile
from analytics.ranking import ranking
from analytics.scope import Scope
from tests.bench import bank, measure

CUSTOMERS, MONTHS = 1_000_000, 24
ROUNDS = 15
MEASURE = "contribution_ttm"
FLOOR = """
select cast(contribution_ttm as double) as value from customer_snapshot
where snapshot_date = $day and status = 'open' and contribution_ttm is not null"""


def raw(work):
    """`work` on raw rows, the prepared buckets left aside."""

    def on_rows():
        kept, relations.CUBE_MEASURES = relations.CUBE_MEASURES, frozenset()
        try:
            return work()
        finally:
            relations.CUBE_MEASURES = kept

    return on_rows


def rounds(ways, count=ROUNDS):
    """Seconds of each way in each round, after one round to warm up."""
    for work in ways.values():
        work()
    seconds = {name: [] for name in ways}
    for _ in range(count):
        for name, work in ways.items():
            began = time.perf_counter()
            work()
            seconds[name].append(time.perf_counter() - began)
    return seconds


def compare(label, seconds, ours, theirs, *, bar, times=1):
    """One line: the median over rounds of our time over theirs."""
    ratios = [a / (times * b) for a, b in zip(seconds[ours], seconds[theirs], strict=True)]
    unit = statistics.median(seconds[theirs]) * times
    measure.ratio(label, statistics.median(ratios) * unit, unit, bar=bar)


def ways_of(engine, scope):
    with engine._connection.cursor() as cursor:
        column = cursor.execute(FLOOR, {"day": scope.at}).fetchnumpy()["value"].copy()
    frame, lake = pd.DataFrame({"value": column}), pl.DataFrame({"value": column})

    def whole():
        steps = ranking(engine, scope, MEASURE).exact_for_summary().steps
        return curve_of(steps), profile(steps)

    def floor():
        with engine._connection.cursor() as cursor:
            value = cursor.execute(FLOOR, {"day": scope.at}).fetchnumpy()["value"]
        return np.sort(value).cumsum()

    return {
        "cube": whole,
        "raw": raw(whole),
        "pandas": lambda: frame["value"].sort_values(ascending=False).cumsum(),
        "polars": lambda: lake.sort("value", descending=True).select(pl.col("value").cum_sum()),
        "floor": floor,
    }


def main():
    store = Path(sys.argv[1]) if len(sys.argv) > 1 else bank.bank_store(CUSTOMERS, MONTHS)
    engine = DuckDBEngine(store)
    scope = Scope.of(engine)
    one = rounds(ways_of(engine, scope))
    compare("curve, marks, Gini, raw rows / pandas sort+cumsum", one, "raw", "pandas", bar=0.6)
    compare("curve, marks, Gini, raw rows / read+sort+cumsum", one, "raw", "floor", bar=1.5)
    compare("curve, marks, Gini, cube / polars sort+cum_sum", one, "cube", "polars", bar=1.0)
    every = rounds(
        {
            "all": raw(lambda: contribution_trend(engine, scope)),
            "one": raw(lambda: contribution_summary(engine, scope)),
        },
        count=5,
    )
    compare("24 snapshots / one, raw rows", every, "all", "one", bar=15)
    change = rounds(
        {"change": lambda: contribution_change(engine, scope)}
        | {"pandas": ways_of(engine, scope)["pandas"]},
        count=5,
    )
    compare("change with intervals and history, cube / pandas", change, "change", "pandas", bar=6)
    rows = len(contribution_curve(engine, scope))
    measure.bound("rows of the curve", rows, bar=1000, unit="rows")


if __name__ == "__main__":
    main()
