-- How much money lies in each line at each date, by tier?
-- Grain: one row per date in scope, customer type and tier. Month averages, in the release's
-- currency. Other banks' deposits are no customers' and are left out.
-- {rows}: open customers in scope, at one date or two.
select
    visible.snapshot_date,
    visible.customer_type,
    visible.tier,
    count(*) as customer_count,
    cast(sum(visible.dep_demand_mavg) as double) as deposit_demand,
    cast(sum(visible.dep_time_mavg) as double) as deposit_time,
    cast(sum(visible.wealth_mavg) as double) as wealth,
    cast(sum(visible.other_aum_mavg) as double) as fund_insurance,
    cast(sum(visible.loan_mavg) as double) as loans
from {rows}
inner join customer on customer.customer_key = visible.customer_key
where customer.institution_type is distinct from 'interbank'
group by visible.snapshot_date, visible.customer_type, visible.tier
