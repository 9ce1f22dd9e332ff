-- Customers missing from a month-end between two others: their tier kept its level and count.
-- Grain: one row per customer.
with ends as (
    select snapshot_date, row_number() over (order by snapshot_date) as place
    from snapshot where grain = 'month'),
seen as (
    select f.customer_key, min(e.place) as first_place, max(e.place) as last_place,
        count(*) as month_count, min(f.snapshot_date) as first_date, max(f.snapshot_date) as last_date
    from customer_snapshot f join ends e using (snapshot_date)
    group by f.customer_key)
select c.customer_id, s.first_date, s.last_date,
    s.last_place - s.first_place + 1 - s.month_count as missing_months
from seen s join customer c using (customer_key)
where s.last_place - s.first_place + 1 > s.month_count
order by missing_months desc, c.customer_id
