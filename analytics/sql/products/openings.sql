-- What did customers hold at :before, and what at :at? Stream it.
-- Grain: one row per customer type, tolerance and pair of sets of products; customers in scope at
-- :before who are still open at :at. {products}, mask: as in masks.sql.
-- tolerance: the risk level up to which an investment suited the customer at :before, 0 without an
-- assessment of the 365 days up to then.
select
    visible.customer_type,
    case
        when customer.risk_assessed_on > :before - interval '366' day
            and customer.risk_assessed_on <= :before
        then coalesce(
            least(
                coalesce(visible.risk_tolerance, customer.risk_tolerance),
                coalesce(customer.risk_tolerance, visible.risk_tolerance)
            ),
            0
        )
        else 0
    end as tolerance,
    coalesce(was.mask, 0) as mask,
    coalesce(now.mask, 0) as mask_after,
    count(*) as customer_count
from {rows}
inner join customer on customer.customer_key = visible.customer_key
inner join (
    select customer_key from {presence} where is_open and snapshot_date = :at
) as still on still.customer_key = visible.customer_key
left join (
    select held.customer_id, bit_or(place.bit) as mask
    from {held_before} as held
    inner join (
        select one.product_id, cast(power(2, count(other.product_id)) as bigint) as bit
        from product as one
        left join product as other
            on other.product_id < one.product_id and other.product_id in ({products})
        where one.product_id in ({products})
        group by one.product_id
    ) as place on place.product_id = held.product_id
    group by held.customer_id
) as was on was.customer_id = customer.customer_id
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
) as now on now.customer_id = customer.customer_id
where visible.snapshot_date = :before
group by 1, 2, 3, 4
