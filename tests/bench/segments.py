"""Segments of a million customers: fitted, the number chosen, everybody assigned.

    python -m tests.bench.segments [STORE]     STORE: a release of 1,000,000 customers

The straightforward way reads all rows and runs scikit-learn's KMeans, 10 starts for each number
from 2 to 10, on all cores; it takes minutes and judges nothing. Ours also draws 20 references,
makes 50 resamples of each number, and leaves the rows in the engine. A process of its own counts Python's
start and all imports.
"""

import sys
import time
from pathlib import Path

import numpy as np

from analytics.engine import DuckDBEngine
from analytics.scope import Scope
from analytics.segment_coordinates import coordinates
from analytics.segment_sizes import segment_sizes
from analytics.segments import segment_fit
from tests.bench import bank, measure

CUSTOMERS, MONTHS = 1_000_000, 24
ROUNDS = 3
STARTS = 10
ALONE = """
import sys
from analytics.engine import DuckDBEngine
from analytics.scope import Scope
from analytics.segments import segment_fit
engine = DuckDBEngine(sys.argv[1])
segment_fit(engine, Scope.of(engine))
"""


def straightforward(engine, scope, model):
    """All rows out of the engine, standardised alike, clustered in nine numbers."""
    from sklearn.cluster import KMeans  # noqa: PLC0415 - nobody pays for it but who runs this

    names = [each.name for each in model.features]
    batches = engine.stream(
        "segments/sample", scope.single, customer_type="personal", features=names, below="g"
    )
    columns = [
        [batch.column(f"f{place}").to_numpy(zero_copy_only=False) for place in range(len(names))]
        for batch in batches
    ]
    values = dict(zip(names, map(np.concatenate, zip(*columns, strict=True)), strict=True))
    points = coordinates(model.features, values)
    for k in range(2, 11):
        KMeans(k, n_init=STARTS, random_state=k).fit(points)
    return len(points)


def steps(engine, scope):
    """Seconds of each step of one fit, by its name."""
    found, began = {}, {}

    def watch(step, _share):
        now = time.perf_counter()
        began.setdefault(step, now)
        found[step] = now - began[step]

    segment_fit(engine, scope, progress=watch)
    return found


def cancelled_after(engine, scope):
    """Seconds from asking to stop, in the middle of the resamples, until the fit has ended."""
    asked = []

    def stop(step, share):
        if step == "stability" and share > 1 / 3:
            asked.append(time.perf_counter())
            raise InterruptedError

    try:
        segment_fit(engine, scope, progress=stop)
    except InterruptedError:
        return time.perf_counter() - asked[0]
    sys.exit("the fit did not stop")


def main():
    store = Path(sys.argv[1]) if len(sys.argv) > 1 else bank.bank_store(CUSTOMERS, MONTHS)
    alone, memory, _lines = measure.own_process(ALONE, store)
    measure.bound("fit, choice of k, everybody assigned: a new process", alone, bar=10, unit="s")
    measure.bound("the same: peak memory", memory, bar=2, unit="GB")
    engine = DuckDBEngine(store)
    scope = Scope.of(engine)
    model = segment_fit(engine, scope, k=10).segmentation
    ours = measure.timed(lambda: segment_fit(engine, scope), repeats=ROUNDS)
    measure.bound("the same in a running dashboard", ours, bar=10, unit="s")
    for step, seconds in steps(engine, scope).items():
        measure.bound(f"  of it {step}", seconds, unit="s")
    again = measure.timed(lambda: segment_sizes(engine, scope, model), repeats=ROUNDS)
    measure.bound("everybody assigned to 10 segments and added up", 1000 * again, unit="ms")
    measure.bound("fit cancelled", 1000 * cancelled_after(engine, scope), unit="ms")
    plain = measure.timed(lambda: straightforward(engine, scope, model))
    measure.ratio("against k-means of all rows, 10 starts, k 2-10", ours, plain, bar=0.2)


if __name__ == "__main__":
    main()
