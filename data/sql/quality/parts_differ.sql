-- Demand + time + wealth + other differ from total assets by more than 1.
-- Grain: one row per customer and date.
with parts as (
    select f.customer_key, f.snapshot_date, f.aum_mavg,
        coalesce(f.dep_demand_mavg, 0) + coalesce(f.dep_time_mavg, 0)
            + coalesce(f.wealth_mavg, 0) + coalesce(f.other_aum_mavg, 0) as parts_total
    from customer_snapshot f
    where coalesce(f.dep_demand_mavg, f.dep_time_mavg, f.wealth_mavg, f.other_aum_mavg) is not null)
select c.customer_id, p.snapshot_date, p.aum_mavg, p.parts_total, p.aum_mavg - p.parts_total as difference
from parts p join customer c using (customer_key)
where abs(p.aum_mavg - p.parts_total) > 1
order by p.snapshot_date desc, abs(p.aum_mavg - p.parts_total) desc, c.customer_id
