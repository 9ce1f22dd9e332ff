-- What does the general ledger say of each branch at :at?
-- Grain: one row per branch the ledger states anything of. Money in the release's currency.
select
    branch_id,
    cast(deposits as double) as deposits,
    cast(loans as double) as loans,
    cast(customer_count as double) as customer_count
from control_total
where snapshot_date = :at
order by branch_id nulls last
