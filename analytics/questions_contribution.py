"""The questions on who brings the contribution, and on the bank as a whole."""

from __future__ import annotations

from analytics import action_facts, adopted, contribution, overview
from analytics.question import JUDGEMENT, OPTIONS, SELECTION, Question, question

BUCKETS = ("contribution/buckets", "contribution/buckets_cube")
RANKED = (*BUCKETS, "contribution/values")
PARTED = ("contribution/buckets_by", "contribution/buckets_by_cube")


CONTRIBUTION: tuple[Question, ...] = (
    question(contribution.contribution_summary, RANKED, "measure"),
    question(contribution.contribution_curve, RANKED, "measure"),
    question(
        contribution.contribution_marks,
        (*RANKED, "contribution/cut_customer"),
        "measure",
    ),
    question(
        contribution.contribution_change,
        (
            *RANKED,
            *PARTED,
            "contribution/pairs",
            "contribution/customer_id",
            "contribution/thresholds",
        ),
        "measure",
        *JUDGEMENT,
    ),
    question(
        contribution.contribution_decomposition,
        (*RANKED, "contribution/cut_customer", "contribution/decomposition"),
        "measure",
    ),
    question(contribution.contribution_deciles, RANKED, "measure"),
    question(contribution.contribution_curves_by, PARTED, "measure", "dimension"),
    question(contribution.contribution_trend, (*BUCKETS, *PARTED), "measure", "periods"),
    question(
        contribution.contribution_stress,
        (
            *RANKED,
            "contribution/amounts_of",
            "contribution/known_ids",
            "contribution/nearest_ids",
        ),
        "measure",
        "best_count",
        "customer_ids",
    ),
    question(
        contribution.contribution_customers,
        (*RANKED, "contribution/interval_counts", "contribution/customers"),
        "measure",
        *SELECTION,
        "limit",
        "offset",
    ),
    question(
        contribution.contribution_selection,
        (*RANKED, "contribution/interval_counts"),
        "measure",
        *SELECTION,
    ),
    question(
        overview.headline,
        ("overview/headline", "overview/headline_cube", "overview/interbank"),
        "valid_aum",
    ),
    question(adopted.adopted_segments, ("segments/adopted",)),
    question(action_facts.customer_standing, ("overview/customer_standing",), "customer_ids"),
    question(action_facts.manager_capacity, ("overview/manager_capacity", "scenarios/parameters")),
    Question(
        name="scope-values",
        function=overview.scope_values,
        sql=(
            "overview/values_fact",
            "overview/values_customer",
            "overview/values_branch",
            "overview/names",
            "segments/adopted",
        ),
        options={"dimension": OPTIONS["filter"]},
    ),
)
