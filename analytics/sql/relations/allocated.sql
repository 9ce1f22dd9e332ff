-- How is each customer's money split at :at?
-- Grain: one row per customer in scope whose four parts are known and above zero in all. Month
-- averages as doubles, in the release's currency; an overdrawn part counts as nothing.
(
    select
        customer_key,
        customer_type,
        branch_id,
        manager_id,
        tier,
        segment,
        demand,
        time,
        wealth,
        fund,
        demand + time + wealth + fund as money
    from (
        select
            customer_key,
            customer_type,
            branch_id,
            manager_id,
            tier,
            segment,
            cast(greatest(dep_demand_mavg, 0) as double) as demand,
            cast(greatest(dep_time_mavg, 0) as double) as time,
            cast(greatest(wealth_mavg, 0) as double) as wealth,
            cast(greatest(other_aum_mavg, 0) as double) as fund
        from {rows}
        where dep_demand_mavg is not null
            and dep_time_mavg is not null
            and wealth_mavg is not null
            and other_aum_mavg is not null
    ) as parts
    where demand + time + wealth + fund > 0
)
