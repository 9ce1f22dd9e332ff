-- A monthly average without the balance at the end, on dates where others have one.
-- Grain: one row per customer and date.
select c.customer_id, f.snapshot_date, f.aum_mavg
from customer_snapshot f join customer c using (customer_key)
where f.status = 'open' and f.aum_mavg is not null and f.aum_eop is null and f.snapshot_date in (
    select snapshot_date from customer_snapshot where aum_eop is not null group by snapshot_date)
order by f.snapshot_date desc, c.customer_id
