-- How many customers can each manager see to in a week? What the week's lists stop at.
-- Grain: one row per manager, whoever is in scope. week_count: see relations/weekly_caps.sql.
select
    manager.manager_id,
    manager.name as manager_name,
    manager.branch_id,
    branch.name as branch_name,
    cast(manager.cap as integer) as week_count
from {weekly_caps} as manager
left join branch on branch.branch_id = manager.branch_id
order by manager.manager_id nulls last
