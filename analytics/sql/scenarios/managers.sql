-- How many managers look after the customers in scope?
-- Grain: one row. {rows}: open customers in scope at :at.
select cast(count(distinct manager_id) as bigint) as manager_count
from {rows}
