-- How did the money in each line grow in each tier, of customers who stood there at both dates?
-- Grain: one row per customer type and tier. Customers in scope and in the same tier, as the day's
-- amount gives it, at both dates: sorted by the earlier tier alone, the best would always shrink and
-- the rest grow, by chance. Month averages in the release's currency. _count: customers with money
-- in the line at either date. Interbank is left out.
select
    customer_type,
    tier,
    sum(demand_before) as deposit_demand_before,
    sum(demand_at) as deposit_demand_at,
    cast(
        sum(case when demand_before > 0 or demand_at > 0 then 1 else 0 end)
        as bigint
    ) as deposit_demand_count,
    sum(time_before) as deposit_time_before,
    sum(time_at) as deposit_time_at,
    cast(
        sum(case when time_before > 0 or time_at > 0 then 1 else 0 end)
        as bigint
    ) as deposit_time_count,
    sum(wealth_before) as wealth_before,
    sum(wealth_at) as wealth_at,
    cast(
        sum(case when wealth_before > 0 or wealth_at > 0 then 1 else 0 end)
        as bigint
    ) as wealth_count,
    sum(fund_before) as fund_insurance_before,
    sum(fund_at) as fund_insurance_at,
    cast(
        sum(case when fund_before > 0 or fund_at > 0 then 1 else 0 end)
        as bigint
    ) as fund_insurance_count,
    sum(loan_before) as loans_before,
    sum(loan_at) as loans_at,
    cast(sum(case when loan_before > 0 or loan_at > 0 then 1 else 0 end) as bigint) as loans_count
from (
    select
        visible.customer_key,
        max(visible.customer_type) as customer_type,
        max(coalesce(visible.tier_raw, visible.tier)) as tier,
        min(coalesce(visible.tier_raw, visible.tier)) as other_tier,
        sum(case when visible.snapshot_date = :before then visible.dep_demand_mavg end)
            as demand_before,
        sum(case when visible.snapshot_date = :at then visible.dep_demand_mavg end) as demand_at,
        sum(case when visible.snapshot_date = :before then visible.dep_time_mavg end)
            as time_before,
        sum(case when visible.snapshot_date = :at then visible.dep_time_mavg end) as time_at,
        sum(case when visible.snapshot_date = :before then visible.wealth_mavg end)
            as wealth_before,
        sum(case when visible.snapshot_date = :at then visible.wealth_mavg end) as wealth_at,
        sum(case when visible.snapshot_date = :before then visible.other_aum_mavg end)
            as fund_before,
        sum(case when visible.snapshot_date = :at then visible.other_aum_mavg end) as fund_at,
        sum(case when visible.snapshot_date = :before then visible.loan_mavg end) as loan_before,
        sum(case when visible.snapshot_date = :at then visible.loan_mavg end) as loan_at
    from {rows}
    inner join customer on customer.customer_key = visible.customer_key
    where customer.institution_type is distinct from 'interbank'
    group by visible.customer_key
    having count(*) = 2
) as stayed
where tier = other_tier
group by customer_type, tier
