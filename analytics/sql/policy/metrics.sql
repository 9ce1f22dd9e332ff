-- What is each customer's tier measured by on a day? Stream it: one month of a replay.
-- Grain: one row per open customer of the type; a missing amount is null. Money in the release's
-- currency as double. {measure}: the column; :day, :customer_type.
select customer_key, cast({measure} as double) as metric
from {rows}
where snapshot_date = :day and customer_type = :customer_type
