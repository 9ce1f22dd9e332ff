-- How many of those who were missing or closed at :at have come back since?
-- Grain: one row. {moves}: everybody counted at one of the dates.
select cast(count(*) as bigint) as customer_count
from {moves}
where state = 'closed'
    and customer_key in (
        select customer_key from customer_snapshot where snapshot_date > :at and status = 'open'
    )
