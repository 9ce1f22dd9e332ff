-- How many customers hold which products together at :at? Stream it.
-- Grain: one row per customer type, part and set of products that somebody holds exactly.
-- {rows}: open customers in scope at :at; {dimension}: what parts them; {products}: the products
-- looked at, 60 at most. mask: the set, 2 to the power of a product's place in the order of ids;
-- 0 for who holds none of them.
select
    visible.customer_type,
    visible.{dimension} as part,
    coalesce(owned.mask, 0) as mask,
    count(*) as customer_count
from {rows}
inner join customer on customer.customer_key = visible.customer_key
left join (
    select held.customer_id, bit_or(place.bit) as mask
    from {held} as held
    inner join (
        select one.product_id, cast(power(2, count(other.product_id)) as bigint) as bit
        from product as one
        left join product as other
            on other.product_id < one.product_id and other.product_id in ({products})
        where one.product_id in ({products})
        group by one.product_id
    ) as place on place.product_id = held.product_id
    group by held.customer_id
) as owned on owned.customer_id = customer.customer_id
group by visible.customer_type, visible.{dimension}, coalesce(owned.mask, 0)
