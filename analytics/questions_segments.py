"""The questions on groups of customers that the data suggests."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from analytics import segments
from analytics.question import Question, question
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

HOW = ("k", "features", "transform", "customer_type")

SEGMENTS: tuple[Question, ...] = (
    question(segments.segments, FIT, *HOW, "measure", words=CHOSEN),
    question(segments.segment_candidates, FIT, *HOW, words=CHOSEN),
)
