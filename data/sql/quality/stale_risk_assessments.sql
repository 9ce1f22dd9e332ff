-- Risk assessments older than a year at the newest date, or without a date.
-- Grain: one row per open customer.
with newest as (
    select customer_key, snapshot_date from customer_snapshot
    where status = 'open' and snapshot_date = (select max(snapshot_date) from snapshot))
select c.customer_id, n.snapshot_date, c.risk_tolerance, c.risk_assessed_on
from newest n join customer c using (customer_key)
where c.risk_tolerance is not null and (c.risk_assessed_on is null or n.snapshot_date - c.risk_assessed_on > 365)
order by c.risk_assessed_on nulls first, c.customer_id
