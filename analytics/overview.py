"""The bank in one line per date, and what the scope bar can offer."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd

from analytics import problems
from analytics.engine import Engine
from analytics.relations import KPI_DIMENSIONS
from analytics.scope import SEGMENT, Scope, same_grain
from data.contract import DIMENSIONS
from data.problems import nearest

VALID_AUM = 100.0


def headline(engine: Engine, scope: Scope, *, valid_aum: float = VALID_AUM) -> pd.DataFrame:
    """How many customers and how much money: at `at`, at `before` and at the start of the year?

    Each date's people are chosen by that date's own row. A valid customer is open with assets of
    `valid_aum` or more, a loan, or a transaction of his own within 180 days.

    Returns:
        One row per date that exists: moment (at, before, year_start: the last snapshot of the
        grain in the year before), snapshot_date, customer_count, valid_count, aum_mavg,
        deposit_mavg (without other banks' deposits), interbank_deposits, loan_mavg,
        contribution (of the month), contribution_ttm. Money null where it was not given.

    Raises:
        EmptyScope: nobody is in the scope at `at`.
    """
    moments = {"at": scope.at, "before": scope.before, "year_start": year_start(engine, scope.at)}
    rows = []
    for moment, day in moments.items():
        if day is not None:
            found = _at(engine, replace(scope.single, at=day, before=None), valid_aum)
            found.insert(0, "moment", moment)
            rows.append(found)
    answer = pd.concat([part for part in rows if not part.empty] or rows[:1], ignore_index=True)
    if not (answer["moment"] == "at").any():
        raise problems.EmptyScope(date=scope.at.isoformat())
    return answer


def year_start(engine: Engine, at: dt.date) -> dt.date | None:
    """Return the last snapshot of the grain before the year of `at`; None if there is none."""
    earlier = [day for day in same_grain(engine.snapshots(), at) if day.year < at.year]
    newest = max(earlier, default=None)
    return newest if newest is not None and newest.year == at.year - 1 else None


def scope_values(engine: Engine, dimension: str, scope: Scope | None = None) -> pd.DataFrame:
    """Which values can a filter offer, and how many customers have each?

    Counted at `scope.at` (default: the newest complete month) among the scope's people.

    Returns:
        value (None for unknown), label (the branch's, manager's or segment's name, else null),
        customer_count (null for lists of tags); codes in the contract's order, else largest
        first.

    Raises:
        UnknownColumn.
    """
    if dimension not in DIMENSIONS:
        raise problems.UnknownColumn(column=dimension, known=nearest(dimension, DIMENSIONS))
    known = DIMENSIONS[dimension]
    order = [code.value for code in known.codes]
    if known.kind == "codes":
        return pd.DataFrame({"value": order, "label": None, "customer_count": pd.NA})
    scope = scope or Scope.of(engine)
    answer = engine.ask(f"overview/values_{known.home}", scope.single, dimension=dimension)
    rows = [
        (None if missing else value, count)
        for value, missing, count in zip(
            answer["value"], answer["value"].isna(), answer["customer_count"], strict=True
        )
    ]
    if order:
        place: dict[object, int] = {value: i for i, value in enumerate(order)}
        rows.sort(key=lambda row: place.get(row[0], len(order)))
    label = _labels(engine, scope, dimension)
    return pd.DataFrame(
        {
            "value": pd.Series([value for value, _ in rows], dtype=object),
            "label": pd.Series(
                [label.get(value) if value else None for value, _ in rows], dtype=object
            ),
            "customer_count": pd.Series([count for _, count in rows], dtype="int64"),
        }
    )


def names(engine: Engine, scope: Scope, dimension: str) -> dict[object, str]:
    """Return the names of branches or managers by id; empty for other dimensions."""
    if dimension not in {"branch_id", "manager_id"}:
        return {}
    known = engine.ask("overview/names", scope.single)
    rows = known[known["kind"] == dimension]
    return dict(zip(rows["value"], rows["label"], strict=True))


def _labels(engine: Engine, scope: Scope, dimension: str) -> dict[object, str]:
    if dimension != SEGMENT:
        return names(engine, scope, dimension)
    adopted = engine.ask("segments/adopted", scope.single)
    return dict(zip(adopted["code"], adopted["name_en"], strict=True))


def source(scope: Scope, valid_aum: float = VALID_AUM) -> str:
    """Return the SQL file behind the headline: the prepared sums where they fit the scope."""
    named = {column for column, _ in (*scope.where, *scope.entitlement)}
    plain = named <= KPI_DIMENSIONS and not scope.populations
    prepared = plain and valid_aum == VALID_AUM
    return "overview/headline_cube" if prepared else "overview/headline"


def _at(engine: Engine, scope: Scope, valid_aum: float) -> pd.DataFrame:
    question = source(scope, valid_aum)
    bound = {} if question.endswith("_cube") else {"valid_aum": valid_aum}
    found = engine.ask(question, scope, **bound)
    other_banks = engine.ask("overview/interbank", scope)
    amount = float(other_banks["interbank_deposits"].sum()) if len(other_banks) else 0.0
    found["deposit_mavg"] -= amount
    found.insert(found.columns.get_loc("deposit_mavg") + 1, "interbank_deposits", amount)
    return found
