-- Which average balances did each branch's customers keep, month by month?
-- Grain: one row per snapshot and branch. Money in the release's currency; null where a column was
-- not given. Deposits with those of other banks; contribution is that of the month.
-- {rows}: open customers in scope.
select
    snapshot_date,
    branch_id,
    cast(sum(aum_mavg) as double) as aum_mavg,
    cast(sum(deposit_mavg) as double) as deposit_mavg,
    cast(sum(loan_mavg) as double) as loan_mavg,
    cast(sum(contribution) as double) as contribution
from {rows}
group by snapshot_date, branch_id
order by snapshot_date nulls last, branch_id nulls last
