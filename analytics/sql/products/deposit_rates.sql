-- What do we pay on deposits at :at, by contract and by the bank's parameter?
-- Grain: one row per customer type and line of deposits that is held. Rates as decimals a year.
-- rated_balance, interest: over contracts whose rate and balance are known, in the currency; their
-- ratio is the rate. Interbank is left out.
select
    visible.customer_type,
    held.line,
    cast(sum(case when held.yearly_rate is not null then held.amount end) as double)
        as rated_balance,
    sum(cast(held.amount as double) * held.yearly_rate) as interest
from {held} as held
inner join customer on customer.customer_id = held.customer_id
inner join {rows} on visible.customer_key = customer.customer_key
where held.line in ('deposit_demand', 'deposit_time')
    and held.amount > 0
    and customer.institution_type is distinct from 'interbank'
group by visible.customer_type, held.line
