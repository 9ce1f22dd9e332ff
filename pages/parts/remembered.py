"""The questions about contribution, asked through the memory of whole answers."""

from analytics import contribution
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
