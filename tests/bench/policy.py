"""The whole history of a million customers replayed under a draft, reading included.

    python -m tests.bench.policy [STORE]     STORE: a release of 1,000,000 customers × 24 months

Times are the median of rounds in this process; memory is the peak of a process of its own that
replays once. The floor is what DuckDB needs to read the two columns of all months.
"""

import sys
import time
from pathlib import Path

from analytics.engine import DuckDBEngine
from analytics.policy import policy_movers, policy_replay
from analytics.policy_rules import draft_of
from analytics.policy_suggestions import Capacity, suggested_drafts
from analytics.scope import Scope
from tests.bench import bank, measure

CUSTOMERS, MONTHS = 1_000_000, 24
ROUNDS = 5
DRAFT = "affluent=500000,vip.hold=9,vip.drop=window_max"
WEIGHTED = "affluent=500000,wealth.weight=0.5"
FLOOR = """
select customer_key, cast(aum_mavg as double) as metric from customer_snapshot
where snapshot_date = $day and status = 'open' and customer_type = 'personal'"""
ALONE = f"""
import sys
from analytics.engine import DuckDBEngine
from analytics.policy import policy_replay
from analytics.policy_rules import draft_of
from analytics.scope import Scope
engine = DuckDBEngine(sys.argv[1])
scope = Scope.of(engine)
policy_replay(engine, scope, draft_of(engine, scope, "{DRAFT}"))
"""


def floor(engine):
    """Read the key and the amount of everybody at every date, and drop them."""
    for day in engine.snapshots()["snapshot_date"]:
        with engine._connection.cursor() as cursor:
            for _batch in cursor.sql(FLOOR, params={"day": day}).to_arrow_reader(1_000_000):
                pass


def cancelled_after(engine, scope, draft):
    """Seconds from asking to stop, one third of the way, until the replay has ended."""
    asked = []

    def stop(_step, share):
        if share > 1 / 3:
            asked.append(time.perf_counter())
            raise InterruptedError

    try:
        policy_replay(engine, scope, draft, progress=stop)
    except InterruptedError:
        return time.perf_counter() - asked[0]
    sys.exit("the replay did not stop")


def main():
    store = Path(sys.argv[1]) if len(sys.argv) > 1 else bank.bank_store(CUSTOMERS, MONTHS)
    engine = DuckDBEngine(store)
    scope = Scope.of(engine)
    draft, weighted = draft_of(engine, scope, DRAFT), draft_of(engine, scope, WEIGHTED)
    branches = [f"B{number:04d}" for number in range(0, bank.BRANCHES, 10)]
    tenth = Scope.of(engine, where={"branch_id": branches})
    ways = {
        "replay of 24 months under a draft, both rules": (scope, draft, 3),
        "the same in the scope of one branch in ten": (tenth, draft, 3),
        "the same with weights on the parts of assets": (scope, weighted, None),
    }
    below = measure.timed(lambda: floor(engine), repeats=ROUNDS)
    measure.bound("floor: reading the months", below, unit="s")
    for label, (whose, tried, bar) in ways.items():

        def work(whose=whose, tried=tried):
            return policy_replay(engine, whose, tried)

        work()
        measure.bound(label, measure.timed(work, repeats=ROUNDS), bar=bar, unit="s")
    replay = policy_replay(engine, scope, draft)
    page = measure.timed(lambda: policy_movers(engine, scope, draft=replay), repeats=ROUNDS)
    measure.bound("first page of the movers", 1000 * page, bar=600, unit="ms")
    measure.bound("replay cancelled", 1000 * cancelled_after(engine, scope, draft), unit="ms")
    capacity = Capacity(per_manager=100)
    found = measure.timed(lambda: suggested_drafts(engine, scope, draft, capacity=capacity))
    measure.bound("three suggestions, replayed in full", found, unit="s")
    _seconds, memory, _lines = measure.own_process(ALONE, store)
    measure.bound("replay: peak memory of its process", memory, bar=2, unit="GB")


if __name__ == "__main__":
    main()
