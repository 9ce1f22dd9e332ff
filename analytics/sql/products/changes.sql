-- Who gained and who lost each product from :before to :at?
-- Grain: one row per customer type and product that somebody in scope held at one of the dates.
-- Customers in scope at both dates: kept, gained, lost. gained_new: of customers in scope only at
-- :at; lost_left: of those in scope only at :before. {rows}: rows in scope at both dates. was, now,
-- was_here, is_here: 1 or 0.
select
    people.customer_type,
    owned.product_id,
    cast(sum(was * now * was_here * is_here) as bigint) as kept,
    cast(sum((1 - was) * now * was_here * is_here) as bigint) as gained,
    cast(sum(was * (1 - now) * was_here * is_here) as bigint) as lost,
    cast(sum(now * (1 - was_here) * is_here) as bigint) as gained_new,
    cast(sum(was * was_here * (1 - is_here)) as bigint) as lost_left
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
