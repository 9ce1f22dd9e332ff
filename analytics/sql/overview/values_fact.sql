-- Which values can the scope bar offer, and how many customers have each? Columns of the fact.
-- Grain: one row per value. {dimension}: the column.
select {dimension} as value, count(*) as customer_count
from {rows}
group by {dimension}
order by customer_count desc nulls last, value nulls last
limit 5000
