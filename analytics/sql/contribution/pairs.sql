-- What did each customer bring at one of the two dates? Stream it: one row per customer.
-- Grain: customer. Money in the release's currency as double.
-- {rows}: open customers in scope at :before and :at; who is absent on :day has no row.
select customer_key, cast({measure} as double) as value
from {rows}
where snapshot_date = :day and {measure} is not null
