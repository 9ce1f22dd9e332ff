"""What our deposits consist of and cost, and when they fall due.

Interbank is no customer deposit and left out. Source: domain model row 44, 5.9b.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from analytics import problems
from analytics.bound_table import BoundTable
from analytics.engine import Engine
from analytics.products import ALL, earlier, line_money
from analytics.products_held import given_tables, need_columns, need_tables
from analytics.rates import ratio
from analytics.scenario_income import parameters_at
from analytics.scope import Scope

DEPOSITS = {"deposit_demand": "rate_demand", "deposit_time": "rate_time"}
"""Lines of deposits, and the parameter that stands in for their rate."""

TOTAL = "total"
STEPS = ((None, 0), (1, 7), (8, 30), (31, 90), (91, 180), (181, 365), (366, 730), (731, 1095),
         (1096, None))  # fmt: skip
"""Days to maturity, both included; up to 0 is due and still open."""

LONG_AGO, FAR_AHEAD = dt.date(1900, 1, 1), dt.date(9999, 12, 31)


def deposit_mix(engine: Engine, scope: Scope) -> pd.DataFrame:
    """How much of our deposits is demand and how much time, and what does it cost?

    Returns:
        customer_type (`all` first), line (deposit_demand, deposit_time, total), balance (month
        average), share, balance_before and share_before (null without an earlier date), rate
        (contracts weighted by balance; the bank's parameter where no contract has a rate),
        rate_source (holdings, parameter, mixed), yearly_cost (balance × rate). Demand and time add
        up to the total.

    Raises:
        NotProvided, EmptyScope.
    """
    need_columns(engine, scope, "dep_demand_mavg", "dep_time_mavg")
    now = line_money(engine, scope.single)[list(DEPOSITS)]
    past = earlier(scope)
    was = now * np.nan if past is None else line_money(engine, past)[list(DEPOSITS)]
    paid, defaults = _paid(engine, scope), parameters_at(engine, scope)
    parts = []
    for kind, row in now.iterrows():
        before = was.loc[kind] if kind in was.index else row * 0
        mine = paid.reindex([(kind, line) for line in DEPOSITS]).to_numpy(np.float64)
        default = [defaults[name] for name in DEPOSITS.values()]
        part = pd.DataFrame({"line": list(DEPOSITS), "balance": row.to_numpy(np.float64)})
        part["balance_before"] = before.to_numpy(np.float64)
        part["rate"] = np.where(np.isnan(mine), default, mine)
        part["rate_source"] = np.where(np.isnan(mine), "parameter", "holdings")
        part["yearly_cost"] = part["balance"] * part["rate"]
        parts.append(_with_total(part).assign(customer_type=kind))
    frame = pd.concat(parts, ignore_index=True)
    order = ["customer_type", "line", "balance", "share", "balance_before", "share_before"]
    return frame[[*order, "rate", "rate_source", "yearly_cost"]]


def _paid(engine: Engine, scope: Scope) -> pd.Series[float]:
    """The rate by contract, by customer type (and `all`) and line; null where no contract tells."""
    index = ["customer_type", "line"]
    if not given_tables(engine, scope)["holding"]:
        return pd.Series(dtype="float64", index=pd.MultiIndex.from_arrays([[], []], names=index))
    found = engine.ask("products/deposit_rates", scope.single)
    everybody = found.groupby("line", as_index=False)[["rated_balance", "interest"]].sum()
    both = pd.concat([found, everybody.assign(customer_type=ALL)]).set_index(index)
    rate = ratio(both["interest"], both["rated_balance"])
    return pd.Series(rate, index=both.index)


def _with_total(part: pd.DataFrame) -> pd.DataFrame:
    """The two lines and their total, with shares."""
    sources = set(part["rate_source"])
    money = part[["balance", "balance_before", "yearly_cost"]].sum(min_count=1)
    total = pd.DataFrame([money.to_dict()]).assign(
        line=TOTAL,
        rate=ratio([money["yearly_cost"]], [money["balance"]]),
        rate_source=sources.pop() if len(sources) == 1 else "mixed",
    )
    frame = pd.concat([part, total], ignore_index=True)
    frame["share"] = ratio(frame["balance"], money["balance"])
    frame["share_before"] = ratio(frame["balance_before"], money["balance_before"])
    return frame


def maturity_ladder(engine: Engine, scope: Scope) -> pd.DataFrame:
    """When do time deposits, wealth and fund products fall due?

    Returns:
        line, days_from and days_to (days from `at`, both included; null: open end; both null: no
        maturity date), holding_count, customer_count, balance (null where it is not known at `at`),
        average_rate (contracts with a rate, weighted by balance). One row per line and step with
        holdings, the soonest first.

    Raises:
        TableNotProvided, EmptyScope.
    """
    need_tables(engine, scope, "product", "holding")
    first = [LONG_AGO if low is None else _after(scope.at, low) for low, _ in STEPS]
    last = [FAR_AHEAD if high is None else _after(scope.at, high) for _, high in STEPS]
    table = BoundTable.of(
        {
            "step": list(range(len(STEPS) + 1)),
            "first_day": [*first, None],
            "last_day": [*last, None],
        }
    )
    found = engine.ask("products/maturity_ladder", scope.single, steps=table)
    if found.empty:
        raise problems.EmptyScope(date=scope.at.isoformat())
    days = pd.DataFrame([*STEPS, (None, None)], columns=["days_from", "days_to"], dtype="Int64")
    found = found.join(days, on="step")
    found["average_rate"] = ratio(found["interest"], found["rated_balance"])
    order = ["line", "days_from", "days_to", "holding_count", "customer_count", "balance"]
    return found.sort_values(["line", "step"])[[*order, "average_rate"]].reset_index(drop=True)


def _after(day: dt.date, days: int) -> dt.date:
    return day + dt.timedelta(days=days)
