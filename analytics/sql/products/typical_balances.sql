-- What does a holder of a product typically hold at :at?
-- Grain: one row per customer type, part and product with a positive balance. {dimension}: what
-- parts customers. typical_balance: the median over holders, in the release's currency.
select
    customer_type,
    part,
    product_id,
    count(*) as holder_count,
    percentile_cont(0.5) within group (order by balance) as typical_balance
from (
    select
        visible.customer_type,
        visible.{dimension} as part,
        held.product_id,
        visible.customer_key,
        cast(sum(held.amount) as double) as balance
    from {held} as held
    inner join customer on customer.customer_id = held.customer_id
    inner join {rows} on visible.customer_key = customer.customer_key
    group by visible.customer_type, visible.{dimension}, held.product_id, visible.customer_key
) as owned
where balance > 0
group by customer_type, part, product_id
