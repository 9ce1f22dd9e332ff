-- How many customers does each segment hold, what are they worth, and who of them is typical?
-- Grain: one row per segment with customers, and one with null for who lacks a feature.
-- Money in the release's currency; medians over the customers whose amount is known, as double.
select
    segment_now as segment,
    count(*) as customer_count,
    sum(contribution_ttm) as contribution_ttm,
    count(contribution_ttm) as contribution_known,
    percentile_cont(0.5) within group (order by cast(contribution_ttm as double)) as contribution_median,
    sum(aum_mavg) as aum_mavg,
    count(aum_mavg) as aum_known,
    percentile_cont(0.5) within group (order by cast(aum_mavg as double)) as aum_median,
    sum(deposit_mavg) as deposit_mavg,
    sum(loan_mavg) as loan_mavg,
    sum(case when is_valid then 1 else 0 end) as valid_count
from {assigned}
group by segment_now
