"""One number of the weekly review as a row: what it is, how it stands, where its people are.

The columns are those of `review.review_numbers`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal
from urllib.parse import urlencode

import numpy as np
import pandas as pd

from analytics.rates import wilson
from analytics.review_moments import Dates

Unit = Literal["money", "count", "share", "number", "per10k", "score"]
Flag = Literal["", "incomplete", "spring"]
COMPARED = ("before", "year_start", "year_ago")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Where a number's people are: a list question with its options, and a page with parameters."""

    question: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    page: str = ""
    query: Mapping[str, str] = field(default_factory=dict)


NO_LIST = Listing()


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """A number and the same number at the dates it is compared with; NaN where not known."""

    value: float
    before: float = np.nan
    year_start: float = np.nan
    year_ago: float = np.nan

    @classmethod
    def of(cls, found: Mapping[str, float]) -> Values:
        """Return the values of a mapping by moment; what is not in it is not known."""
        earlier = (found.get(moment, np.nan) for moment in COMPARED)
        before, year_start, year_ago = (float(value) for value in earlier)
        return cls(
            value=float(found["value"]), before=before, year_start=year_start, year_ago=year_ago
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One number of the review; NaN where something is not known.

    good: 1 where more is good for the bank, −1 where less is, 0 where neither.
    """

    code: str
    unit: Unit
    values: Values
    dates: Dates
    customer_type: str = ""
    numerator: float = np.nan
    denominator: float = np.nan
    low: float = np.nan
    high: float = np.nan
    target: float = np.nan
    completion: float = np.nan
    growth_completion: float = np.nan
    gap: float = np.nan
    elapsed_share: float = np.nan
    flag: Flag = ""
    good: int = 1
    listing: Listing = NO_LIST

    @property
    def name(self) -> str:
        """What tells the number from all others: notes and links go by it."""
        return f"{self.code}_{self.customer_type}" if self.customer_type else self.code


COLUMNS = (
    "step", "number", "code", "customer_type", "unit", "value", *COMPARED,
    "at_date", "before_date", "year_start_date", "year_ago_date", "numerator", "denominator",
    "low", "high", "target", "completion", "growth_completion", "gap", "elapsed_share",
    "flag", "good", "page", "query", "question", "options",
)  # fmt: skip


def numbers_frame(numbers: Iterable[tuple[int, Number]]) -> pd.DataFrame:
    """Return numbers with their steps as rows."""
    frame = pd.DataFrame([_row(step, number) for step, number in numbers], columns=COLUMNS)
    floats = [name for name in COLUMNS if name in _FLOATS]
    return frame.astype(dict.fromkeys(floats, "float64"))


def share(code: str, count: float, n: float, dates: Dates) -> Number:
    """Return a share of customers with its Wilson interval."""
    low, high = wilson([count], [n])
    return Number(
        code=code,
        unit="share",
        values=Values(value=count / n if n else np.nan),
        dates=dates,
        numerator=count,
        denominator=n,
        low=float(low[0]),
        high=float(high[0]),
    )


def people(
    conditions: list[list[str]], page: str = "", query: Mapping[str, str] | None = None
) -> Listing:
    """Return the list of those who meet all conditions; see analytics.condition_text."""
    return Listing(
        question="population-customers",
        options={"a": json.dumps({"all": conditions}, separators=(",", ":"))},
        page=page,
        query=query or {},
    )


_FLOATS = frozenset(
    ("value", *COMPARED, "numerator", "denominator", "low", "high", "target", "completion",
     "growth_completion", "gap", "elapsed_share")
)  # fmt: skip


def _row(step: int, number: Number) -> dict[str, object]:
    facts = asdict(number)
    dates: dict[str, object] = facts.pop("dates")
    facts |= facts.pop("values")
    listing = number.listing
    facts |= {"at_date": dates["at"]} | {f"{name}_date": dates[name] for name in COMPARED}
    facts |= {"page": listing.page, "query": urlencode(listing.query)}
    facts |= {"question": listing.question, "options": urlencode(listing.options)}
    return facts | {"step": step, "number": number.name}
