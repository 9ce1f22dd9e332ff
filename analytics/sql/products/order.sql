-- Which of two products do customers usually have first? Of customers in scope at :at who ever had
-- both, as far as opening days tell.
-- Grain: one row per customer type and two products, by id. first_count: who opened `product` on an
-- earlier day than `other`; later_count: on a later one; the rest opened both on the same day.
-- Each customer's first opening of a product counts.
select
    visible.customer_type,
    one.product_id as product,
    other.product_id as other,
    sum(case when one.opened < other.opened then 1 else 0 end) as first_count,
    sum(case when one.opened > other.opened then 1 else 0 end) as later_count
from (
    select customer_id, product_id, min(open_date) as opened
    from holding
    where open_date <= :at and product_id in ({products})
    group by customer_id, product_id
) as one
inner join (
    select customer_id, product_id, min(open_date) as opened
    from holding
    where open_date <= :at and product_id in ({products})
    group by customer_id, product_id
) as other on other.customer_id = one.customer_id and other.product_id > one.product_id
inner join customer on customer.customer_id = one.customer_id
inner join {rows} on visible.customer_key = customer.customer_key
where one.opened <> other.opened
group by visible.customer_type, one.product_id, other.product_id
