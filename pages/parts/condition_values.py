"""Values of conditions as they are typed into fields, and back. Pure."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING

from analytics.condition_columns import COLUMNS, OPERATORS, operators_of
from analytics.conditions import Condition, Group
from data.problems import Problem
from pages.parts.condition_draft import Block, Row, next_key
from pages.parts.policy_text import Unit, amount_text, unit_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analytics.condition_values import ConditionValue
    from pages.parts.text import Text

PLAIN = re.compile(r"[+-]?[\d,]*\.?\d+")
BETWEEN_IDS = re.compile(r"[\s,;、]+")
BALANCES = ("_mavg", "_eop", "_est", "_outflow", "_90d", "_income", "maturing_next_30d")
"""Money of these columns is spoken of in 万元, the rest in 元."""


def money_unit(t: Text, column: str) -> Unit:
    """What amounts of a column are typed in."""
    return unit_of(t, "aum_mavg" if column.endswith(BALANCES) else "contribution_ttm")


def unit_word(t: Text, column: str, operator: str) -> str:
    """The unit beside a field; empty where there is none."""
    known = COLUMNS[column]
    if OPERATORS[operator].takes == "days":
        return t("days")
    if known.kind == "money":
        return money_unit(t, column).name
    return {"share": "%", "days": t("days")}.get(known.unit, "")


def typed_of(t: Text, column: str, value: ConditionValue) -> str:
    """A value as the field shows it."""
    known = COLUMNS[column]
    if isinstance(value, Decimal) and known.kind == "money":
        return amount_text(float(value), money_unit(t, column))
    if isinstance(value, Decimal) and known.unit == "share":
        return f"{(value * 100).normalize():f}"
    return str(value)


def _readable(t: Text, column: str, operator: str, typed: str) -> str:
    """What was typed, with the unit of the field where nobody typed one."""
    known = COLUMNS[column]
    text = unicodedata.normalize("NFKC", typed).strip()
    if OPERATORS[operator].takes == "days":
        return text
    if known.kind == "money":
        bare = text.lstrip("¥").replace("w", "万").replace("W", "万").replace("−", "-")
        if bare.endswith("元"):
            return bare.removesuffix("元")
        whole = money_unit(t, column).size == 1
        return f"{bare}万" if PLAIN.fullmatch(bare.replace(" ", "")) and not whole else bare
    if known.unit == "share" and PLAIN.fullmatch(text):
        return f"{text}%"
    return text


def ids_of(text: str) -> tuple[str, ...]:
    """Ids pasted in a column, a row or with commas, each once, in their order."""
    found = BETWEEN_IDS.split(unicodedata.normalize("NFKC", text).strip())
    return tuple(dict.fromkeys(each for each in found if each))


def is_whole(row: Row) -> bool:
    """Whether every value the comparison needs has been typed."""
    takes = OPERATORS[row.operator].takes
    if takes == "none":
        return True
    needed = 2 if takes == "two" else 1
    return sum(bool(text.strip()) for text in row.typed) >= needed


def condition_of(t: Text, row: Row) -> Condition:
    """The condition a whole row says.

    Raises:
        Problem: a value that cannot be read, or that the column cannot have.
    """
    if OPERATORS[row.operator].takes == "none":
        return Condition.of(row.column, row.operator)
    texts = [text for text in row.typed if text.strip()]
    read = (_readable(t, row.column, row.operator, text) for text in texts)
    return Condition.of(row.column, row.operator, read)


def group_of(t: Text, block: Block) -> tuple[Group, dict[int, Problem]]:
    """What the whole rows say, and what is wrong with others by their key.

    Rows that are not whole yet are left out, and blocks without a whole row.

    Raises:
        Problem: too many or too deep.
    """
    problems: dict[int, Problem] = {}
    return _group(t, block, problems), problems


def _group(t: Text, block: Block, problems: dict[int, Problem]) -> Group:
    members = tuple(_members(t, block, problems))
    return Group.of(members, all_of=block.all_of, negated=block.negated and bool(members))


def _members(t: Text, block: Block, problems: dict[int, Problem]) -> Iterator[Condition | Group]:
    for member in block.members:
        if isinstance(member, Block):
            inner = _group(t, member, problems)
            if inner.members:
                yield inner
        elif is_whole(member):
            try:
                yield condition_of(t, member)
            except Problem as problem:
                problems[member.key] = problem


def block_of(t: Text, group: Group) -> Block:
    """A group as the rows that say it."""
    return _block(t, group, key=0)


def _block(t: Text, group: Group, key: int) -> Block:
    block = Block(key=key, all_of=group.all_of, negated=group.negated)
    members: tuple[Row | Block, ...] = ()
    for member in group.members:
        free = max(next_key(block), key + 1)
        made: Row | Block
        if isinstance(member, Group):
            made = _block(t, member, free)
        else:
            typed = tuple(typed_of(t, member.column, value) for value in member.values)
            made = Row(key=free, column=member.column, operator=member.operator, typed=typed)
        members = (*members, made)
        block = Block(key=key, all_of=group.all_of, negated=group.negated, members=members)
    return block


def with_column(row: Row, column: str) -> Row:
    """The row about another column; a comparison that it does not know becomes its usual one."""
    known = operators_of(column)
    operator = row.operator if row.operator in known else known[0]
    return Row(key=row.key, column=column, operator=operator)


def with_operator(row: Row, operator: str) -> Row:
    """The row compared otherwise; values stay where they still say something."""
    before, after = OPERATORS[row.operator].takes, OPERATORS[operator].takes
    amounts = {"one", "two"}
    keeps = before == after or (before in amounts and after in amounts)
    return Row(key=row.key, column=row.column, operator=operator, typed=row.typed if keeps else ())
