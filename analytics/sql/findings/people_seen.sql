-- How many customers are in scope at both :at and :before, and since which of up to 14 dates?
-- Grain: one row per customer type and seen; see relations/seen.sql.
select customer_type, seen, cast(count(*) as bigint) as customer_count
from {seen} as people
group by customer_type, seen
