"""Conditions judged one customer after the other in plain Python, as METRICS words them."""

import datetime as dt
from decimal import Decimal

import pandas as pd

from analytics.condition_columns import COLUMNS
from analytics.conditions import Condition

ALIAS = {"fact": "s", "customer": "c", "branch": "b"}
NOT_MET_UNKNOWN = False


def rows_at(engine, day):
    """Open customers at a date as dicts of every column that conditions may name, and the key."""
    listed = ", ".join(
        f"{ALIAS[column.home]}.{name} as {name}"
        for name, column in COLUMNS.items()
        if name != "sign"
    )
    with engine._connection.cursor() as connection:
        answer = connection.execute(
            f"""select s.customer_key, {listed}
            from customer_snapshot s
            join customer c on c.customer_key = s.customer_key
            left join branch b on b.branch_id = s.branch_id
            where s.snapshot_date = ? and s.status = 'open'""",
            [day],
        )
        names = [column[0] for column in answer.description]
        found = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
    for row in found:
        row["sign"] = sign(row["contribution_ttm"])
    return found


def sign(amount):
    if amount is None:
        return None
    return "positive" if amount > 0 else "loss_making" if amount < 0 else "zero"


def is_in(member, row, day):
    """Whether the customer of a row is in a group, or meets a condition, at a data date."""
    if isinstance(member, Condition):
        return meets(member, row[member.column], day)
    each = [is_in(inner, row, day) for inner in member.members]
    inside = all(each) if member.all_of or not each else any(each)
    return inside != member.negated


def meets(condition, value, day):
    operator, values = condition.operator, condition.values
    kind = COLUMNS[condition.column].kind
    if kind == "tags":
        return tagged(operator, set(value or ()), set(values))
    known = not (value is None or pd.isna(value))
    if operator in {"given", "not_given"}:
        return known == (operator == "given")
    if operator in {"none_of", "not_equal"}:
        return not known or not any(same(kind, value, each) for each in values)
    if not known:
        return NOT_MET_UNKNOWN
    if operator in {"yes", "no"}:
        return value == (operator == "yes")
    if operator == "last_days":
        return day - dt.timedelta(days=values[0]) < value <= day
    if operator in {"contains", "starts_with"}:
        text, part = value.lower(), values[0].lower()
        return part in text if operator == "contains" else text.startswith(part)
    if operator in {"one_of", "equal", "on"}:
        return any(same(kind, value, each) for each in values)
    return compares(operator, value, [number(kind, each) for each in values])


def tagged(operator, held, wanted):
    answers = {
        "has_any": bool(held & wanted),
        "has_all": wanted <= held,
        "has_none": not held & wanted,
        "given": bool(held),
        "not_given": not held,
    }
    return answers[operator]


def compares(operator, value, values):
    first, last = values[0], values[-1]
    if operator == "between":
        return first <= value <= last
    if operator in {"at_least", "above", "after"}:
        return value > first or (operator == "at_least" and value == first)
    assert operator in {"at_most", "below", "before"}
    return value < first or (operator == "at_most" and value == first)


def same(kind, value, wanted):
    return value == number(kind, wanted)


def number(kind, value):
    return float(value) if kind == "number" and isinstance(value, Decimal) else value
