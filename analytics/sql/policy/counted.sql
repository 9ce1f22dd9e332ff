-- Who is in the scope on a day? Stream it: those a replayed month counts.
-- Grain: one row per open customer of the type in scope. :day, :customer_type.
select customer_key
from {rows}
where snapshot_date = :day and customer_type = :customer_type
