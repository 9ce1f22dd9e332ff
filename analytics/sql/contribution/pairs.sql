-- What did each customer bring at the two dates? Stream it: one row per customer and date.
-- Grain: customer and snapshot. Money in the release's currency as double.
-- {rows}: open customers in scope at :before and :at; who is absent at a date has no row.
select customer_key, snapshot_date = :at as is_after, cast({measure} as double) as value
from {rows}
where {measure} is not null
