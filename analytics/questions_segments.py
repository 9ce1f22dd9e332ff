"""The questions on groups of customers that the data suggests."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from analytics import segments
from analytics.question import OPTIONS, Answer, Question
from analytics.segment_choice import FEWEST, MOST
from analytics.segment_coordinates import TRANSFORMS

CHOSEN: Mapping[str, str] = MappingProxyType(
    {
        "k": f"auto, or how many segments, {FEWEST} to {MOST}",
        "features": "names joined by commas, such as wealth_share,loan_mavg",
        "transform": "how amounts and counts are compared: one of " + ", ".join(TRANSFORMS),
    }
)

FIT = ("segments/types", "segments/counts", "segments/sample", "segments/sizes")


def _question(function: Answer, sql: tuple[str, ...], *options: str) -> Question:
    known = {**OPTIONS, **CHOSEN}
    return Question(
        name=function.__name__.replace("_", "-"),
        function=function,
        sql=sql,
        options={option: known[option] for option in options},
    )


HOW = ("k", "features", "transform", "customer_type")

SEGMENTS: tuple[Question, ...] = (
    _question(segments.segments, FIT, *HOW, "measure"),
    _question(segments.segment_candidates, FIT, *HOW),
)
