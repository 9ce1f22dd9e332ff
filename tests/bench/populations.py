"""A live count of conditions on a million customers, and two populations compared.

    python -m tests.bench.populations [STORE]

What a condition builder asks at every key: how many, and what they bring, in one pass of the
engine. Cold is the first question after the release is opened.
"""

import statistics
import sys
from dataclasses import replace
from pathlib import Path

from analytics.condition_text import group_from
from analytics.conditions import Condition, Group, Population
from analytics.contribution import contribution_summary
from analytics.engine import DuckDBEngine
from analytics.migration import migration_matrix
from analytics.populations import (
    population_comparison,
    population_count,
    population_customers,
    population_distribution,
)
from analytics.scope import Scope
from tests.bench import bank, measure
from tests.bench.curve import rounds

CUSTOMERS, MONTHS = 1_000_000, 24
BAR = 150
COUNTED = {
    "one amount": '{"all":[["aum_mavg","at_least",50000]]}',
    "tier and amounts": '{"all":[["tier","one_of","vip","affluent"],["aum_mavg","between",1000,'
    '900000],["txn_cnt_90d","above",5]]}',
    "of the customer": '{"all":[["open_date","after","2015-01-01"],["service_group","one_of",'
    '"farmer","merchant"]]}',
    "negated": '{"not_all":[["open_date","after","2015-01-01"],["aum_mavg","below",50000]]}',
    "groups in groups": '{"any":[{"all":[["tier","one_of","vip"],["open_date","before",'
    '"2015-01-01"]]},{"not_any":[["area","one_of","urban"],["birth_year","below",1970]]}]}',
    "part of an id": '{"all":[["manager_id","contains","M001"]]}',
    "last days": '{"all":[["last_txn_date","last_days",30],["overdue_days","equal",0]]}',
}


def listed(column, count, form):
    values = [form.format(number * 97) for number in range(count)]
    return Group((Condition.of(column, "one_of", values),))


def main():
    store = Path(sys.argv[1]) if len(sys.argv) > 1 else bank.bank_store(CUSTOMERS, MONTHS)
    engine = DuckDBEngine(store)
    scope = Scope.of(engine)
    groups = {name: group_from(text) for name, text in COUNTED.items()}
    groups["1,000 pasted ids"] = listed("customer_id", 1_000, "C{:09}")
    groups["100 branches"] = Group(
        (Condition.of("branch_id", "none_of", [f"B{number:04}" for number in range(100)]),)
    )
    named = {name: Population(name, 0, group) for name, group in groups.items()}
    first = measure.timed(
        lambda: population_count(engine, scope, populations=(named["of the customer"],))
    )
    measure.bound("live count, the first after opening", 1000 * first, unit="ms")
    ways = {
        f"live count: {name}": lambda population=population: population_count(
            engine, scope, populations=(population,)
        )
        for name, population in named.items()
    }
    a, b = named["tier and amounts"], named["of the customer"]
    ways["live count: two and their overlap"] = lambda: population_count(
        engine, scope, populations=(a, b)
    )
    inside = replace(scope, populations=(b,))
    more = {
        "comparison of two on all figures": lambda: population_comparison(engine, scope, a=a, b=b),
        "distribution": lambda: population_distribution(engine, scope, a=a, b=b),
        "first page of the list": lambda: population_customers(engine, scope, a=a, b=b),
        "curve's summary of a population": lambda: contribution_summary(engine, inside),
        "matrix of a population, chosen once": lambda: migration_matrix(engine, inside),
    }
    for name, seconds in rounds(ways | more, count=7).items():
        bar = BAR if name in ways else None
        measure.bound(name, 1000 * statistics.median(seconds), bar=bar, unit="ms")


if __name__ == "__main__":
    main()
