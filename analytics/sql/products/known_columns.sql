-- Which facts about customers does the bank give at :at?
-- Grain: one row; customers in scope, and how many of them have each value.
select
    count(*) as customer_count,
    count(dep_demand_mavg) as dep_demand_mavg,
    count(dep_time_mavg) as dep_time_mavg,
    count(wealth_mavg) as wealth_mavg,
    count(other_aum_mavg) as other_aum_mavg,
    count(digital_login_30d) as digital_login_30d,
    count(payroll_in) as payroll_in,
    count(maturing_next_30d) as maturing_next_30d,
    count(aum_eop) as aum_eop,
    count(segment) as segment
from {rows}
