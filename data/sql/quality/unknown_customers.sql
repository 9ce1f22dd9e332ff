-- Balances of customers that the table customer does not describe.
-- Grain: one row per customer, at the newest date it has.
select c.customer_id, max(f.snapshot_date) as snapshot_date, arg_max(f.aum_mavg, f.snapshot_date) as aum_mavg
from customer_snapshot f join customer c using (customer_key)
where f.customer_type is null
group by c.customer_id
order by c.customer_id
