-- Where did each customer's money go from :before to :at?
-- Grain: one row per customer in scope at :before whose parts are known, and not open elsewhere at
-- :at (he took his money along, but not from the bank). Month averages as doubles in the release's
-- currency; who is gone has nothing at :at. d_…: by how much each part fell; declined: their sum;
-- grown: by how much the others rose; repaid: by how much loans fell.
(
    select
        moved.*,
        d_demand + d_time + d_wealth + d_fund as declined
    from (
        select
            was.customer_key,
            was.customer_type,
            was.branch_id,
            was.manager_id,
            was.tier,
            was.segment,
            now.customer_key is null as gone,
            greatest(was.demand - coalesce(now.demand, 0), 0) as d_demand,
            greatest(was.time - coalesce(now.time, 0), 0) as d_time,
            greatest(was.wealth - coalesce(now.wealth, 0), 0) as d_wealth,
            greatest(was.fund - coalesce(now.fund, 0), 0) as d_fund,
            greatest(coalesce(now.demand, 0) - was.demand, 0)
                + greatest(coalesce(now.time, 0) - was.time, 0)
                + greatest(coalesce(now.wealth, 0) - was.wealth, 0)
                + greatest(coalesce(now.fund, 0) - was.fund, 0) as grown,
            greatest(was.loan - coalesce(now.loan, 0), 0) as repaid
        from (
            select
                visible.customer_key,
                visible.customer_type,
                visible.branch_id,
                visible.manager_id,
                visible.tier,
                visible.segment,
                cast(visible.dep_demand_mavg as double) as demand,
                cast(visible.dep_time_mavg as double) as time,
                cast(visible.wealth_mavg as double) as wealth,
                cast(visible.other_aum_mavg as double) as fund,
                cast(coalesce(visible.loan_mavg, 0) as double) as loan
            from {rows}
            where visible.snapshot_date = :before
                and visible.dep_demand_mavg is not null
                and visible.dep_time_mavg is not null
                and visible.wealth_mavg is not null
                and visible.other_aum_mavg is not null
        ) as was
        inner join customer on customer.customer_key = was.customer_key
        left join (
            select
                visible.customer_key,
                cast(visible.dep_demand_mavg as double) as demand,
                cast(visible.dep_time_mavg as double) as time,
                cast(visible.wealth_mavg as double) as wealth,
                cast(visible.other_aum_mavg as double) as fund,
                cast(coalesce(visible.loan_mavg, 0) as double) as loan
            from {rows}
            where visible.snapshot_date = :at
        ) as now on now.customer_key = was.customer_key
        left join (
            select customer_key from {presence} where is_open and snapshot_date = :at
        ) as still on still.customer_key = was.customer_key
        where customer.institution_type is distinct from 'interbank'
            and (now.customer_key is not null or still.customer_key is null)
    ) as moved
)
