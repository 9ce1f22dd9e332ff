"""Step 12 of the review: complaints and satisfaction of the last twelve months.

Source: domain model 3.14, section 4.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analytics.engine import Engine
from analytics.problems import NotProvided
from analytics.product_problems import TableNotProvided
from analytics.review_asked import Asked
from analytics.review_rows import Number, Values
from analytics.review_targets import TERRITORY
from analytics.scope import Scope

NEAR_START = 31
"""Days after the start of the twelve months by which the oldest complaint should have come."""


def service(asked: Asked) -> Iterator[Number]:
    """万户投诉率 of the last twelve months."""
    dates = asked.moments.day.pair
    now, before = (complaints(asked.engine, asked.scope, day) for day in (dates.at, dates.before))
    if now is None:
        raise TableNotProvided(table="complaint")
    yield Number(
        code="complaints_per_10k",
        unit="per10k",
        values=Values(value=now.per_10k, before=np.nan if before is None else before.per_10k),
        dates=dates,
        numerator=now.complaint_count,
        denominator=now.customer_count,
        flag="" if now.is_whole else "incomplete",
        good=-1,
    )


def satisfaction(asked: Asked) -> Iterator[Number]:
    """满意度: the mean rating of the last twelve months, 1 to 5."""
    dates = asked.moments.day.pair
    now, before = (complaints(asked.engine, asked.scope, day) for day in (dates.at, dates.before))
    if now is None:
        raise TableNotProvided(table="complaint")
    if not now.rated_count:
        raise NotProvided(column="csat", date=asked.scope.at.isoformat())
    yield Number(
        code="csat",
        unit="score",
        values=Values(value=now.rating, before=np.nan if before is None else before.rating),
        dates=dates,
        denominator=now.rated_count,
        flag="" if now.is_whole else "incomplete",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaints:
    """Complaints and ratings of the twelve months up to a date, and the customers at that date.

    is_whole: whether the bank's complaints reach back so far.
    """

    complaint_count: float
    customer_count: float
    rated_count: float
    rating_sum: float
    is_whole: bool

    @property
    def per_10k(self) -> float:
        """Complaints per ten thousand customers a year."""
        return 10_000 * self.complaint_count / self.customer_count

    @property
    def rating(self) -> float:
        """The mean rating, 1 to 5; NaN without any."""
        return self.rating_sum / self.rated_count if self.rated_count else np.nan


def complaints(engine: Engine, scope: Scope, day: dt.date | None) -> Complaints | None:
    """Return the complaints of the twelve months up to a day; None without table, day or people."""
    if day is None:
        return None
    asked = replace(scope.single, at=day, before=None)
    first = day.replace(year=day.year - 1, day=min(day.day, 28)) + dt.timedelta(days=1)
    named = {column for column, _ in (*scope.where, *scope.entitlement)}
    unnamed = named <= TERRITORY and not scope.populations
    found = engine.ask("review/complaints", asked, first_day=first, unnamed=unnamed).iloc[0]
    if pd.isna(found["oldest"]) or not found["customer_count"]:
        return None
    return Complaints(
        complaint_count=float(found["complaint_count"]),
        customer_count=float(found["customer_count"]),
        rated_count=float(found["rated_count"]),
        rating_sum=float(found["rating_sum"] or 0.0),
        is_whole=found["oldest"] <= first + dt.timedelta(days=NEAR_START),
    )
