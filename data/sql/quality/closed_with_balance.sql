-- Closed customers that still hold assets or owe loans.
-- Grain: one row per customer and date.
select c.customer_id, f.snapshot_date, f.aum_mavg, f.aum_eop, f.loan_mavg
from customer_snapshot f join customer c using (customer_key)
where f.status = 'closed' and (f.aum_eop <> 0 or f.loan_mavg <> 0 or (f.aum_eop is null and f.aum_mavg <> 0))
order by f.snapshot_date desc, c.customer_id
