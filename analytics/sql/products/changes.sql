-- Who gained and who lost each product from :before to :at?
-- Grain: one row per customer type and product that somebody in scope held at one of the dates.
-- Customers in scope at both dates: kept, gained, lost. gained_new: of customers in scope only at
-- :at; lost_left: of those in scope only at :before. {rows}: rows in scope at both dates.
select
    people.customer_type,
    owned.product_id,
    sum(case when owned.was = 1 and owned.now = 1 and was_here = 1 and is_here = 1 then 1 else 0 end)
        as kept,
    sum(case when owned.was = 0 and owned.now = 1 and was_here = 1 and is_here = 1 then 1 else 0 end)
        as gained,
    sum(case when owned.was = 1 and owned.now = 0 and was_here = 1 and is_here = 1 then 1 else 0 end)
        as lost,
    sum(case when owned.now = 1 and was_here = 0 then 1 else 0 end) as gained_new,
    sum(case when owned.was = 1 and is_here = 0 then 1 else 0 end) as lost_left
from (
    select customer_id, product_id, max(was) as was, max(now) as now
    from (
        select held.customer_id, held.product_id, 1 as was, 0 as now from {held_before} as held
        union all
        select held.customer_id, held.product_id, 0 as was, 1 as now from {held} as held
    ) as dated
    group by customer_id, product_id
) as owned
inner join customer on customer.customer_id = owned.customer_id
inner join (
    select
        customer_key,
        max(customer_type) as customer_type,
        max(case when snapshot_date = :before then 1 else 0 end) as was_here,
        max(case when snapshot_date = :at then 1 else 0 end) as is_here
    from {rows}
    group by customer_key
) as people on people.customer_key = customer.customer_key
group by people.customer_type, owned.product_id
