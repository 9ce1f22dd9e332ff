"""The questions of the weekly review, asked through the memory of whole answers."""

from analytics import findings as found
from analytics import review, review_goals, review_needs, review_parts, week_list
from analytics import review_series as series
from pages.parts import review_state
from pages.parts.answers import kept, remembered

findings = remembered(found.findings)
finding_customers = remembered(found.finding_customers)
ledger_difference = remembered(review_parts.ledger_difference)
missing_steps = remembered(review_needs.missing_steps)
promised_customers = remembered(review_state.promised_customers_of)
promises = remembered(review_state.promises_of)
relationship_goals = remembered(review_goals.relationship_goals)
review_branches = remembered(review_parts.review_branches)
review_numbers = remembered(review.review_numbers)
review_of = kept(review.review_of)
review_series = remembered(series.review_series)
review_tiles = remembered(review.review_tiles)
service_groups = remembered(review_parts.service_groups)
week_customers = remembered(week_list.week_list)
week_sizes = remembered(week_list.week_sizes)
