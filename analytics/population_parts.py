"""Two populations of one scope split into parts that share nobody: A alone, both, B alone, rest."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from analytics import condition_problems as problems
from analytics.conditions import EVERYBODY, Group, Population
from analytics.engine import Engine
from analytics.problems import EmptyScope
from analytics.scope import Scope, same_grain

MEMBERSHIP = {"a_only": 1, "both": 3, "b_only": 2, "rest": 0}
"""Parts by the number the SQL gives them."""

WITHIN = {
    "a": ("a_only", "both"),
    "b": ("both", "b_only"),
    "a_only": ("a_only",),
    "both": ("both",),
    "b_only": ("b_only",),
    "rest": ("rest",),
    "everybody": tuple(MEMBERSHIP),
}
"""Parts a list or a figure can be asked for -> the disjoint ones they are made of."""

EVERYBODY_AS_A = Population("A", 0, EVERYBODY)

LOOKED_BACK = 24
"""How many earlier dates are searched for somebody."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two populations; b None: everybody else in the scope, then nobody is in both or neither."""

    a: Population
    b: Population | None = None

    @property
    def groups(self) -> tuple[Group, Group]:
        """What the two hold."""
        a = self.a.group
        return a, Group(a.members, a.all_of, not a.negated) if self.b is None else self.b.group


def memberships(part: str) -> list[int]:
    """Return the numbers of the parts a name of WITHIN means.

    Raises:
        PopulationPartUnknown.
    """
    if part not in WITHIN:
        raise problems.PopulationPartUnknown(part=part, known=", ".join(WITHIN))
    return [MEMBERSHIP[each] for each in WITHIN[part]]


def check_sizes(engine: Engine, scope: Scope, compared: Comparison, found: pd.DataFrame) -> None:
    """Check that there is something to compare; `found`: customer_count by membership.

    Raises:
        EmptyScope, PopulationEmpty, PopulationNeverHeld, PopulationIsEverybody, PopulationsEqual.
    """
    count = dict(zip(found["membership"], found["customer_count"], strict=True))
    sizes = {part: int(count.get(number, 0)) for part, number in MEMBERSHIP.items()}
    if not sum(sizes.values()):
        raise EmptyScope(date=scope.at.isoformat())
    for part, population in (("a", compared.a), ("b", compared.b)):
        if population and not sum(sizes[each] for each in WITHIN[part]):
            raise empty_population(engine, scope, population)
    if compared.b is None:
        if not sizes["a_only"]:
            raise empty_population(engine, scope, compared.a)
        if not sizes["b_only"]:
            raise problems.PopulationIsEverybody(population=compared.a.name)
    elif not sizes["a_only"] and not sizes["b_only"]:
        raise problems.PopulationsEqual(
            a=compared.a.name, b=compared.b.name, count=f"{sizes['both']:,}"
        )


def empty_population(
    engine: Engine, scope: Scope, population: Population
) -> problems.PopulationEmpty | problems.PopulationNeverHeld:
    """Return the problem of a population that is empty at `scope.at`: since when, what to do."""
    earlier = [day for day in same_grain(engine.snapshots(), scope.at) if day < scope.at]
    for day in reversed(earlier[-LOOKED_BACK:]):
        found: pd.DataFrame = engine.ask(
            "populations/count",
            replace(scope.single, at=day, before=None),
            populations=(population.group,),
        )
        if (found["membership"] == 1).any():
            return problems.PopulationEmpty(
                population=population.name, date=scope.at.isoformat(), last=day.isoformat()
            )
    return problems.PopulationNeverHeld(population=population.name, date=scope.at.isoformat())
