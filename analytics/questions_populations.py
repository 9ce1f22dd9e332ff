"""The questions on who meets conditions, and in what two populations differ."""

from __future__ import annotations

from analytics import populations
from analytics.question import JUDGEMENT, Question, question

COUNT = "populations/count"
PART = "a, b, a_only, both, b_only, rest or everybody"

POPULATIONS: tuple[Question, ...] = (
    question(populations.population_count, (COUNT,), "a", "b"),
    question(populations.population_overlap, (COUNT,), "a", "b"),
    question(
        populations.population_comparison,
        ("populations/figures", "populations/shares", "contribution/thresholds", COUNT),
        "a",
        "b",
        *JUDGEMENT,
    ),
    question(
        populations.population_distribution,
        (COUNT, "populations/distribution"),
        "a",
        "b",
        "figure",
    ),
    question(
        populations.population_quantiles, (COUNT, "populations/distribution"), "a", "b", "figure"
    ),
    question(
        populations.population_customers,
        ("populations/customers",),
        "a",
        "b",
        "part",
        "figure",
        "limit",
        "offset",
        words={"part": PART},
    ),
)
