-- How did the bank's key figures go, date by date? From the prepared sums.
-- Grain: as course.sql, and so are the columns.
-- {kpi}: prepared sums in scope (type, branch and tier only).
select
    snapshot_date,
    customer_type,
    tier,
    cast(sum(customer_count) as bigint) as customer_count,
    cast(sum(valid_count) as bigint) as valid_count,
    cast(sum(aum_mavg) as double) as aum_mavg,
    cast(sum(aum_eop) as double) as aum_eop,
    cast(sum(deposit_mavg) as double) as deposit_mavg,
    cast(sum(loan_mavg) as double) as loan_mavg,
    cast(sum(contribution_ttm) as double) as contribution_ttm
from {kpi}
group by snapshot_date, customer_type, tier
order by snapshot_date nulls last, customer_type nulls last, tier nulls last
