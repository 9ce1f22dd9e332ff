"""Conditions as SQL over the fact: every value bound, columns from the catalogue alone.

The text means the same in DuckDB and Spark. Its value may be null where a condition is not met:
put it into `where` or `case when`, or around it `coalesce(…, false)`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from analytics.condition_columns import COLUMNS, OPERATORS, ConditionColumn
from analytics.conditions import Condition, Group

Bound = str | int | float | Decimal | dt.date
Bind = Callable[[str, Bound], str]

FEW_VALUES = 8
"""More are hashed once as a relation; a long list is compared row by row, ten times as slow."""

COMPARED = {
    "at_least": ">=",
    "at_most": "<=",
    "above": ">",
    "below": "<",
    "equal": "=",
    "on": "=",
    "before": "<",
    "after": ">",
}
UNVALUED = {"given": "is not null", "yes": "= true", "no": "= false"}
PATTERNS = {"contains": "%{}%", "starts_with": "{}%"}
NEGATIVE = frozenset({"none_of", "not_given", "not_equal", "has_none"})
"""Operators written as the negation of their opposite."""

KEYS = {"customer": "customer_key", "branch": "branch_id"}
"""Home of a column -> what the fact calls its row."""


@dataclass(slots=True)
class ConditionSQL:
    """Writes groups as SQL. `bind` keeps a value under a name and returns its marker.

    `dates`: the snapshot dates the relation holds. `prefix`: how names of values begin; the same
    groups in the same order give the same names. `judged`: a list to collect what is asked of the
    table of customers, for one join; None asks by `in`.
    """

    bind: Bind
    dates: tuple[dt.date, ...]
    prefix: str
    judged: list[str] | None = None
    count: int = 0

    def any_of(self, groups: Iterable[Group]) -> str:
        """Who is in any of the groups."""
        return f"({' or '.join(self.group(group) for group in groups)})"

    def placed(self, groups: Iterable[Group], rows: str) -> str:
        """Rows (named visible) with `membership`; what is asked of customers is joined once."""
        membership, asked, join = self.membership(groups), self.judged or [], ""
        if asked:
            flags = [f"is_{place}" for place in range(1, len(asked) + 1)]
            each = ", ".join(f"{met} as {flag}" for met, flag in zip(asked, flags, strict=True))
            join = (
                f"left join (select * from (select customer_key, {each} from customer) as flagged "
                f"where {' or '.join(flags)}) as judged "
                "on judged.customer_key = visible.customer_key"
            )
        return f"(select {membership} as membership, visible.* from {rows} {join}) as placed"

    def membership(self, groups: Iterable[Group]) -> str:
        """One number that tells which groups a customer is in: 1 + 2 + 4 … for each."""
        terms = (
            f"case when {self.group(group)} then {2**place} else 0 end"
            for place, group in enumerate(groups)
        )
        return " + ".join(terms) or "0"

    def group(self, group: Group, *, negated: bool = False) -> str:
        """Whether a customer is in the group; negations stand at the conditions."""
        turned = group.negated != negated
        if not group.members:
            return "false" if turned else "true"
        all_of = group.all_of != turned
        of_customer = [member for member in group.members if self._is_of_customer(member)]
        others = [member for member in group.members if not self._is_of_customer(member)]
        terms = [self._member(member, negated=turned) for member in others]
        if of_customer:
            inner = (self._in_customer(member, negated=turned) for member in of_customer)
            terms.append(self._looked_up("customer", _joined(inner, all_of=all_of)))
        return _joined(terms, all_of=all_of)

    def _member(self, member: Condition | Group, *, negated: bool) -> str:
        if isinstance(member, Group):
            return self.group(member, negated=negated)
        column, (term, turned) = COLUMNS[member.column], _positive(member, negated=negated)
        if term.operator == "last_days" and len(self.dates) > 1:
            return self._on_each_date(term, column, negated=turned)
        met = self._met(term, column, self.dates[0])
        return self._at_home(column, met, negated=turned)

    def _is_of_customer(self, member: Condition | Group) -> bool:
        """Whether the table of customers alone decides: such members are looked up together."""
        if isinstance(member, Group):
            return bool(member.members) and all(map(self._is_of_customer, member.members))
        on_own_date = member.operator == "last_days" and len(self.dates) > 1
        return COLUMNS[member.column].home == "customer" and not on_own_date

    def _in_customer(self, member: Condition | Group, *, negated: bool) -> str:
        """A member inside the table of customers, which has a row for everybody."""
        if isinstance(member, Group):
            turned = member.negated != negated
            inner = (self._in_customer(each, negated=turned) for each in member.members)
            return _joined(inner, all_of=member.all_of != turned)
        term, turned = _positive(member, negated=negated)
        column = COLUMNS[member.column]
        return _unless(column.sql, self._met(term, column, self.dates[0]), negated=turned)

    def _on_each_date(self, term: Condition, column: ConditionColumn, *, negated: bool) -> str:
        dated = (
            f"(snapshot_date = {self._bind(day)} "
            f"and {self._at_home(column, self._met(term, column, day), negated=negated)})"
            for day in self.dates
        )
        return f"({' or '.join(dated)})"

    def _met(self, term: Condition, column: ConditionColumn, day: dt.date) -> str:
        """A condition that is not negated, in the table that holds its column."""
        name, operator = column.sql, term.operator
        if column.kind == "tags":
            return self._tagged(name, term, column)
        if operator in UNVALUED:
            return f"{name} {UNVALUED[operator]}"
        if operator in COMPARED:
            return f"{name} {COMPARED[operator]} {self._number(column, term.values[0])}"
        if operator == "one_of":
            return self._among(name, term.values)
        if operator in PATTERNS:
            pattern = self._bind(PATTERNS[operator].format(_literal(str(term.values[0]))))
            return f"lower({name}) like lower({pattern}) escape '!'"
        return self._range(name, term, column, day)

    def _range(self, name: str, term: Condition, column: ConditionColumn, day: dt.date) -> str:
        """Both ends included; the last days end with the data date."""
        if term.operator == "last_days":
            first = day - dt.timedelta(days=int(str(term.values[0])))
            return f"({name} > {self._bind(first)} and {name} <= {self._bind(day)})"
        low, high = (self._number(column, value) for value in term.values)
        return f"({name} >= {low} and {name} <= {high})"

    def _among(self, name: str, values: tuple[Bound, ...]) -> str:
        names = [self._bind(value) for value in values]
        if len(names) <= FEW_VALUES:
            return f"{name} in ({', '.join(names)})"
        listed = ", ".join(f"({each})" for each in names)
        return f"{name} in (select wanted from (values {listed}) as given (wanted))"

    def _tagged(self, name: str, term: Condition, column: ConditionColumn) -> str:
        """Whether a list of tags has any, or all, of some; it is given when it has any at all."""
        values = term.values or tuple(code.value for code in column.codes)
        word = " and " if term.operator == "has_all" else " or "
        terms = (f"array_contains({name}, {self._bind(value)})" for value in values)
        return f"({word.join(terms)})"

    def _number(self, column: ConditionColumn, value: Bound) -> str:
        """A value to compare with; doubles with doubles, so that equal means equal."""
        if column.kind == "number" and isinstance(value, Decimal):
            return self._bind(float(value))
        return self._bind(value)

    def _at_home(self, column: ConditionColumn, met: str, *, negated: bool) -> str:
        """A condition seen from the fact."""
        if column.home == "fact":
            return _unless(column.sql, met, negated=negated)
        return _unless(KEYS[column.home], self._looked_up(column.home, met), negated=negated)

    def _looked_up(self, table: str, met: str) -> str:
        key = KEYS[table]
        if table == "branch" or self.judged is None:
            return f"{key} in (select {key} from {table} where {met})"
        self.judged.append(met)
        return f"coalesce(judged.is_{len(self.judged)}, false)"

    def _bind(self, value: Bound) -> str:
        self.count += 1
        return self.bind(f"{self.prefix}_{self.count}", value)


def _positive(condition: Condition, *, negated: bool) -> tuple[Condition, bool]:
    """The condition by an operator that is no negation, and whether it is negated then."""
    if condition.operator not in NEGATIVE:
        return condition, negated
    opposite = OPERATORS[condition.operator].opposite
    return Condition(condition.column, str(opposite), condition.values), not negated


def _unless(name: str, met: str, *, negated: bool) -> str:
    return f"({name} is null or not {met})" if negated else met


def _joined(terms: Iterable[str], *, all_of: bool) -> str:
    return f"({(' and ' if all_of else ' or ').join(terms)})"


def _literal(text: str) -> str:
    """The text inside a pattern of `like … escape '!'`."""
    for special in "!%_":
        text = text.replace(special, f"!{special}")
    return text
