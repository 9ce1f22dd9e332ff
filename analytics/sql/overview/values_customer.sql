-- Which values can the scope bar offer, and how many customers have each? Columns of the customer.
-- Grain: one row per value. {dimension}: the column.
select customer.{dimension} as value, count(*) as customer_count
from {rows}
inner join customer on customer.customer_key = visible.customer_key
group by customer.{dimension}
order by customer_count desc nulls last, value nulls last
limit 5000
