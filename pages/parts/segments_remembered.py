"""The questions of the segments page, asked through the memory of whole answers."""

from analytics import segment_lookalikes, segment_members, segment_movers, segment_profiles
from pages.parts.answers import remembered

customers = remembered(segment_members.segment_customers)
lookalike_pairs = remembered(segment_lookalikes.segment_lookalike_pairs)
lookalikes = remembered(segment_lookalikes.segment_lookalikes)
mover_customers = remembered(segment_movers.segment_mover_customers)
movers = remembered(segment_movers.segment_movers)
tiers = remembered(segment_profiles.segment_tier)
