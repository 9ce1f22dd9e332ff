"""Which customers a reader picked on the curve: places of the ranking, kept in the URL. Pure.

In the URL `pick` is `top20` (a mark), `loss` (loss-making customers), or `0.05-0.2` (from and to a
share of customers, best first), so that it means the same in another scope.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

MARKS: Mapping[str, float] = {"top01": 0.01, "top05": 0.05, "top10": 0.10, "top20": 0.20}
LOSS = "loss"
RANGE = re.compile(r"(0|0?\.\d+|1)-(0?\.\d+|1)")
SHORTEST_DRAG = 0.004
"""Share of the axis below which a drag was a click with an unsteady hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """Customers after place `first` up to place `last`, best first; `name` as in the URL."""

    name: str
    first: int
    last: int

    @property
    def count(self) -> int:
        """How many customers."""
        return self.last - self.first


def place(share: float, customer_count: int) -> int:
    """The place in the ranking after `share` of the customers: ⌈share · n⌉, 0.07 · 100 being 7."""
    return math.ceil(round(share * customer_count, 6))


def read(text: str | None, *, customer_count: int, negative_count: int) -> Pick | None:
    """The pick a URL names; None for no pick, an unreadable one, or one that holds nobody."""
    first, last = 0, 0
    if text in MARKS:
        last = place(MARKS[text], customer_count)
    elif text == LOSS:
        first, last = customer_count - negative_count, customer_count
    elif text and (found := RANGE.fullmatch(text)):
        first, last = (round(float(share) * customer_count) for share in found.groups())
    last = min(last, customer_count)
    return Pick(name=text, first=first, last=last) if text and first < last else None


def name_of(first: int, last: int, customer_count: int) -> str:
    """What the URL calls the customers from place `first` to `last`."""
    if first == 0:
        for name, mark in MARKS.items():
            if last == place(mark, customer_count):
                return name
    return f"{_share(first, customer_count)}-{_share(last, customer_count)}"


def _share(count: int, customer_count: int) -> str:
    return f"{count / customer_count:.9f}".rstrip("0").rstrip(".")


def from_event(event: Mapping[str, Any], curve: pd.DataFrame) -> str | None:
    """The pick of a selection event: a click takes the best up to there, a drag its stretch.

    `event` has points (each with x, a share of customers), box and lasso, as the chart reports
    them; `curve` gives the places a stretch may begin and end at.
    """
    selection = event["selection"]
    count = int(curve["customer_count"].iloc[-1])
    areas = [*selection["box"], *selection["lasso"]]
    if areas:
        low, high = min(areas[-1]["x"]), max(areas[-1]["x"])
        if high - low < SHORTEST_DRAG:
            return None
        first, last = _nearest(curve, low), _nearest(curve, high)
    elif selection["points"]:
        first, last = 0, max(round(point["x"] * count) for point in selection["points"])
    else:
        return None
    return name_of(first, last, count) if first < last else None


def _nearest(curve: pd.DataFrame, share: float) -> int:
    """The place on the curve nearest to a share of customers; nobody left of the first half."""
    shares: Sequence[float] = [0.0, *curve["customer_share"].astype(float)]
    places = [0, *curve["customer_count"].astype(int)]
    distances = [abs(at - share) for at in shares]
    return places[distances.index(min(distances))]
