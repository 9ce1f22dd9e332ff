"""The questions on what happened that is worth a word."""

from __future__ import annotations

from types import MappingProxyType

from analytics import findings, findings_people
from analytics.question import JUDGEMENT, Question, question

WORDS = MappingProxyType({"finding": "the key of a finding"})
GIVEN = ("contribution/thresholds", "overview/names", "products/given", "products/catalogue")

FINDINGS: tuple[Question, ...] = (
    question(
        findings.findings,
        (
            "findings/branches_cube",
            "findings/branches",
            "findings/single",
            "findings/products",
            "findings/people_seen",
            "findings/complaints",
            *GIVEN,
            "products/known_columns",
        ),
        *JUDGEMENT,
    ),
    question(
        findings_people.finding_customers,
        ("findings/people", "findings/complainants", "products/movers", "products/known_columns"),
        "finding",
        "limit",
        "offset",
        words=WORDS,
    ),
)
