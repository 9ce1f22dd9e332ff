"""Populations put together: union, intersection, difference and complement of groups, simplified.

Simplified means: no group of one, no double negation, no group inside one of the same joint, no
member twice, nothing beside everybody or nobody where that decides alone. It holds the same
customers; `simplified(simplified(g)) == simplified(g)`.
"""

from __future__ import annotations

from collections.abc import Iterable

from analytics.condition_columns import OPERATORS
from analytics.conditions import EVERYBODY, NOBODY, Condition, Group

Member = Condition | Group


def union(*groups: Group) -> Group:
    """Return who is in any of the groups; nobody without groups.

    Raises:
        ConditionsTooMany, ConditionsTooDeep: the union cannot be written within the bounds.
    """
    return _checked(Group(groups, all_of=False)) if groups else NOBODY


def intersection(*groups: Group) -> Group:
    """Return who is in all of the groups; everybody without groups. Raises as `union`."""
    return _checked(Group(groups))


def difference(group: Group, without: Group) -> Group:
    """Return who is in the first and not in the second. Raises as `union`."""
    return _checked(Group((group, _turned(without))))


def complement(group: Group) -> Group:
    """Return everybody else. Raises as `union`."""
    return _checked(_turned(group))


def simplified(group: Group) -> Group:
    """Return the same customers said as plainly as possible; never deeper than before."""
    plain = _plain(group)
    return plain if isinstance(plain, Group) else Group((plain,))


def _checked(group: Group) -> Group:
    plain = simplified(group)
    return Group.of(plain.members, all_of=plain.all_of, negated=plain.negated)


def _turned(group: Group) -> Group:
    return Group(group.members, group.all_of, not group.negated)


def _plain(member: Member) -> Member:
    if isinstance(member, Condition):
        return member
    if not member.members:
        return NOBODY if member.negated else EVERYBODY
    parts: dict[Member, None] = {}
    for each in member.members:
        parts |= dict.fromkeys(_taken_apart(_plain(each), all_of=member.all_of))
    deciding, idle = (NOBODY, EVERYBODY) if member.all_of else (EVERYBODY, NOBODY)
    parts.pop(idle, None)
    joined: Member
    if deciding in parts:
        joined = deciding
    elif len(parts) == 1:
        (joined,) = parts
    else:
        joined = Group(tuple(parts), member.all_of) if parts else idle
    return _opposite(joined) if member.negated else joined


def _taken_apart(member: Member, *, all_of: bool) -> Iterable[Member]:
    """The members of a group that is joined as the group around it; else the member alone."""
    if isinstance(member, Condition) or not member.members or len(member.members) == 1:
        return (member,)
    if member.negated:
        turned = [_opposite(each) for each in member.members]
        simple = all(not _wrapped(each) for each in turned)
        return turned if simple and member.all_of != all_of else (member,)
    return member.members if member.all_of == all_of else (member,)


def _opposite(member: Member) -> Member:
    """Who is not meant, already plain."""
    if isinstance(member, Condition):
        other = OPERATORS[member.operator].opposite
        if other is None:
            return Group((member,), negated=True)
        return Condition(member.column, other, member.values)
    if _wrapped(member):
        return member.members[0]
    return _turned(member)


def _wrapped(member: Member) -> bool:
    """Tell whether a member is one condition negated, for want of an opposite operator."""
    return isinstance(member, Group) and member.negated and len(member.members) == 1
