-- Customers whose assets are negative (overdrafts): loaded as they are, and in every total.
-- Grain: one row per customer and date.
select c.customer_id, f.snapshot_date, f.aum_mavg, f.aum_eop
from customer_snapshot f join customer c using (customer_key)
where f.aum_mavg < 0 or f.aum_eop < 0
order by f.snapshot_date desc, f.aum_mavg, c.customer_id
