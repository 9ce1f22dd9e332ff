-- How many customers of each tier does each segment hold, and what are they worth?
-- Grain: one row per tier and segment with customers, null for none. Money in the release's
-- currency, null where not given.
select
    tier,
    segment_now as segment,
    count(*) as customer_count,
    sum(contribution_ttm) as contribution_ttm,
    sum(aum_mavg) as aum_mavg
from {assigned}
group by tier, segment_now
