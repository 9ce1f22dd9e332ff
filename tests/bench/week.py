"""The week's list, promises and alerts for a million customers.

    python -m tests.bench.week [STORE]

On the bank with 24 months, and on the one with three million holdings and consent. Ours reads the
release; nothing is prepared for it.
"""

import datetime as dt
import sys
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from analytics.alerts import alert_counts, alert_customers
from analytics.condition_text import group_from
from analytics.conditions import Population
from analytics.engine import DuckDBEngine
from analytics.promises import promises
from analytics.scope import Scope, previous_date
from analytics.week_list import week_list, week_sizes
from tests.bench import bank, measure
from tests.bench.products import holdings_store

CUSTOMERS, MONTHS, PROMISED = 1_000_000, 24, 2_000
RICH = Population("", 0, group_from('{"all":[["tier","one_of","affluent","vip"]]}'))


@dataclass(frozen=True)
class Made:
    """An open action as far as its outcome asks for it."""

    customer_id: str
    at: dt.date
    due_on: dt.date
    status: str = "open"
    manager_id: str | None = None
    value_at_risk: float | None = None
    baseline: dict = field(default_factory=dict)


def main():
    given = [Path(name) for name in sys.argv[1:]]
    for store in given or [bank.bank_store(CUSTOMERS, MONTHS), holdings_store()]:
        engine = DuckDBEngine(store)
        _week(engine, Scope.of(engine))
        engine.close()


def _week(engine, scope):
    branch = replace(scope, where=(("branch_id", ("B0003",)),))
    for name, asked in (("bank", scope), ("branch", branch)):
        _told(f"week's list, first page, {name}", partial(week_list, engine, asked))
        _told(f"list and reserve by manager, {name}", partial(week_sizes, engine, asked))
    _told("who newly meets conditions", partial(alert_counts, engine, scope, a=RICH))
    _told("their first page", partial(alert_customers, engine, scope, a=RICH))
    if previous_date(engine.snapshots(), scope.before):
        _promises(engine, scope)


def _promises(engine, scope):
    then = previous_date(engine.snapshots(), scope.at)
    earlier = replace(scope, at=then, before=previous_date(engine.snapshots(), then))
    listed = week_list(engine, earlier, limit=PROMISED)
    made = [Made(each, then, scope.at) for each in listed["customer_id"]]
    _told(
        f"what became of {PROMISED:,} promises, and the natural drift",
        lambda: promises(engine, scope, made=made, today=scope.at),
    )


def _told(name, work):
    measure.bound(name, 1_000 * measure.timed(work, repeats=3), bar=1_000, unit="ms")


if __name__ == "__main__":
    main()
