-- Of which types are the customers in scope? A segmentation is made of one type.
-- Grain: one row per customer_type with an open customer in scope.
select customer_type, count(*) as customer_count
from {rows}
group by customer_type
