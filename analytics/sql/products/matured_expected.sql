-- What was to fall due in the month after :before, and what did its owners have then and now?
-- Grain: one row per customer in scope at :before of whom something was to fall due. Stream it.
-- matured: the bank's own figure of the next 30 days. after: 0 for who is gone; customers open
-- elsewhere at :at are left out. Money in the release's currency. {dimension}: what parts customers.
select
    was.part,
    cast(was.maturing_next_30d as double) as matured,
    cast(was.aum as double) as before_amount,
    cast(coalesce(now.aum, 0) as double) as after_amount
from (
    select
        visible.customer_key,
        visible.{dimension} as part,
        visible.maturing_next_30d,
        coalesce(visible.aum_eop, visible.aum_mavg) as aum
    from {rows}
    where visible.snapshot_date = :before and visible.maturing_next_30d > 0
) as was
inner join customer on customer.customer_key = was.customer_key
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
