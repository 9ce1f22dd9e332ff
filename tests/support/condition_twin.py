"""Conditions judged one customer after the other in plain Python, as METRICS words them."""

import datetime as dt
from decimal import Decimal

import pandas as pd

from analytics.condition_columns import COLUMNS
from analytics.conditions import Condition

ALIAS = {"fact": "s", "customer": "c", "branch": "b"}


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
        return not known or value not in numbers(kind, values)
    return known and known_meets(operator, value, numbers(kind, values), day)


def known_meets(operator, value, values, day):
    answers = {
        "yes": lambda: value is True,
        "no": lambda: value is False,
        "last_days": lambda: day - dt.timedelta(days=values[0]) < value <= day,
        "contains": lambda: values[0].lower() in value.lower(),
        "starts_with": lambda: value.lower().startswith(values[0].lower()),
        "one_of": lambda: value in values,
        "equal": lambda: value == values[0],
        "on": lambda: value == values[0],
        "between": lambda: values[0] <= value <= values[1],
        "at_least": lambda: value >= values[0],
        "at_most": lambda: value <= values[0],
        "above": lambda: value > values[0],
        "after": lambda: value > values[0],
        "below": lambda: value < values[0],
        "before": lambda: value < values[0],
    }
    return answers[operator]()


def tagged(operator, held, wanted):
    answers = {
        "has_any": bool(held & wanted),
        "has_all": wanted <= held,
        "has_none": not held & wanted,
        "given": bool(held),
        "not_given": not held,
    }
    return answers[operator]


def numbers(kind, values):
    """Values as the column holds them: doubles are compared with doubles."""
    real = kind == "number"
    return [float(value) if real and isinstance(value, Decimal) else value for value in values]
