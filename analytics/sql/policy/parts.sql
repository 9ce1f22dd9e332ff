-- Are the parts of assets there, and do they add up? Asked before weights are given to them.
-- Grain: one row per date that has customers of the type. Counts of customers with each part,
-- sums in the release's currency. {rows}: everybody, at all dates of the replay.
select
    snapshot_date,
    count(dep_demand_mavg) as dep_demand,
    count(dep_time_mavg) as dep_time,
    count(wealth_mavg) as wealth,
    count(other_aum_mavg) as other_aum,
    cast(sum(aum_mavg) as double) as assets,
    cast(
        sum(
            coalesce(dep_demand_mavg, 0) + coalesce(dep_time_mavg, 0)
            + coalesce(wealth_mavg, 0) + coalesce(other_aum_mavg, 0)
        ) as double
    ) as parts
from {rows}
where customer_type = :customer_type
group by snapshot_date
order by snapshot_date
