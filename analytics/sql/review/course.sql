-- How did the bank's key figures go, date by date?
-- Grain: one row per snapshot, customer type and tier. Money in the release's currency; null where a
-- column was not given. Deposits with those of other banks.
-- {rows}: open customers in scope; valid as the release's policy has it.
select
    snapshot_date,
    customer_type,
    tier,
    count(*) as customer_count,
    count(*) filter (where is_valid) as valid_count,
    cast(sum(aum_mavg) as double) as aum_mavg,
    cast(sum(aum_eop) as double) as aum_eop,
    cast(sum(deposit_mavg) as double) as deposit_mavg,
    cast(sum(loan_mavg) as double) as loan_mavg,
    cast(sum(contribution_ttm) as double) as contribution_ttm
from {rows}
group by snapshot_date, customer_type, tier
order by snapshot_date nulls last, customer_type nulls last, tier nulls last
