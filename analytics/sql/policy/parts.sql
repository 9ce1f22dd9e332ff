-- Are the parts of assets there, and do they add up? Asked before weights are given to them.
-- Grain: one row per month-end of the replay that has customers of the type. Sums in the
-- release's currency; a part that nobody has is null. {kpi}: the prepared sums of everybody.
select
    snapshot_date,
    cast(sum(dep_demand_mavg) as double) as dep_demand,
    cast(sum(dep_time_mavg) as double) as dep_time,
    cast(sum(wealth_mavg) as double) as wealth,
    cast(sum(other_aum_mavg) as double) as other_aum,
    cast(sum(aum_mavg) as double) as assets
from {kpi}
where customer_type = :customer_type
group by snapshot_date
order by snapshot_date
