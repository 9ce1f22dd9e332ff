-- Which of two products do customers usually have first? Of customers in scope at :at who ever had
-- both, as far as opening days tell.
-- Grain: one row per customer type and two products, by id. both_count: customers who had both;
-- first_count: of those who opened `product` on an earlier day than `other`; later_count: on a later
-- one; the rest opened both on the same day. Each customer's first opening of a product counts.
-- :below: only customers whose id has a digest below this, as 8 hexadecimal digits.
select
    people.customer_type,
    one.product_id as product,
    other.product_id as other,
    count(*) as both_count,
    cast(sum(case when one.opened < other.opened then 1 else 0 end) as bigint) as first_count,
    cast(sum(case when one.opened > other.opened then 1 else 0 end) as bigint) as later_count
from (
    select customer.customer_id, visible.customer_type
    from {rows}
    inner join customer on customer.customer_key = visible.customer_key
    where substr(md5(customer.customer_id), 1, 8) < :below
) as people
inner join (
    select customer_id, product_id, min(open_date) as opened
    from holding
    where open_date <= :at
        and product_id in ({products})
        and customer_id in (
            select customer_id from customer where substr(md5(customer_id), 1, 8) < :below
        )
    group by customer_id, product_id
) as one on one.customer_id = people.customer_id
inner join (
    select customer_id, product_id, min(open_date) as opened
    from holding
    where open_date <= :at
        and product_id in ({products})
        and customer_id in (
            select customer_id from customer where substr(md5(customer_id), 1, 8) < :below
        )
    group by customer_id, product_id
) as other on other.customer_id = one.customer_id and other.product_id > one.product_id
group by people.customer_type, one.product_id, other.product_id
