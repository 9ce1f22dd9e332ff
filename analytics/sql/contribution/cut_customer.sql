-- Which customer is the n-th by id among those with exactly this amount? Names the cut of a mark.
-- Grain: one row. :value: the amount at the cut; :skipped: customers with it who come before.
select customer.customer_id
from {rows}
inner join customer on customer.customer_key = visible.customer_key
where cast(visible.{measure} as double) = :value and visible.snapshot_date = :day
order by customer.customer_id nulls last
limit 1 offset :skipped
