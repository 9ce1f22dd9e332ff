"""How a scope becomes the relations a question reads: the one place where rows are let through."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analytics.condition_columns import COMPUTED
from analytics.condition_sql import ConditionSQL
from analytics.scope import Scope, Value, previous_date
from data.contract import DERIVED, DIMENSIONS, TABLES, Dimension

if TYPE_CHECKING:
    import pandas as pd

    from analytics.conditions import Group

FLOW_MEASURES = frozenset({"aum_mavg", "deposit_mavg", "loan_mavg", "contribution_ttm"})
CUBE_MEASURES = frozenset({"contribution_ttm", "contribution", "aum_mavg"})
BUCKET_DIMENSIONS = frozenset({"customer_type", "tier"})
KPI_DIMENSIONS = BUCKET_DIMENSIONS | {"branch_id"}
RESTATED = {"tier": "TIER", "value3": "VALUE3"}
"""Columns of the fact that a later policy gives anew to earlier dates, and their schemes."""

FIXED_PEOPLE = frozenset({"customer_type"})
"""Population columns of the fact that never change for a customer."""

UNSTORED = frozenset({"customer_id", "sign"})
"""Columns of the contract that the fact does not hold."""

FLOW_DIMENSIONS = KPI_DIMENSIONS
FEW_PLACES = 24
"""Up to so many branches or managers are looked up one by one."""

OPEN_STATE = 2
"""In the prepared transitions: 0 never seen, 1 absent or closed, 2 open, 3 open and valid."""


@dataclass(slots=True)
class Relations:
    """SQL of what a scope lets through at `dates`, and the values bound in it so far.

    `regimes`: the days from which a tier policy applies. `prefix`: how names of values begin, so
    that two readings of a scope can stand in one question.
    """

    scope: Scope
    dates: tuple[dt.date, ...]
    regimes: tuple[dt.date, ...] = ()
    bound: dict[str, Value] = field(default_factory=dict)
    prefix: str = ""

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

    def whereabouts(self) -> str:
        """Rows at the scope's dates of everybody who is in it at one of them, wherever they are.

        All columns, levels under the policy in force at the last date, and is_mine: whether the
        row lies where the viewer looks and may look. Rows elsewhere tell who went to another
        branch from who left the bank; a question must not show their amounts.
        """
        mine = self._mine()
        terms = [self._dates()]
        terms += [
            self._term("chosen", *term)
            for term in self.scope.where
            if not is_territory(term[0]) and not self._decided_once(term[0])
        ]
        terms += self._population(once=False)
        if mine:
            terms.append(f"customer_key in ({self._those_here(mine)})")
        return (
            f"(select *, {mine or 'true'} as is_mine, {self._decided() or 'true'} as is_chosen "
            f"from {self._fact()} where {' and '.join(terms)}) as whereabouts"
        )

    def _those_here(self, mine: str) -> str:
        """Who was open in the territory at one of the dates.

        A few branches or managers one by one: each lies together, and the planner sees how few
        customers that is. A list of them it takes for half the bank, and joins the wrong way round.
        """
        scope = self.scope
        places = [term for term in scope.where if is_territory(term[0])]
        here = (
            f"select customer_key from customer_snapshot where {self._dates()} and status = 'open'"
        )
        if scope.entitlement or len(places) != 1 or len(places[0][1]) > FEW_PLACES:
            return f"{here} and {mine}"
        ((column, values),) = places
        one_by_one = (self._term("chosen", column, (value,), at) for at, value in enumerate(values))
        return " union all ".join(f"{here} and {each}" for each in one_by_one)

    def chosen(self) -> str:
        """Whether a customer is of the population: by the earlier row if open, else the later."""
        if not self._chosen_once():
            return "true"
        return "coalesce(case when b.standing > 0 then b.is_chosen end, a.is_chosen, false)"

    def _decided(self) -> str:
        """Whether a row is of the population: never null, or the later row would be asked."""
        terms = " and ".join(self._chosen_once())
        return f"coalesce({terms}, false)" if terms else ""

    def _chosen_once(self) -> list[str]:
        """The conditions by which a pair chooses its people once."""
        moving = [term for term in self.scope.where if self._decided_once(term[0])]
        return [self._term("chosen", *term) for term in moving] + self._population(once=True)

    def _population(self, *, once: bool) -> list[str]:
        """The populations' conditions, if they are `once` decided for a pair or at each row."""
        scope = self.scope
        moving = any(population.group.moves for population in scope.populations)
        if not scope.populations or once != (scope.reading == "pair" and moving):
            return []
        return [self._conditions().any_of(each.group for each in scope.populations)]

    def placed(self, groups: Iterable[Group]) -> str:
        """The rows with `membership`: which groups the customer is in, 1 + 2 + 4 … for each."""
        conditions = ConditionSQL(bind=self._bind, dates=self.dates, prefix="member", judged=[])
        return conditions.placed(groups, self.rows())

    def _conditions(self) -> ConditionSQL:
        return ConditionSQL(bind=self._bind, dates=self.dates, prefix="population")

    def flows(self) -> str:
        """The prepared transitions of consecutive month-ends; only where `fits_flows`.

        was_mine, is_mine: whether the two rows lie in the territory; a population is chosen once.
        """
        terms = [self._dates("at_date")]
        for column, values in self.scope.where:
            if column == "customer_type":
                terms.append(self._term("chosen", column, values))
            elif column == "tier":
                was, now = (
                    self._condition("chosen", DIMENSIONS[column], values, named)
                    for named in ("from_level", "to_level")
                )
                terms.append(f"case when from_state >= {OPEN_STATE} then {was} else {now} end")
        was, now = (self._mine(named) or "true" for named in ("from_branch", "to_branch"))
        return (
            f"(select *, {was} as was_mine, {now} as is_mine from cube_flow "
            f"where {' and '.join(terms)}) as flows"
        )

    def _mine(self, named: str | None = None) -> str:
        """Entitlement and territory: where the viewer looks and may look; empty for everywhere.

        `named`: what a prepared table calls the branch.
        """
        scope = self.scope
        places = [("entitled", *term) for term in scope.entitlement]
        places += [("chosen", *term) for term in scope.where if is_territory(term[0])]
        return " and ".join(
            self._term(*place) if named is None else self._branch(*place, named=named)
            for place in places
        )

    def _branch(self, prefix: str, column: str, values: tuple[Value, ...], *, named: str) -> str:
        return self._condition(prefix, DIMENSIONS[column], values, named)

    def _fact(self) -> str:
        """The fact; earlier dates with the levels the policy in force at the last would give."""
        newest = max(self.dates)
        start = regime_of(newest, self.regimes)
        if all(regime_of(day, self.regimes) == start for day in self.dates):
            return "customer_snapshot"
        known = dict.fromkeys((*TABLES["customer_snapshot"].names, *DERIVED))
        names = [name for name in known if name not in UNSTORED]
        columns = [f"s.{name}" for name in ("customer_key", "customer_type", *names)]
        joins = []
        for column, scheme in RESTATED.items():
            columns.remove(f"s.{column}")
            columns.append(f"coalesce({column}_then.level, s.{column}) as {column}")
            joins.append(
                f"left join tier as {column}_then on {column}_then.scheme = '{scheme}' "
                f"and {column}_then.policy_version = {self._bind('regime', start.isoformat())} "
                f"and {column}_then.snapshot_date = s.snapshot_date "
                f"and {column}_then.customer_key = s.customer_key"
            )
        return (
            f"(select {', '.join(columns)} from customer_snapshot as s {' '.join(joins)}) as fact"
        )

    def _prepared(self, table: str) -> str:
        terms = [self._dates(), *self._own_row()]
        return f"(select * from {table} where {' and '.join(terms)}) as visible"

    def _dates(self, column: str = "snapshot_date") -> str:
        names = [self._bind(f"date_{i}", day) for i, day in enumerate(self.dates)]
        if len(names) == 1:
            return f"{column} = {names[0]}"
        return f"{column} in ({', '.join(names)})"

    def _own_row(self) -> list[str]:
        """Entitlement and territory, and the population where each row decides for itself."""
        scope = self.scope
        terms = [self._term("entitled", *term) for term in scope.entitlement]
        terms += [
            self._term("chosen", *term) for term in scope.where if not self._decided_once(term[0])
        ]
        return terms + self._population(once=False)

    def _people(self) -> list[str]:
        """The population of a pair, chosen once: at `before` if open then, else at `at`."""
        chosen = " and ".join(self._chosen_once())
        if not chosen:
            return []
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

    def _term(self, prefix: str, column: str, values: tuple[Value, ...], first: int = 0) -> str:
        """One condition of a scope; `first`: the number of its first value among the bound ones."""
        dimension = DIMENSIONS[column]
        condition = self._condition(prefix, dimension, values, first=first)
        if dimension.home == "customer":
            return f"customer_key in (select customer_key from customer where {condition})"
        if dimension.home == "branch":
            return f"branch_id in (select branch_id from branch where {condition})"
        return condition

    def _condition(
        self,
        prefix: str,
        dimension: Dimension,
        values: tuple[Value, ...],
        named: str | None = None,
        first: int = 0,
    ) -> str:
        column = named or column_sql(dimension.name)
        names = [
            self._bind(f"{prefix}_{dimension.name}_{i}", value)
            for i, value in enumerate(values, start=first)
            if value is not None
        ]
        terms = [f"{column} is null"] if None in values else []
        if names and dimension.kind == "codes":
            terms += [f"array_contains({column}, {name})" for name in names]
        elif names:
            terms.append(f"{column} in ({', '.join(names)})")
        return f"({' or '.join(terms)})"

    def _bind(self, name: str, value: Value) -> str:
        self.bound[f"{self.prefix}{name}"] = value
        return f":{self.prefix}{name}"


