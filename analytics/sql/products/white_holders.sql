-- How many customers of each part and branch hold each product at :at, and how much does each hold?
-- Grain: one row per customer type, part, branch and product with holders. Stream it.
-- {dimension}: what parts customers. consented_count: holders who may be sent a scored offer.
select
    visible.customer_type,
    visible.{dimension} as part,
    visible.branch_id,
    owned.product_id,
    count(*) as holder_count,
    count(reachable.customer_id) as consented_count
from {rows}
inner join customer on customer.customer_key = visible.customer_key
inner join (
    select distinct held.customer_id, held.product_id from {held} as held
) as owned on owned.customer_id = customer.customer_id
left join {reachable} as reachable on reachable.customer_id = customer.customer_id
group by visible.customer_type, visible.{dimension}, visible.branch_id, owned.product_id
