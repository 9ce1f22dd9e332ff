"""What a part of the review lacks where it cannot be answered: told beside the numbers that are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from analytics import market_problems, problems
from analytics.product_problems import TableNotProvided
from analytics.review_asked import Asked
from analytics.review_problems import (
    LedgerNotForScope,
    NotKnownYet,
    TargetsIncomplete,
    TargetsNotForScope,
)
from analytics.review_rows import Number
from analytics.scenario_problems import LeverNeedsHistory
from data.problems import Problem

Kind = Literal["table", "column", "date", "scope", "method", "waiting"]
Lacking = tuple[Kind, str]
Part = Callable[[Asked], Iterable[Number]]

LACKING: dict[type[Problem], tuple[Kind, str]] = {
    TableNotProvided: ("table", "table"),
    problems.NotProvided: ("column", "column"),
    problems.NoEarlierDate: ("date", "date"),
    problems.EmptyScope: ("scope", ""),
    market_problems.NoOfferCounts: ("table", ""),
    LedgerNotForScope: ("scope", ""),
    TargetsNotForScope: ("scope", ""),
    TargetsIncomplete: ("table", ""),
    LeverNeedsHistory: ("date", "date"),
    NotKnownYet: ("waiting", "name"),
}
NAMED = {
    problems.EmptyScope: "customer",
    market_problems.NoOfferCounts: "competitor_offer",
    LedgerNotForScope: "control_total",
    TargetsNotForScope: "target",
    TargetsIncomplete: "target",
}
"""What keeps a number away -> its kind, and the fact (or NAMED) that says what."""


def answered(asked: Asked, part: Part) -> tuple[list[Number], Lacking | None]:
    """Return a part's numbers, or the kind and name of what it lacks.

    Somebody is in scope at `at`: nobody in a part of it (valid customers, the last month-end) is a
    lack like others. What is no lack of data is raised.
    """
    try:
        return list(part(asked)), None
    except tuple(LACKING) as problem:
        # Told on the page as a number that is missing: the review goes on with what is there.
        kind, fact = LACKING[type(problem)]
        return [], (kind, str(problem.facts[fact]) if fact else NAMED[type(problem)])
