-- How many customers and how much money, per date in scope?
-- Grain: one row per snapshot. Money in the release's currency; null where a column was not given.
-- A valid customer is open with assets of :valid_aum or more, a loan, or a transaction of his own
-- in the last 180 days.
select
    snapshot_date,
    count(*) as customer_count,
    count(*) filter (
        where aum_mavg >= :valid_aum
            or loan_mavg > 0
            or last_txn_date >= snapshot_date - interval '180' day
    ) as valid_count,
    cast(sum(aum_mavg) as double) as aum_mavg,
    cast(sum(deposit_mavg) as double) as deposit_mavg,
    cast(sum(loan_mavg) as double) as loan_mavg,
    cast(sum(contribution) as double) as contribution,
    cast(sum(contribution_ttm) as double) as contribution_ttm
from {rows}
group by snapshot_date
order by snapshot_date nulls last
