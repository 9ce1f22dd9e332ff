"""Five goals of customer relations, one number each: acquire, satisfy, keep, cross-sell, lifetime
value. Source: domain model rows 73 and 74.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from analytics.engine import Engine
from analytics.migration import counts_of
from analytics.review_asked import Asked
from analytics.review_lacking import Part, answered
from analytics.review_moments import Dates
from analytics.review_people import products_used
from analytics.review_rows import Listing, Number, Values, numbers_frame, share
from analytics.review_service import satisfaction
from analytics.scenarios import customer_lifetime_value
from analytics.scope import Scope


def relationship_goals(engine: Engine, scope: Scope) -> pd.DataFrame:
    """How do we stand on the five goals: acquire, satisfy, keep, cross-sell, lifetime value?

    acquire: valid customers who are new or came back between the dates. satisfy: the mean rating
    (csat) of the last twelve months, 1 to 5. keep: the share of valid customers at `before` who
    still are (a transfer is no loss). cross_sell: product lines a holder has. lifetime_value:
    what a valid customer is worth on average over the years he stays.

    Returns:
        Five rows with the columns of `review_numbers` besides goal, missing (what is lacking,
        value null then; "" else) and missing_kind (table, column or date).

    Raises:
        EmptyScope.
    """
    asked = Asked(engine=engine, scope=scope)
    asked.kpis(scope.at)
    frames = []
    for goal, code, part in GOALS:
        found, lacking = answered(asked, part)
        own = numbers_frame((0, number) for number in found if number.code == code)
        if own.empty:
            own = pd.DataFrame([{"number": code, "code": code}]).reindex(columns=own.columns)
        kind, name = lacking or ("", "")
        frames.append(own.assign(goal=goal, missing=name, missing_kind=kind))
    frame = pd.concat(frames, ignore_index=True).drop(columns="step")
    return frame[["goal", *frame.columns.drop("goal")]]


def acquired(asked: Asked) -> Iterator[Number]:
    """Valid customers who are new or came back."""
    found = {
        moment: float(counts["new"] + counts["reactivated"])
        for moment, counts in asked.own_moves.each(counts_of).items()
    }
    day = asked.moments.day
    yield Number(
        code="acquired_count",
        unit="count",
        values=Values.of(found),
        dates=Dates(at=day.at, before=day.before, year_ago=day.year_ago),
        listing=Listing(
            question="migration-customers",
            options={"attrition": "valid", "move": "new>"},
            page="tier_migration",
            query={"view": "people", "move": "new>"},
        ),
    )


def retained(asked: Asked) -> Iterator[Number]:
    """Valid customers who stayed, as a share of those there were."""
    counts = asked.own_moves.each(counts_of)
    shares = {
        moment: 1 - found["lost"] / found["opening"]
        for moment, found in counts.items()
        if found["opening"]
    }
    now, day = counts["value"], asked.moments.day
    dates = Dates(at=day.at, before=day.before, year_ago=day.year_ago)
    if "value" in shares:
        number = share("retained_share", now["opening"] - now["lost"], now["opening"], dates)
        yield replace(
            number,
            values=Values.of(shares),
            listing=Listing(
                question="migration-customers",
                options={"attrition": "valid", "move": ">lost"},
                page="tier_migration",
                query={"view": "people", "move": ">lost"},
            ),
        )


def lifetime(asked: Asked) -> Iterator[Number]:
    """What a valid customer is worth on average over the years he stays."""
    found = customer_lifetime_value(asked.engine, asked.month_scope)
    count, total = float(found["customer_count"].sum()), float(found["total"].sum())
    if count:
        yield Number(
            code="lifetime_value",
            unit="money",
            values=Values(value=total / count),
            dates=Dates(at=asked.month_scope.at),
            numerator=total,
            denominator=count,
            listing=Listing(page="what_if", query={"view": "scenarios"}),
        )


GOALS: tuple[tuple[str, str, Part], ...] = (
    ("acquire", "acquired_count", acquired),
    ("satisfy", "csat", satisfaction),
    ("keep", "retained_share", retained),
    ("cross_sell", "products_per_customer", products_used),
    ("lifetime_value", "lifetime_value", lifetime),
)
"""Goal, the number that stands for it, and the part of the review that yields it."""
