-- Which average balances did each branch's customers keep, month by month? From the prepared sums.
-- Grain: as balances.sql, and so are the columns.
-- {kpi}: prepared sums in scope (type, branch and tier only).
select
    snapshot_date,
    branch_id,
    cast(sum(aum_mavg) as double) as aum_mavg,
    cast(sum(deposit_mavg) as double) as deposit_mavg,
    cast(sum(loan_mavg) as double) as loan_mavg,
    cast(sum(contribution) as double) as contribution
from {kpi}
group by snapshot_date, branch_id
order by snapshot_date nulls last, branch_id nulls last
