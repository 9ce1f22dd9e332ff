-- How many customers and how much money, per date in scope? From the prepared cube.
-- Grain: one row per snapshot. Money in the release's currency; null where a column was not given.
-- {kpi}: prepared sums in scope (type, branch and tier only). Columns as headline.sql.
select
    snapshot_date,
    cast(sum(customer_count) as bigint) as customer_count,
    cast(sum(valid_count) as bigint) as valid_count,
    cast(sum(aum_mavg) as double) as aum_mavg,
    cast(sum(deposit_mavg) as double) as deposit_mavg,
    cast(sum(loan_mavg) as double) as loan_mavg,
    cast(sum(contribution) as double) as contribution,
    cast(sum(contribution_ttm) as double) as contribution_ttm
from {kpi}
group by snapshot_date
order by snapshot_date nulls last
