-- How many open customers are in scope?
-- Grain: one row per date that has any.
select snapshot_date, count(*) as customer_count
from {rows}
group by snapshot_date
