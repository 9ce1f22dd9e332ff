"""Who meets conditions: populations counted, compared and listed, at one date.

A population is a group of conditions under a name. Two of them may share customers; everything is
counted in parts that share nobody (A alone, both, B alone, rest), so sums always reconcile.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analytics import condition_problems as problems
from analytics.conditions import Group, Population
from analytics.engine import MAX_ANSWER_ROWS, Engine
from analytics.population_comparison import COMPARED, population_comparison
from analytics.population_distribution import population_distribution, population_quantiles
from analytics.population_parts import (
    EVERYBODY_AS_A,
    MEMBERSHIP,
    WITHIN,
    Comparison,
    check_sizes,
    empty_population,
    memberships,
)
from analytics.scope import Scope

__all__ = [
    "COMPARED",
    "MOST_POPULATIONS",
    "WITHIN",
    "empty_population",
    "population_comparison",
    "population_count",
    "population_customers",
    "population_distribution",
    "population_overlap",
    "population_quantiles",
    "unknown_ids",
]

MOST_POPULATIONS = 12
SUMS = ("customer_count", "contribution_ttm", "aum_mavg")


def population_count(
    engine: Engine, scope: Scope, *, populations: Sequence[Population] = ()
) -> pd.DataFrame:
    """How many customers meet the conditions, and what do they bring?

    Returns:
        Row 0 is everybody in scope (population null), then one row per population in the order
        given: population (its name), version, customer_count, customer_share (of everybody),
        contribution_ttm, contribution_share (null when the total is not positive), aum_mavg. An
        empty population is a row with 0; money is null where nobody's is known.

    Raises:
        PopulationsTooMany: more than MOST_POPULATIONS.
    """
    if len(populations) > MOST_POPULATIONS:
        raise problems.PopulationsTooMany(count=len(populations), limit=MOST_POPULATIONS)
    groups = tuple(population.group for population in populations)
    found = engine.ask("populations/count", scope.single, populations=groups)
    rows = [_sums(found)]
    rows += [_sums(found[found["membership"] // 2**at % 2 == 1]) for at in range(len(groups))]
    answer = pd.DataFrame(rows, columns=list(SUMS))
    people, total = int(answer["customer_count"][0]), float(answer["contribution_ttm"][0] or 0)
    answer.insert(1, "customer_share", answer["customer_count"] / people if people else np.nan)
    share = answer["contribution_ttm"] / total if total > 0 else np.nan
    answer.insert(3, "contribution_share", share)
    answer.insert(0, "population", [None, *(each.name for each in populations)])
    answer.insert(1, "version", pd.array([None, *(each.version for each in populations)], "Int64"))
    return answer


def population_overlap(
    engine: Engine,
    scope: Scope,
    *,
    a: Population = EVERYBODY_AS_A,
    b: Population | None = None,
) -> pd.DataFrame:
    """How many customers are in A alone, in both, in B alone and in neither?

    Without `b` it is everybody else in the scope.

    Returns:
        Five rows: part (a_only, both, b_only, rest, everybody: their sum), customer_count,
        customer_share, contribution_ttm, aum_mavg.

    Raises:
        EmptyScope, PopulationEmpty, PopulationNeverHeld, PopulationIsEverybody, PopulationsEqual.
    """
    compared = Comparison(a, b)
    found = engine.ask("populations/count", scope.single, populations=compared.groups)
    check_sizes(engine, scope, compared, found)
    rows = [
        _sums(found[found["membership"].isin(memberships(part))])
        for part in (*MEMBERSHIP, "everybody")
    ]
    answer = pd.DataFrame(rows, columns=list(SUMS))
    share = answer["customer_count"] / answer["customer_count"].iloc[-1]
    answer.insert(1, "customer_share", share)
    answer.insert(0, "part", [*MEMBERSHIP, "everybody"])
    return answer


def population_customers(  # noqa: PLR0913 - a page of a list has these facts
    engine: Engine,
    scope: Scope,
    *,
    a: Population = EVERYBODY_AS_A,
    b: Population | None = None,
    part: str = "a",
    figure: str = "contribution_ttm",
    limit: int = 50,
    offset: int = 0,
) -> pd.DataFrame:
    """Who are the customers of a population, or of a part of the comparison? One page.

    `part`: a, b, a_only, both, b_only, rest or everybody. `figure`: a number of the fact, by
    which the list is sorted, largest first; ties by id, who has none last.

    Returns:
        rank, customer_id, customer_key, customer_type, branch_id, branch_name, manager_id, tier,
        tier_watch, segment, value (the figure), contribution_ttm, aum_mavg, loan_mavg, activity,
        service_group. No rows behind the end. At most 10,000 rows.

    Raises:
        PopulationPartUnknown, FigureNotCompared.
    """
    page = engine.ask(
        "populations/customers",
        scope.single,
        populations=Comparison(a, b).groups,
        memberships=memberships(part),
        figure=figure,
        page_size=min(limit, MAX_ANSWER_ROWS),
        skipped=offset,
    )
    page.insert(0, "rank", np.arange(offset + 1, offset + len(page) + 1))
    return page


def unknown_ids(engine: Engine, scope: Scope, group: Group) -> tuple[str, ...]:
    """Return the customer ids that conditions name and the bank does not have at any date."""
    given = {
        str(value)
        for condition in group.conditions
        if condition.column == "customer_id" and condition.operator in {"one_of", "none_of"}
        for value in condition.values
    }
    if not given:
        return ()
    known = engine.ask("contribution/known_ids", scope.single, customers=sorted(given))
    return tuple(sorted(given - set(known["customer_id"])))


def _sums(parts: pd.DataFrame) -> dict[str, float]:
    """Totals of parts; null where no part has any."""
    return {name: parts[name].sum(min_count=0 if name == SUMS[0] else 1) for name in SUMS}
