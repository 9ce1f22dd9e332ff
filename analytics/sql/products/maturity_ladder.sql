-- When do the time deposits, wealth and fund products held at :at fall due?
-- Grain: one row per line and step. {steps}: step, first_day, last_day (both included). A step
-- without days is for what has no maturity date. Money in the release's currency; rated_balance,
-- interest: see deposit_rates.sql. Interbank is left out.
select
    held.line,
    steps.step,
    count(*) as holding_count,
    count(distinct visible.customer_key) as customer_count,
    cast(sum(held.amount) as double) as balance,
    cast(sum(case when held.yearly_rate is not null then held.amount end) as double)
        as rated_balance,
    sum(cast(held.amount as double) * held.yearly_rate) as interest
from {held} as held
inner join {steps} as steps
    on (held.maturity_date >= steps.first_day and held.maturity_date <= steps.last_day)
    or (held.maturity_date is null and steps.first_day is null)
inner join customer on customer.customer_id = held.customer_id
inner join {rows} on visible.customer_key = customer.customer_key
where held.line in ('deposit_time', 'wealth', 'fund_insurance')
    and customer.institution_type is distinct from 'interbank'
group by held.line, steps.step
