"""The questions on who moved between levels, where the money went and whom to contact."""

from __future__ import annotations

from analytics import (
    bridge,
    migration,
    migration_change,
    migration_lists,
    migration_outlook,
    migration_parts,
    migration_paths,
    tiers,
)
from analytics.question import COUNTING, JUDGEMENT, Question, question

FLOWS = ("migration/flows", "migration/flows_cube")
THRESHOLDS = "contribution/thresholds"
PEOPLE = (*FLOWS, "migration/customers")

MIGRATION: tuple[Question, ...] = (
    question(migration.migration_matrix, (*FLOWS, THRESHOLDS), *COUNTING),
    question(migration.migration_rates, FLOWS, *COUNTING),
    question(migration.migration_level_rates, FLOWS, *COUNTING),
    question(migration.migration_trend, FLOWS, *COUNTING, "periods"),
    question(
        migration_change.migration_flow_changes, (*FLOWS, THRESHOLDS), *COUNTING, *JUDGEMENT[:2]
    ),
    question(bridge.value_bridge, FLOWS, *COUNTING),
    question(bridge.bridge_mix, FLOWS, *COUNTING),
    question(migration_lists.migration_selection, FLOWS, *COUNTING, "move", "customer_type"),
    question(
        migration_lists.migration_customers,
        PEOPLE,
        *COUNTING,
        "move",
        "customer_type",
        "least",
        "limit",
        "offset",
    ),
    question(
        migration_lists.tier_worklist,
        (*PEOPLE, "migration/near", "migration/watch"),
        *COUNTING,
        "worklist",
        "limit",
        "offset",
        words={"worklist": "near, watch, fell or back"},
    ),
    question(migration_lists.tier_worklist_sizes, ("migration/worklist_sizes",)),
    question(
        migration_parts.migration_by_part,
        ("migration/parts", "overview/names"),
        *COUNTING,
        "part",
        "rate",
        "customer_type",
    ),
    question(migration_outlook.migration_difference, FLOWS, *COUNTING),
    question(migration_outlook.migration_projection, FLOWS, *COUNTING, "periods"),
    question(migration_outlook.migration_long_run, FLOWS, *COUNTING),
    question(migration_outlook.migration_back_test, FLOWS, *COUNTING),
    question(tiers.tier_sizes, ("migration/sizes", "overview/names"), *COUNTING, "part"),
    question(tiers.tier_restatement, ("migration/restatement",), *COUNTING),
    question(migration.migration_returned, ("migration/returned",), *COUNTING),
    question(tiers.official_tiers, ("migration/official",), "measure"),
    question(migration_paths.migration_paths, ("migration/levels",), *COUNTING, "steps", "every"),
    question(migration_paths.flapping_rate, ("migration/levels",), *COUNTING),
)
