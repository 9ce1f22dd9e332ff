"""What columns, comparisons, conditions and groups of them are called on screens. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from analytics.condition_columns import COLUMNS, OPERATORS
from analytics.conditions import Condition, Group
from data.problems import Problem
from pages.parts.policy_text import line_word
from pages.parts.text import sentence

if TYPE_CHECKING:
    from analytics.condition_columns import ConditionColumn
    from analytics.condition_values import ConditionValue
    from pages.parts.text import Text

NAMED = 3
"""So many values of a list are said, the others counted."""

TOPICS: Mapping[str, str] = {
    "amount": sentence("Money"),
    "class": sentence("Classes"),
    "activity": sentence("Behaviour"),
    "product": sentence("Products"),
    "customer": sentence("Customer profile"),
    "place": sentence("Branch and area"),
    "date": sentence("Dates"),
}
PRODUCTS = frozenset({"product_cnt", "depth", "wealth_return_12m", "wealth_drawdown"})
OPERATOR_WORDS: Mapping[str, str] = {
    "one_of": sentence("is"),
    "none_of": sentence("is not"),
    "has_any": sentence("has any of"),
    "has_all": sentence("has all of"),
    "has_none": sentence("has none of"),
    "yes": sentence("yes"),
    "no": sentence("no"),
    "at_least": sentence("at least"),
    "at_most": sentence("at most"),
    "above": sentence("above"),
    "below": sentence("below"),
    "equal": sentence("exactly"),
    "not_equal": sentence("anything but"),
    "between": sentence("between"),
    "on": sentence("on"),
    "before": sentence("before"),
    "after": sentence("after"),
    "last_days": sentence("in the last days"),
    "contains": sentence("contains"),
    "starts_with": sentence("starts with"),
    "given": sentence("is known"),
    "not_given": sentence("is not known"),
}
EXPECTED: Mapping[str, str] = {
    "money": sentence("an amount such as 50000 or 5万"),
    "number": sentence("a number such as 0.25 or 80"),
    "share": sentence("a percentage such as 5 or 2.5"),
    "integer": sentence("a whole number such as 12"),
    "date": sentence("a date such as 2026-06-30"),
    "days": sentence("a whole number of days, at least 1"),
    "text": sentence("a few letters or digits"),
}
Named = Callable[[str, "ConditionValue"], str | None]
"""What a free value (a branch's id) is called, None where it has no name: column, value."""


def topic_of(column: ConditionColumn) -> str:
    """The group of the menu a column stands in: a key of TOPICS."""
    if column.kind == "date":
        return "date"
    return "product" if column.name in PRODUCTS else column.topic


def columns_in_menu(known: Sequence[str]) -> list[str]:
    """Columns by topic, in the order of TOPICS; inside a topic in the catalogue's."""
    topics = list(TOPICS)
    return sorted(known, key=lambda name: topics.index(topic_of(COLUMNS[name])))


def column_word(t: Text, name: str) -> str:
    """A column as people say it; nobody reads ids, they are chosen by name."""
    spoken = {
        "branch_id": t("Branch"),
        "manager_id": t("Manager"),
        "tier": t("Tier"),
        "parent_id": t("Head branch"),
    }
    known = COLUMNS[name]
    return spoken.get(name) or (known.zh if t.language == "zh_CN" else known.en)


def menu_word(t: Text, name: str) -> str:
    """A column in the menu, its topic before it so that typing a topic finds its columns."""
    topic = t(TOPICS[topic_of(COLUMNS[name])])
    return f"{topic} · {column_word(t, name)}"


def value_word(t: Text, column: str, value: ConditionValue, named: Named | None = None) -> str:
    """A value as people say it: with its unit, a code by its label, a branch by its name."""
    known = COLUMNS[column]
    if isinstance(value, date):
        return t.date(value)
    if isinstance(value, str):
        return (named(column, value) if named else None) or t.code(column, value)
    if known.kind == "money":
        return line_word(t, float(value))
    if known.unit == "share":
        return t.percent(value, decimals=2).replace(".00%", "%")
    return str(value) if known.unit == "year" else t.exact(value)


def condition_word(t: Text, condition: Condition, named: Named | None = None) -> str:
    """A condition in a few words: Tier: Affluent or VIP; AUM at least ¥50,000."""
    column, operator = column_word(t, condition.column), condition.operator
    takes = OPERATORS[operator].takes
    if takes == "none":
        return t(_STATES[operator], column=column)
    if takes == "days":
        return t("{column} in the last {count} days", column=column, count=condition.values[0])
    values = [value_word(t, condition.column, value, named) for value in condition.values]
    if takes == "two":
        return t("{column} between {low} and {high}", column=column, low=values[0], high=values[1])
    return t(_COMPARISONS[operator], column=column, value=_one_of(t, values))


_STATES: Mapping[str, str] = {
    "yes": sentence("{column}: yes"),
    "no": sentence("{column}: no"),
    "given": sentence("{column} is known"),
    "not_given": sentence("{column} is not known"),
}
_COMPARISONS: Mapping[str, str] = {
    "one_of": sentence("{column}: {value}"),
    "none_of": sentence("{column}: not {value}"),
    "has_any": sentence("{column}: has {value}"),
    "has_all": sentence("{column}: has all of {value}"),
    "has_none": sentence("{column}: has none of {value}"),
    "at_least": sentence("{column} at least {value}"),
    "at_most": sentence("{column} at most {value}"),
    "above": sentence("{column} above {value}"),
    "below": sentence("{column} below {value}"),
    "equal": sentence("{column} exactly {value}"),
    "not_equal": sentence("{column} anything but {value}"),
    "on": sentence("{column} on {value}"),
    "before": sentence("{column} before {value}"),
    "after": sentence("{column} after {value}"),
    "contains": sentence("{column} contains {value}"),
    "starts_with": sentence("{column} starts with {value}"),
}


def _one_of(t: Text, values: Sequence[str]) -> str:
    if len(values) == 1:
        return values[0]
    if len(values) <= NAMED:
        return t("{first} or {last}", first=t(", ").join(values[:-1]), last=values[-1])
    listed = t(", ").join(values[: NAMED - 1])
    return t("{listed} or {count} more", listed=listed, count=t.exact(len(values) - NAMED + 1))


def group_word(t: Text, group: Group, named: Named | None = None) -> str:
    """A group in words: Tier: VIP and (AUM at least ¥50,000 or Branch: B003)."""
    if not group.members:
        return t("Nobody") if group.negated else t("All customers")
    parts = [
        _inner(t, member, named) if isinstance(member, Group) else condition_word(t, member, named)
        for member in group.members
    ]
    said = parts[0]
    for part in parts[1:]:
        said = t(
            "{first} and {second}" if group.all_of else "{first} or {second}",
            first=said,
            second=part,
        )
    return t("not ({conditions})", conditions=said) if group.negated else said


def _inner(t: Text, group: Group, named: Named | None) -> str:
    said = group_word(t, group, named)
    return said if group.negated or not group.members else t("({conditions})", conditions=said)


def worded(problem: Problem, t: Text) -> Problem:
    """The same problem with columns, comparisons and what is expected as people say them."""
    facts = dict(problem.facts)
    column = str(facts.get("column", ""))
    if column in COLUMNS:
        facts["column"] = column_word(t, column)
    if facts.get("operator") in OPERATOR_WORDS:
        facts["operator"] = t(OPERATOR_WORDS[str(facts["operator"])])
    if "expected" in facts and column in COLUMNS:
        facts["expected"] = t(EXPECTED[_form(COLUMNS[column])])
    if "known" in facts and column in COLUMNS:
        facts["known"] = t(", ").join(
            t.code(column, each) for each in str(facts["known"]).split(", ")
        )
    return type(problem)(**facts)


def _form(column: ConditionColumn) -> str:
    if column.unit == "share":
        return "share"
    return column.kind if column.kind in EXPECTED else "text"
