-- Who is closed on a day? They start anew if they ever come back.
-- Grain: one row per closed customer of any type, whatever the branch. :day.
select customer_key
from {presence}
where snapshot_date = :day and not is_open
