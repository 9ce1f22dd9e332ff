"""The questions of the pages, asked through the memory of whole answers."""

from analytics import (
    bridge,
    contribution,
    migration,
    migration_change,
    migration_lists,
    migration_outlook,
    migration_parts,
    migration_paths,
    populations,
    tiers,
)
from pages.parts.answers import remembered

contribution_change = remembered(contribution.contribution_change)
contribution_curve = remembered(contribution.contribution_curve)
contribution_curves_by = remembered(contribution.contribution_curves_by)
contribution_customers = remembered(contribution.contribution_customers)
contribution_deciles = remembered(contribution.contribution_deciles)
contribution_decomposition = remembered(contribution.contribution_decomposition)
contribution_selection = remembered(contribution.contribution_selection)
contribution_stress = remembered(contribution.contribution_stress)
contribution_summary = remembered(contribution.contribution_summary)
contribution_trend = remembered(contribution.contribution_trend)

bridge_mix = remembered(bridge.bridge_mix)
flapping_rate = remembered(migration_paths.flapping_rate)
migration_back_test = remembered(migration_outlook.migration_back_test)
migration_by_part = remembered(migration_parts.migration_by_part)
migration_customers = remembered(migration_lists.migration_customers)
migration_difference = remembered(migration_outlook.migration_difference)
migration_flow_changes = remembered(migration_change.migration_flow_changes)
migration_level_rates = remembered(migration.migration_level_rates)
migration_long_run = remembered(migration_outlook.migration_long_run)
migration_matrix = remembered(migration.migration_matrix)
migration_paths_taken = remembered(migration_paths.migration_paths)
migration_projection = remembered(migration_outlook.migration_projection)
migration_rates = remembered(migration.migration_rates)
migration_returned = remembered(migration.migration_returned)
migration_selection = remembered(migration_lists.migration_selection)
migration_trend = remembered(migration.migration_trend)
population_comparison = remembered(populations.population_comparison)
population_count = remembered(populations.population_count)
population_customers = remembered(populations.population_customers)
population_distribution = remembered(populations.population_distribution)
population_overlap = remembered(populations.population_overlap)
population_quantiles = remembered(populations.population_quantiles)
official_tiers = remembered(tiers.official_tiers)
tier_restatement = remembered(tiers.tier_restatement)
tier_sizes = remembered(tiers.tier_sizes)
tier_worklist = remembered(migration_lists.tier_worklist)
tier_worklist_sizes = remembered(migration_lists.tier_worklist_sizes)
value_bridge = remembered(bridge.value_bridge)
