-- Where do customers and money stand, by branch and tier? From the prepared sums.
-- Grain: as kpis.sql, and so are the columns.
-- {kpi}: prepared sums in scope (type, branch and tier only).
select
    snapshot_date,
    customer_type,
    branch_id,
    tier,
    customer_count,
    valid_count,
    cast(aum_mavg as double) as aum_mavg,
    cast(aum_eop as double) as aum_eop,
    cast(deposit_mavg as double) as deposit_mavg,
    cast(dep_demand_mavg as double) as dep_demand_mavg,
    cast(dep_time_mavg as double) as dep_time_mavg,
    cast(wealth_mavg as double) as wealth_mavg,
    cast(other_aum_mavg as double) as other_aum_mavg,
    cast(loan_mavg as double) as loan_mavg,
    cast(contribution as double) as contribution,
    cast(contribution_ttm as double) as contribution_ttm
from {kpi}
order by snapshot_date nulls last, customer_type nulls last, branch_id nulls last, tier nulls last
