-- How many customers of each tier have a manager?
-- Grain: one row per customer type and tier.
-- {rows}: open customers in scope.
select
    customer_type,
    tier,
    count(*) as customer_count,
    count(manager_id) as managed_count
from {rows}
group by customer_type, tier
order by customer_type nulls last, tier nulls last
