-- What of that which the week's reasons are judged by does the bank give at :at?
-- Grain: one row; whether holdings, products and consent were ever given; customers in scope, and how
-- many of them have each value.
select
    exists (select 1 from holding) and exists (select 1 from product) as holding,
    exists (select 1 from consent) as consent,
    count(*) as customer_count,
    count(visible.activity) as activity,
    count(visible.payroll_in) as payroll_in,
    count(visible.maturing_next_30d) as maturing_next_30d,
    count(visible.aum_eop) as aum_eop
from {rows}
