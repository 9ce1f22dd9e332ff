"""The questions of the weekly review."""

from __future__ import annotations

from analytics import review, review_goals, review_kpis, review_needs, review_parts, review_series
from analytics.question import Question, question

KPIS = ("review/kpis", "review/kpis_cube", "overview/interbank")
BALANCES = ("review/balances", "review/balances_cube", "review/targets")
MOVES = ("migration/flows", "migration/flows_cube")
STEPS = (
    *KPIS,
    *BALANCES,
    *MOVES,
    "review/loads",
    "review/ledger",
    "review/managed",
    "review/complaints",
    "contribution/buckets",
    "contribution/buckets_cube",
    "migration/worklist_sizes",
    "products/given",
    "products/masks",
    "products/channels",
    "products/maturing_sizes",
    "products/matured_expected",
    "products/matured_holdings",
    "offers/exposure",
    "offers/exposure_all",
)

REVIEW: tuple[Question, ...] = (
    question(review_kpis.review_kpis, KPIS),
    question(review.review_numbers, STEPS),
    question(review_needs.missing_steps, ("review/provided",)),
    question(review.review_tiles, (*KPIS, *BALANCES)),
    question(
        review_series.review_series,
        ("review/course", "review/course_cube", *BALANCES[:2], *MOVES, "overview/interbank"),
        "periods",
    ),
    question(review_parts.review_branches, (*KPIS, *BALANCES, "overview/names")),
    question(review_parts.service_groups, ("review/service_groups",)),
    question(review_parts.ledger_difference, (*KPIS, "review/ledger", "overview/names")),
    question(
        review_goals.relationship_goals,
        (*MOVES, "review/complaints", "products/masks", "scenarios/cells"),
    ),
)
