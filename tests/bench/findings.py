"""The scan for findings on a million customers × 24 months, cold and asked again.

    python -m tests.bench.findings [STORE]

Cold is the first scan of a fresh connection, as after a new release; pages keep the answer per
release. This bank has no holdings and no complaints; see tests.bench.products for one that has.
"""

import sys
from pathlib import Path

from analytics.engine import DuckDBEngine
from analytics.findings import finding_customers, findings
from analytics.scope import Scope
from tests.bench import bank, measure

CUSTOMERS, MONTHS, ROUNDS = 1_000_000, 24, 5


def cold(store):
    """Seconds of a first scan: its own connection each time."""
    engine = DuckDBEngine(store)
    scope = Scope.of(engine)
    seconds = measure.timed(lambda: findings(engine, scope))
    engine.close()
    return seconds


def main():
    store = Path(sys.argv[1]) if len(sys.argv) > 1 else bank.bank_store(CUSTOMERS, MONTHS)
    first = sorted(cold(store) for _ in range(ROUNDS))
    measure.bound("findings, cold", first[ROUNDS // 2], bar=3.0, unit="s")
    engine = DuckDBEngine(store)
    scope = Scope.of(engine)
    found = findings(engine, scope)
    print(f"{len(found)} findings, {found.attrs['family_size']} rates tested together")
    branch = Scope.of(engine, where={"branch_id": ["B0007"]})
    of_branch = measure.timed(lambda: findings(engine, branch), repeats=ROUNDS)
    measure.bound("findings of one branch", of_branch, unit="s")
    key = found["key"].iloc[0]
    people = measure.timed(
        lambda: finding_customers(engine, scope, finding=key, limit=50), repeats=ROUNDS
    )
    measure.bound("the people of the first finding", people, unit="s")


if __name__ == "__main__":
    main()
