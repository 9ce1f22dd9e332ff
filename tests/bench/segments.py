"""Segments of a million customers: fitted, the number chosen, everybody assigned.

    python -m tests.bench.segments [STORE]     STORE: a release of 1,000,000 customers

The straightforward way reads all rows and runs scikit-learn's KMeans, 10 starts for each number
from 2 to 10, on all cores; it takes minutes and judges nothing. Ours also draws 20 references,
makes 50 resamples of each number, and leaves the rows in the engine. Both run in processes of
their own: Python's start and all imports count.
"""

import sys
import time
from pathlib import Path

import pyarrow as pa

from analytics.engine import DuckDBEngine
from analytics.scope import Scope
from analytics.segment_coordinates import coordinates, fitted_features
from analytics.segment_sample import EVERY_DIGEST
from analytics.segment_sizes import segment_sizes
from analytics.segments import segment_fit
from data.segment_features import default_features
from tests.bench import bank, measure

CUSTOMERS, MONTHS = 1_000_000, 24
ROUNDS = 3
STARTS = 10
PLAIN = "import sys; from tests.bench.segments import straightforward as s; s(sys.argv[1])"
ALONE = """
import sys
from analytics.engine import DuckDBEngine
from analytics.scope import Scope
from analytics.segments import segment_fit
engine = DuckDBEngine(sys.argv[1])
segment_fit(engine, Scope.of(engine))
"""


def straightforward(store):
    """All rows out of the engine, standardised alike, clustered in nine numbers."""
    from sklearn.cluster import KMeans  # noqa: PLC0415 - nobody pays for it but who runs this

    engine = DuckDBEngine(store)
    names = default_features("personal")
    batches = engine.stream(
        "segments/sample",
        Scope.of(engine).single,
        customer_type="personal",
        features=names,
        below=EVERY_DIGEST,
    )
    table = pa.Table.from_batches(list(batches))
    values = {name: table.column(f"f{place}").to_numpy() for place, name in enumerate(names)}
    points = coordinates(fitted_features(values)[0], values)
    for k in range(2, 11):
        KMeans(k, n_init=STARTS, random_state=k).fit(points)


def steps(engine, scope):
    """Seconds of each step of one fit, by its name."""
    began = {}
    segment_fit(
        engine, scope, progress=lambda step, _share: began.setdefault(step, time.perf_counter())
    )
    ended = [*list(began.values())[1:], time.perf_counter()]
    return {step: end - begin for (step, begin), end in zip(began.items(), ended, strict=True)}


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
    plain, memory, _lines = measure.own_process(PLAIN, store)
    measure.bound("k-means of all rows: peak memory", memory, unit="GB")
    measure.ratio("against k-means of all rows, 10 starts, k 2-10", alone, plain, bar=0.2)


if __name__ == "__main__":
    main()
