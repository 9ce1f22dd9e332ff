-- How many customers does each segment hold, and what are they worth?
-- Grain: one row per segment with customers, and one with null for who lacks a feature.
-- Money in the release's currency, null where the column was not delivered.
select
    segment_now as segment,
    count(*) as customer_count,
    sum({measure}) as value,
    sum(contribution_ttm) as contribution_ttm,
    sum(aum_mavg) as aum_mavg,
    sum(deposit_mavg) as deposit_mavg,
    sum(loan_mavg) as loan_mavg
from {assigned}
group by segment_now
