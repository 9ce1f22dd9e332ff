-- Which customer is the n-th by id among those with exactly this amount? Names the cut of a mark.
-- Grain: one row. :value: the amount at the cut; :skipped: customers with it who come before.
select customer_id
from customer
where customer_key in (
    select customer_key
    from {rows}
    where cast({measure} as double) = :value and snapshot_date = :day
)
order by customer_id nulls last
limit 1 offset :skipped
