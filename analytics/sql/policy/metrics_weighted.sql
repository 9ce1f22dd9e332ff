-- What is each customer's tier measured by on a day when parts of assets count differently?
-- Grain: one row per open customer of the type. Money in the release's currency as double,
-- rounded to cents so that a sum exactly on a line is on it. A missing part counts 0; a customer
-- of whom neither assets nor parts are known is null. :dep_demand, :dep_time, :wealth,
-- :other_aum: the weights; :day, :customer_type.
select
    customer_key,
    case
        when coalesce(
            dep_demand_mavg, dep_time_mavg, wealth_mavg, other_aum_mavg, aum_mavg
        ) is not null
            then round(
                cast(coalesce(dep_demand_mavg, 0) as double) * :dep_demand
                + cast(coalesce(dep_time_mavg, 0) as double) * :dep_time
                + cast(coalesce(wealth_mavg, 0) as double) * :wealth
                + cast(coalesce(other_aum_mavg, 0) as double) * :other_aum,
                2
            )
    end as metric
from {rows}
where snapshot_date = :day and customer_type = :customer_type
