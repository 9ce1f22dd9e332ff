-- How many customers of each type are there at :at?
-- Grain: one row per customer type.
select visible.customer_type, count(*) as customer_count
from {rows}
group by visible.customer_type
