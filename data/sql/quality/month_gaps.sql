-- Open customers missing from the month-ends after theirs, and back later: their tier kept its
-- level and count. Who was closed before the gap is no gap. Grain: one row per customer.
with ends as (
    select snapshot_date, row_number() over (order by snapshot_date) as place
    from snapshot where grain = 'month'),
seen as (
    select f.customer_key, min(f.snapshot_date) as first_date, max(f.snapshot_date) as last_date
    from customer_snapshot f join ends e using (snapshot_date)
    group by f.customer_key
    having max(e.place) - min(e.place) + 1 > count(*)),
steps as (
    select f.customer_key, s.first_date, s.last_date, f.status,
        lead(e.place) over (partition by f.customer_key order by e.place) - e.place - 1 as missing
    from customer_snapshot f join seen s using (customer_key) join ends e using (snapshot_date))
select c.customer_id, t.first_date, t.last_date, sum(t.missing) as missing_months
from steps t join customer c using (customer_key)
where t.status = 'open' and t.missing > 0
group by c.customer_id, t.first_date, t.last_date
order by missing_months desc, c.customer_id
