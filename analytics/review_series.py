"""How the numbers of the review went: what their sparklines are drawn from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from analytics.engine import Engine
from analytics.flows import earlier_flows
from analytics.migration import counts_of, rates_of
from analytics.review_asked import VALID, Asked
from analytics.review_balances import AVERAGES
from analytics.review_kpis import course
from analytics.scope import Scope
from data.contract import TIERS_BY_TYPE

PERIODS = 13
LEVELS = ("customer_count", "valid_count", "deposit_mavg", "loan_mavg", "aum_mavg", "aum_eop")
Point = tuple[str, dt.date, float]


def review_series(engine: Engine, scope: Scope, *, periods: int = PERIODS) -> pd.DataFrame:
    """How did the numbers of the review go over the newest dates?

    Customers and balances by the dates of the scope's grain; tiers, contribution, moves and daily
    averages by month-ends. periods: how many dates, the newest.

    Returns:
        number (as in `review_numbers`: deposit_ytd, loan_ytd, aum_ytd, the month averages,
        aum_eop, customer_count, valid_count, contribution_ttm, mid_high_count of each type,
        valid_net, up_rate and down_rate of each type), snapshot_date, value; oldest first. Values
        that are not known are left out; a daily average needs every month of its year.
    """
    asked = Asked(engine=engine, scope=scope)
    months = asked.month_scope
    points = [*_levels(course(engine, scope, periods)), *_tiers(course(engine, months, periods))]
    points += _averages(asked, periods)
    if months.before is not None:
        points += _moves(earlier_flows(engine, months, VALID, periods=periods))
    frame = pd.DataFrame(points, columns=["number", "snapshot_date", "value"])
    known = frame[frame["value"].notna()]
    return known.sort_values(["number", "snapshot_date"], ignore_index=True)


def _levels(found: pd.DataFrame) -> Iterator[Point]:
    sums = found.groupby("snapshot_date")[list(LEVELS)].sum(min_count=1)
    for name in LEVELS:
        yield from ((name, day, float(value)) for day, value in sums[name].items())


def _tiers(found: pd.DataFrame) -> Iterator[Point]:
    sums = found.groupby("snapshot_date")["contribution_ttm"].sum(min_count=1)
    yield from (("contribution_ttm", day, float(value)) for day, value in sums.items())
    for kind, ladder in TIERS_BY_TYPE.items():
        own = found[found["customer_type"] == kind]
        above = own["customer_count"].where(own["tier"].isin(ladder[1:]), 0)
        for day, count in above.groupby(own["snapshot_date"]).sum().items():
            yield f"mid_high_count_{kind}", day, float(count)


def _averages(asked: Asked, periods: int) -> Iterator[Point]:
    balances = asked.balances
    for name in AVERAGES:
        for day in list(balances.by_measure[name].index)[-periods:]:
            yield f"{name}_ytd", day, balances.whole_to_date(name, day)


def _moves(found: pd.DataFrame) -> Iterator[Point]:
    for day, part in found.groupby("at_date"):
        counts = counts_of(part)
        net = counts["new"] + counts["reactivated"] - counts["lost"]
        yield "valid_net", day, float(net)
        for row in rates_of(part).to_dict("records"):
            if row["rate"] in {"up", "down"}:
                yield f"{row['rate']}_rate_{row['customer_type']}", day, float(row["value"])
