-- What fell due after :before and up to :at, and what did its owners have then and now?
-- Grain: one row per customer in scope at :before of whom something fell due. Stream it.
-- matured: what deposits, wealth and funds held at :before had been bought for, else their balance.
-- after: 0 for who is gone; customers open elsewhere at :at are left out. Money in the release's
-- currency. {dimension}: what parts customers.
select
    was.part,
    cast(due.matured as double) as matured,
    cast(was.aum as double) as before_amount,
    cast(coalesce(now.aum, 0) as double) as after_amount
from (
    select
        visible.customer_key,
        visible.{dimension} as part,
        coalesce(visible.aum_eop, visible.aum_mavg) as aum
    from {rows}
    where visible.snapshot_date = :before
) as was
inner join customer on customer.customer_key = was.customer_key
inner join (
    select
        owned.customer_id,
        sum(coalesce(contract.orig_amount, contract.balance)) as matured
    from {held_before} as owned
    inner join holding as contract
        on contract.holding_id = owned.holding_id
        and contract.snapshot_date is not distinct from owned.snapshot_date
    where owned.line in ('deposit_demand', 'deposit_time', 'wealth', 'fund_insurance')
        and owned.maturity_date > :before
        and owned.maturity_date <= :at
    group by owned.customer_id
) as due on due.customer_id = customer.customer_id
left join (
    select visible.customer_key, coalesce(visible.aum_eop, visible.aum_mavg) as aum
    from {rows}
    where visible.snapshot_date = :at
) as now on now.customer_key = was.customer_key
left join (
    select customer_key from {presence} where is_open and snapshot_date = :at
) as still on still.customer_key = was.customer_key
where customer.institution_type is distinct from 'interbank'
    and (now.customer_key is not null or still.customer_key is null)
