"""Who is meant: conditions on columns, joined in groups; values without SQL, fit for a cache key.

A condition on a value that is not known is not met; but `none_of`, `has_none` and `not_equal`
keep everybody for whom the value is not among those, the unknown too, as unticking a value in a
spreadsheet's filter does. So each of them is exactly what its opposite leaves out, and the
complement of any group is everybody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analytics import condition_problems as problems
from analytics.condition_columns import COLUMNS, OPERATORS, operators_of
from analytics.condition_values import ConditionValue, read_value
from data.problems import nearest

MOST_CONDITIONS = 50
DEEPEST = 4
MOST_VALUES = 1_000
STEADY_COLUMN = "customer_type"
"""The one column of the fact that never changes for a customer."""

EXPECTED_COUNT = {"none": "none", "one": "one", "two": "two", "many": "at least one", "days": "one"}


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison: a name of COLUMNS, a code of OPERATORS, values as `Condition.of` makes them.

    `values`: codes in the contract's order, other lists sorted; low before high.
    """

    column: str
    operator: str
    values: tuple[ConditionValue, ...] = ()

    @classmethod
    def of(cls, column: str, operator: str, values: Iterable[object] = ()) -> Condition:
        """Return the checked condition; values may be text as typed.

        Raises:
            ConditionColumnUnknown, ConditionOperatorUnknown, ConditionValuesMissing,
            ConditionValuesTooMany, ConditionValuesReversed, ConditionValueUnreadable,
            ConditionValueUnknown.
        """
        if column not in COLUMNS:
            raise problems.ConditionColumnUnknown(
                column=column[:60], known=nearest(column[:60], COLUMNS)
            )
        known = operators_of(column)
        if operator not in known:
            raise problems.ConditionOperatorUnknown(
                column=column, operator=operator[:60], known=", ".join(known)
            )
        given = list(values)
        _check_count(column, operator, len(given))
        read = tuple(read_value(column, operator, value) for value in given)
        if OPERATORS[operator].takes == "many":
            read = _in_order(column, read)
        elif OPERATORS[operator].takes == "two" and read[0] > read[1]:  # type: ignore[operator]
            raise problems.ConditionValuesReversed(column=column, low=read[0], high=read[1])
        return cls(column, operator, read)

    @property
    def moves(self) -> bool:
        """Whether a customer may meet it at one date and not at another."""
        steady = COLUMNS[self.column].home == "customer" or self.column == STEADY_COLUMN
        return not steady or self.operator == "last_days"


@dataclass(frozen=True, slots=True)
class Group:
    """Members that all hold (`all_of`) or of which any holds; `negated`: where that is not so.

    Without members it is everybody.
    """

    members: tuple[Condition | Group, ...] = ()
    all_of: bool = True
    negated: bool = False

    @classmethod
    def of(
        cls,
        members: Iterable[Condition | Group] = (),
        *,
        all_of: bool = True,
        negated: bool = False,
    ) -> Group:
        """Return the group when it is neither too large nor too deep.

        Raises:
            ConditionsTooMany, ConditionsTooDeep.
        """
        inside = tuple(members)
        group = cls(inside, all_of or not inside, negated)
        if group.size > MOST_CONDITIONS:
            raise problems.ConditionsTooMany(count=group.size, limit=MOST_CONDITIONS)
        if group.depth > DEEPEST:
            raise problems.ConditionsTooDeep(depth=group.depth, limit=DEEPEST)
        return group

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition in it, in order."""
        return tuple(_conditions(self))

    @property
    def columns(self) -> frozenset[str]:
        """The columns it names."""
        return frozenset(condition.column for condition in _conditions(self))

    @property
    def size(self) -> int:
        """How many conditions it has."""
        return len(self.conditions)

    @property
    def depth(self) -> int:
        """How many groups stand inside each other; 1 without inner groups."""
        inner = (member.depth for member in self.members if isinstance(member, Group))
        return 1 + max(inner, default=0)

    @property
    def moves(self) -> bool:
        """Whether a customer may be in it at one date and not at another."""
        return any(condition.moves for condition in _conditions(self))


EVERYBODY = Group()
NOBODY = Group(negated=True)


@dataclass(frozen=True, slots=True)
class Population:
    """Customers under a name. `version` 0: not saved."""

    name: str
    version: int
    group: Group

    @property
    def key(self) -> str:
        """What links carry: name@version, the name alone when it is not saved."""
        return f"{self.name}@{self.version}" if self.version else self.name


def _conditions(group: Group) -> Iterator[Condition]:
    for member in group.members:
        if isinstance(member, Group):
            yield from _conditions(member)
        else:
            yield member


def _check_count(column: str, operator: str, count: int) -> None:
    takes = OPERATORS[operator].takes
    if count > MOST_VALUES:
        raise problems.ConditionValuesTooMany(column=column, count=count, limit=MOST_VALUES)
    wanted = {"none": 0, "one": 1, "two": 2, "days": 1}.get(takes)
    if count != wanted if wanted is not None else count == 0:
        raise problems.ConditionValuesMissing(
            column=column, operator=operator, count=count, expected=EXPECTED_COUNT[takes]
        )


def _in_order(column: str, values: tuple[ConditionValue, ...]) -> tuple[ConditionValue, ...]:
    """Each once; codes as the contract lists them."""
    place = {code.value: at for at, code in enumerate(COLUMNS[column].codes)}
    return tuple(sorted(set(values), key=lambda value: (place.get(str(value), -1), str(value))))
