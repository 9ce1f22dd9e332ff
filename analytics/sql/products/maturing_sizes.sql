-- How much falls due soon?
-- Grain: one row per window and line. {windows}: name, first_day, last_day (both included). Holdings
-- of deposits, wealth and funds held at :at; money in the release's currency.
select
    windows.name as window_name,
    held.line,
    count(*) as holding_count,
    count(distinct visible.customer_key) as customer_count,
    cast(sum(held.amount) as double) as balance
from {held} as held
inner join {windows} as windows
    on held.maturity_date >= windows.first_day and held.maturity_date <= windows.last_day
inner join customer on customer.customer_id = held.customer_id
inner join {rows} on visible.customer_key = customer.customer_key
where held.line in ('deposit_demand', 'deposit_time', 'wealth', 'fund_insurance')
    and customer.institution_type is distinct from 'interbank'
group by windows.name, held.line
