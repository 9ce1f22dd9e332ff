"""Conditions as one line of text: in links, in the workspace, on the command line.

{"all":[["tier","one_of","affluent","vip"],["aum_mavg","at_least",50000],{"not_any":[…]}]}:
a group says how its members are joined (all, any, not_all, not_any), a condition is a list of
column, operator and values. The same group always gives the same text.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import NoReturn

from analytics import condition_problems as problems
from analytics.condition_values import ConditionValue
from analytics.conditions import DEEPEST, EVERYBODY, Condition, Group

LONGEST = 200_000
EXPECTED = '{"all":[["tier","one_of","vip"],["aum_mavg","at_least",50000]]}'
JOINTS = {
    "all": (True, False),
    "any": (False, False),
    "not_all": (True, True),
    "not_any": (False, True),
}
"""Word of the text -> all_of, negated."""

_WORDS = {joint: word for word, joint in JOINTS.items()}


def text_of(group: Group) -> str:
    """Return the group as compact JSON."""
    members = ",".join(
        text_of(member) if isinstance(member, Group) else _condition_text(member)
        for member in group.members
    )
    return f'{{"{_WORDS[group.all_of, group.negated]}":[{members}]}}'


def group_from(text: str) -> Group:
    """Return the checked group of such a text; everybody for an empty one.

    Raises:
        ConditionsUnreadable, and what Condition.of and Group.of raise.
    """
    if not text.strip():
        return EVERYBODY
    if len(text) > LONGEST:
        raise _unreadable(text)
    try:
        read = json.loads(
            text, parse_float=_number, parse_int=_number, parse_constant=_no_number,
            object_pairs_hook=_pairs,
        )  # fmt: skip
    except (ValueError, RecursionError, InvalidOperation):
        raise _unreadable(text) from None
    return _group(read, text)


def _condition_text(condition: Condition) -> str:
    parts = (condition.column, condition.operator, *condition.values)
    return f"[{','.join(map(_value_text, parts))}]"


def _value_text(value: ConditionValue) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.date):
        return f'"{value.isoformat()}"'
    return json.dumps(value, ensure_ascii=False)


def _group(read: object, text: str, depth: int = 1) -> Group:
    if depth > DEEPEST:
        raise problems.ConditionsTooDeep(depth=depth, limit=DEEPEST)
    if not isinstance(read, _Pairs) or len(read) != 1:
        raise _unreadable(text)
    ((word, members),) = read
    if word not in JOINTS or not isinstance(members, list):
        raise _unreadable(text)
    all_of, negated = JOINTS[word]
    return Group.of(
        (
            _group(member, text, depth + 1)
            if isinstance(member, _Pairs)
            else _condition(member, text)
            for member in members
        ),
        all_of=all_of,
        negated=negated,
    )


def _condition(read: object, text: str) -> Condition:
    if not isinstance(read, list) or len(read) < 2:
        raise _unreadable(text)
    column, operator, *values = read
    words = isinstance(column, str) and isinstance(operator, str)
    if not words or any(
        isinstance(value, (list, tuple, bool)) or value is None for value in values
    ):
        raise _unreadable(text)
    return Condition.of(column, operator, values)


class _Pairs(tuple[tuple[str, object], ...]):
    """An object of the text, its keys as often as they stand there."""

    __slots__ = ()


def _pairs(pairs: Sequence[tuple[str, object]]) -> _Pairs:
    return _Pairs(pairs)


def _number(digits: str) -> Decimal:
    return Decimal(digits)


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)


def _unreadable(text: str) -> problems.ConditionsUnreadable:
    shown = text if len(text) <= 120 else f"{text[:120]}…"
    return problems.ConditionsUnreadable(text=shown, expected=EXPECTED)
