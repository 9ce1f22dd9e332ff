-- Customers with a negative balance (overdrafts): loaded as they are, and in every total.
-- Grain: one row per customer and date.
select c.customer_id, f.snapshot_date, f.aum_mavg, f.aum_eop, f.dep_demand_mavg, f.dep_time_mavg,
    f.wealth_mavg, f.other_aum_mavg
from customer_snapshot f join customer c using (customer_key)
where f.aum_mavg < 0 or f.aum_eop < 0 or f.dep_demand_mavg < 0 or f.dep_time_mavg < 0
    or f.wealth_mavg < 0 or f.other_aum_mavg < 0
order by f.snapshot_date desc, f.aum_mavg, c.customer_id
