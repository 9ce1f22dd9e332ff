-- How many customers have or had which products up to :at? Stream it.
-- Grain: one row per customer type and set of products that somebody opened, still held or not.
-- A product that is replaced, such as one that runs seven days, is seen no other way.
-- {rows}: open customers in scope at :at; {products}, mask: as in masks.sql.
select
    visible.customer_type,
    coalesce(owned.mask, 0) as mask,
    count(*) as customer_count
from {rows}
inner join customer on customer.customer_key = visible.customer_key
left join (
    select held.customer_id, bit_or(place.bit) as mask
    from holding as held
    inner join (
        select one.product_id, cast(power(2, count(other.product_id)) as bigint) as bit
        from product as one
        left join product as other
            on other.product_id < one.product_id and other.product_id in ({products})
        where one.product_id in ({products})
        group by one.product_id
    ) as place on place.product_id = held.product_id
    where held.open_date <= :at and coalesce(held.snapshot_date, :at) <= :at
    group by held.customer_id
) as owned on owned.customer_id = customer.customer_id
group by visible.customer_type, coalesce(owned.mask, 0)
