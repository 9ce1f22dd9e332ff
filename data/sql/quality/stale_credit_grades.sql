-- Credit grades older than a year at the newest date, or without a date.
-- Grain: one row per open customer.
with newest as (
    select customer_key, snapshot_date from customer_snapshot
    where status = 'open' and snapshot_date = (select max(snapshot_date) from snapshot))
select c.customer_id, n.snapshot_date, c.credit_grade, c.credit_grade_date
from newest n join customer c using (customer_key)
where c.credit_grade is not null and (c.credit_grade_date is null or n.snapshot_date - c.credit_grade_date > 365)
order by c.credit_grade_date nulls first, c.customer_id
