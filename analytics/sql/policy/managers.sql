-- How many customers can each manager care for? Stream it.
-- Grain: one row per manager the bank named.
select manager_id, name as label, branch_id, capacity
from manager
order by manager_id
