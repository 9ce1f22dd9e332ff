"""Steps 1 and 2 of the review: is the data fit to read, and how big are we against the year start?

Source: domain model section 4, 5.9a and 5.9b.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from analytics.problems import NotProvided
from analytics.product_problems import TableNotProvided
from analytics.review_asked import Asked
from analytics.review_balances import MEASURES
from analytics.review_moments import Dates
from analytics.review_parts import ledger_difference
from analytics.review_problems import NotKnownYet
from analytics.review_rows import Flag, Listing, Number, Values
from analytics.review_targets import Completion, completion_of
from data.problems import Problem

LEDGER = {
    "deposits": "ledger_deposits",
    "loans": "ledger_loans",
    "customer_count": "ledger_customers",
}
DATA = Listing(page="data")


def quality(asked: Asked) -> Iterator[Number]:
    """How good the data is, once the report is there."""
    score = asked.given.quality_score
    if score is None:
        raise NotKnownYet(name="quality_score")
    yield Number(
        code="quality_score",
        unit="share",
        values=Values(value=score),
        dates=Dates(at=asked.scope.at),
        listing=DATA,
    )


def rejected(asked: Asked) -> Iterator[Number]:
    """How many rows of the loads behind the release were turned away."""
    found = asked.engine.ask("review/loads", asked.scope.single).iloc[0]
    if pd.isna(found["row_count"]):
        raise TableNotProvided(table="import_log")
    yield Number(
        code="rejected_rows",
        unit="count",
        values=Values(value=float(found["rejected_count"])),
        denominator=float(found["row_count"]),
        dates=Dates(at=asked.scope.at),
        good=-1,
        listing=DATA,
    )


def ledger(asked: Asked) -> Iterator[Number]:
    """How far our sums are from the general ledger's."""
    found = ledger_difference(asked.engine, asked.scope)
    for row in found[found["branch_id"].isna()].to_dict("records"):
        yield Number(
            code=LEDGER[str(row["measure"])],
            unit="count" if row["measure"] == "customer_count" else "money",
            values=Values(value=row["difference"]),
            numerator=row["ours"],
            denominator=row["stated"],
            dates=Dates(at=asked.scope.at),
            good=0,
            listing=DATA,
        )


def daily_average(asked: Asked, name: str) -> Iterator[Number]:
    """年日均 of deposits, loans or assets: the daily average since 1 January, and its target.

    Compared with those up to the compared date, of the whole year before, and of the same months a
    year ago; each only where every month of it is known.
    """
    balances, dates = asked.balances, asked.moments.spans
    _need(asked, MEASURES[name])
    own = balances.year_to_date(name, dates.at)
    if own is None:
        raise NotProvided(column=MEASURES[name], date=asked.scope.at.isoformat())
    whole = asked.moments.is_complete and balances.is_whole(name, dates.at)
    number = Number(
        code=f"{name}_ytd",
        unit="money",
        values=Values(
            value=float(own.sum()),
            before=balances.whole_to_date(name, dates.before),
            year_start=balances.whole_year(name, dates.at.year - 1),
            year_ago=balances.whole_to_date(name, dates.year_ago),
        ),
        dates=dates,
        flag=_flag(dates, whole=whole),
        good=0 if name == "loan" else 1,
        listing=_balances(MEASURES[name]),
    )
    found = _completion(asked, name, own)
    if isinstance(found, Completion):
        number = replace(
            number,
            target=found.target,
            completion=found.share,
            growth_completion=found.growth_share,
            gap=found.gap,
            elapsed_share=asked.moments.elapsed_share,
        )
    yield number


def balance(asked: Asked, code: str) -> Iterator[Number]:
    """A month average (of a week: the month to date), or 时点 of assets."""
    _need(asked, code)
    dates = asked.moments.day if code == "aum_eop" else asked.moments.average
    yield Number(
        code=code,
        unit="money",
        values=asked.values(code, dates),
        dates=dates,
        flag=_flag(dates, whole=asked.moments.is_complete),
        good=0 if code == "loan_mavg" else 1,
        listing=_balances(code),
    )


def interbank(asked: Asked) -> Iterator[Number]:
    """Other banks' deposits, shown apart where there are any."""
    dates = asked.moments.average
    values = asked.values("interbank_deposits", dates)
    if values.value:
        yield Number(code="interbank_deposits", unit="money", values=values, dates=dates, good=0)


def target(asked: Asked, name: str) -> Iterator[Number]:
    """No number of its own: names what keeps a target from standing beside the daily average."""
    own = asked.balances.year_to_date(name, asked.scope.at)
    found = None if own is None else _completion(asked, name, own)
    if isinstance(found, Problem):
        raise found
    yield from ()


def _completion(asked: Asked, name: str, own: pd.Series[float]) -> Completion | Problem:
    """The target beside a daily average; a balance of the day that stands in for one has none."""
    if name == "aum" and not asked.moments.has_averages:
        return NotProvided(column="aum_mavg", date=asked.scope.at.isoformat())
    return completion_of(asked.engine, asked.scope, name, own)


def _need(asked: Asked, code: str) -> None:
    if np.isnan(asked.figures(asked.scope.at)[code]):
        raise NotProvided(column=code, date=asked.scope.at.isoformat())


def _flag(dates: Dates, *, whole: bool) -> Flag:
    if not whole:
        return "incomplete"
    return "spring" if dates.spring else ""


def _balances(measure: str) -> Listing:
    return Listing(
        question="contribution-customers",
        options={"measure": measure},
        page="contribution",
        query={"measure": measure},
    )
