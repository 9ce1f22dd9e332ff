-- Which values can the scope bar offer, and how many customers have each? Columns of the branch.
-- Grain: one row per value. {dimension}: the column.
select branch.{dimension} as value, count(*) as customer_count
from {rows}
left join branch on branch.branch_id = visible.branch_id
group by branch.{dimension}
order by customer_count desc nulls last, value nulls last
limit 5000
