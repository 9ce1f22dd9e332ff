"""How a scope becomes the relations a question reads: the one place where rows are let through."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from analytics.scope import Scope, Value
from data.contract import DIMENSIONS, Dimension

CUBE_MEASURES = frozenset({"contribution_ttm", "contribution", "aum_mavg"})
BUCKET_DIMENSIONS = frozenset({"customer_type", "tier"})
KPI_DIMENSIONS = BUCKET_DIMENSIONS | {"branch_id"}
FIXED_PEOPLE = frozenset({"customer_type"})
"""Population columns of the fact that never change for a customer."""

SIGN = (
    "case when contribution_ttm > 0 then 'positive' when contribution_ttm < 0 then 'loss_making' "
    "when contribution_ttm = 0 then 'zero' end"
)


@dataclass(slots=True)
class Relations:
    """SQL of what a scope lets through at `dates`, and the values bound in it so far."""

    scope: Scope
    dates: tuple[dt.date, ...]
    bound: dict[str, Value] = field(default_factory=dict)

    def rows(self) -> str:
        """Open customers' rows of the fact, one per customer and date, all its columns."""
        terms = [self._dates(), "status = 'open'", *self._own_row(), *self._people()]
        return f"(select * from customer_snapshot where {' and '.join(terms)}) as visible"

    def cube(self) -> str:
        """The prepared counts and sums by value bucket; only for a scope `fits_cube` accepts."""
        return self._prepared("cube_bucket")

    def kpi(self) -> str:
        """The prepared sums; only for a scope that names type, branch and tier at most."""
        return self._prepared("cube_kpi")

    def presence(self) -> str:
        """Who has a row when, whatever the territory: customer_key, snapshot_date, is_open."""
        return (
            "(select customer_key, snapshot_date, status = 'open' as is_open "
            f"from customer_snapshot where {self._dates()}) as presence"
        )

    def _prepared(self, table: str) -> str:
        terms = [self._dates(), *self._own_row()]
        return f"(select * from {table} where {' and '.join(terms)}) as visible"

    def _dates(self) -> str:
        names = [self._bind(f"date_{i}", day) for i, day in enumerate(self.dates)]
        if len(names) == 1:
            return f"snapshot_date = {names[0]}"
        return f"snapshot_date in ({', '.join(names)})"

    def _own_row(self) -> list[str]:
        """Entitlement and territory, and the population where each row decides for itself."""
        scope = self.scope
        terms = [self._term("entitled", *term) for term in scope.entitlement]
        return terms + [
            self._term("chosen", *term) for term in scope.where if not self._decided_once(term[0])
        ]

    def _people(self) -> list[str]:
        """The population of a pair, chosen once: at `before` if open then, else at `at`."""
        moving = [term for term in self.scope.where if self._decided_once(term[0])]
        if not moving:
            return []
        chosen = " and ".join(self._term("chosen", *term) for term in moving)
        open_at = "select customer_key from customer_snapshot where status = 'open' and "
        before = self._bind("before", self.scope.before)
        at = self._bind("at", self.scope.at)
        sql = (
            f"customer_key in ({open_at} snapshot_date = {before} and {chosen} union all "
            f"{open_at} snapshot_date = {at} and {chosen} and customer_key not in "
            f"({open_at} snapshot_date = {before}))"
        )
        return [sql]

    def _decided_once(self, column: str) -> bool:
        return self.scope.reading == "pair" and moves(DIMENSIONS[column])

    def _term(self, prefix: str, column: str, values: tuple[Value, ...]) -> str:
        dimension = DIMENSIONS[column]
        condition = self._condition(prefix, dimension, values)
        if dimension.home == "customer":
            return f"customer_key in (select customer_key from customer where {condition})"
        if dimension.home == "branch":
            return f"branch_id in (select branch_id from branch where {condition})"
        return condition

    def _condition(self, prefix: str, dimension: Dimension, values: tuple[Value, ...]) -> str:
        column = column_sql(dimension.name)
        names = [
            self._bind(f"{prefix}_{dimension.name}_{i}", value)
            for i, value in enumerate(values)
            if value is not None
        ]
        terms = [f"{column} is null"] if None in values else []
        if names and dimension.kind == "codes":
            terms += [f"array_contains({column}, {name})" for name in names]
        elif names:
            terms.append(f"{column} in ({', '.join(names)})")
        return f"({' or '.join(terms)})"

    def _bind(self, name: str, value: Value) -> str:
        self.bound[name] = value
        return f":{name}"


def column_sql(dimension: str) -> str:
    """Return the SQL of a dimension of the contract inside the relation that holds it."""
    return SIGN if dimension == "sign" else dimension


def moves(dimension: Dimension) -> bool:
    """Tell whether a customer may change its value from one date to the next."""
    return (
        dimension.home == "fact"
        and dimension.part == "population"
        and dimension.name not in FIXED_PEOPLE
    )


def fits_cube(scope: Scope, measure: str) -> bool:
    """Tell whether the prepared buckets answer this scope: only type and tier are named.

    In a pair the tier is decided once per customer, which the buckets cannot know.
    """
    named = {column for column, _ in (*scope.where, *scope.entitlement)}
    decided_once = scope.reading == "pair" and any(
        moves(DIMENSIONS[column]) for column, _ in scope.where
    )
    return measure in CUBE_MEASURES and named <= BUCKET_DIMENSIONS and not decided_once
