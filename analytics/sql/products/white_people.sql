-- How many customers has each part in each branch at :at, and how many may be sent a scored offer?
-- Grain: one row per customer type, part and branch. Stream it. {dimension}: what parts customers.
select
    visible.customer_type,
    visible.{dimension} as part,
    visible.branch_id,
    count(*) as customer_count,
    count(reachable.customer_id) as consented_count
from {rows}
inner join customer on customer.customer_key = visible.customer_key
left join {reachable} as reachable on reachable.customer_id = customer.customer_id
group by visible.customer_type, visible.{dimension}, visible.branch_id