def column_sql(dimension: str) -> str:
    """Return the SQL of a dimension of the contract inside the relation that holds it."""
    return COMPUTED.get(dimension, dimension)


def is_territory(column: str) -> bool:
    """Tell whether a column says where a customer is looked after: it is read at each date."""
    return DIMENSIONS[column].part == "territory"


def regime_of(day: dt.date, starts: tuple[dt.date, ...]) -> dt.date:
    """Return the start of the policy in force on a day; the earliest before any."""
    return max((start for start in starts if start <= day), default=dt.date.min)


def moves(dimension: Dimension) -> bool:
    """Tell whether a customer may change its value from one date to the next."""
    return (
        dimension.home == "fact"
        and dimension.part == "population"
        and dimension.name not in FIXED_PEOPLE
    )


def people_move(scope: Scope) -> bool:
    """Tell whether a customer may be among a scope's people at one date and not at another."""
    return any(moves(DIMENSIONS[column]) for column, _ in scope.where) or any(
        population.group.moves for population in scope.populations
    )


def fits_flows(scope: Scope, snapshots: pd.DataFrame, *, scheme: str, measure: str) -> bool:
    """Tell whether the prepared transitions answer a pair: month-ends that follow each other.

    They know type, branch and tier of TIER, and four amounts.
    """
    where = {column for column, _ in scope.where}
    entitled = {column for column, _ in scope.entitlement}
    grain = dict(zip(snapshots["snapshot_date"], snapshots["grain"], strict=True))
    return (
        scheme == "TIER"
        and not scope.populations
        and measure in FLOW_MEASURES
        and where <= FLOW_DIMENSIONS
        and entitled <= {"branch_id"}
        and scope.before is not None
        and grain[scope.at] == grain[scope.before] == "month"
        and previous_date(snapshots, scope.at) == scope.before
    )


def fits_cube(scope: Scope, measure: str) -> bool:
    """Tell whether the prepared buckets answer this scope: only type and tier are named.

    In a pair the tier is decided once per customer, which the buckets cannot know.
    """
    named = {column for column, _ in (*scope.where, *scope.entitlement)}
    decided_once = scope.reading == "pair" and people_move(scope)
    plain = named <= BUCKET_DIMENSIONS and not scope.populations
    return measure in CUBE_MEASURES and plain and not decided_once
