-- Where do customers and money stand, by branch and tier?
-- Grain: one row per snapshot, customer type, branch and tier. Money in the release's currency; null
-- where a column was not given. Deposits with those of other banks.
-- {rows}: open customers in scope; valid as the release's policy has it.
select
    snapshot_date,
    customer_type,
    branch_id,
    tier,
    count(*) as customer_count,
    count(*) filter (where is_valid) as valid_count,
    cast(sum(aum_mavg) as double) as aum_mavg,
    cast(sum(aum_eop) as double) as aum_eop,
    cast(sum(deposit_mavg) as double) as deposit_mavg,
    cast(sum(dep_demand_mavg) as double) as dep_demand_mavg,
    cast(sum(dep_time_mavg) as double) as dep_time_mavg,
    cast(sum(wealth_mavg) as double) as wealth_mavg,
    cast(sum(other_aum_mavg) as double) as other_aum_mavg,
    cast(sum(loan_mavg) as double) as loan_mavg,
    cast(sum(contribution) as double) as contribution,
    cast(sum(contribution_ttm) as double) as contribution_ttm
from {rows}
group by snapshot_date, customer_type, branch_id, tier
order by snapshot_date nulls last, customer_type nulls last, branch_id nulls last, tier nulls last
