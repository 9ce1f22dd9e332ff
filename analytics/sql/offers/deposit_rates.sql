-- Which rates do we pay on time deposits at :at, by their term?
-- Grain: one row per term in months, of customers in scope, interbank left out. Money in the
-- release's currency; rate_sum: balance × yearly rate, of deposits with a rate.
select
    held.term_months,
    count(*) as holding_count,
    cast(sum(held.amount) as double) as balance,
    cast(sum(case when held.yearly_rate is not null then held.amount end) as double)
        as rated_balance,
    sum(cast(held.amount as double) * held.yearly_rate) as rate_sum
from {held} as held
inner join customer on customer.customer_id = held.customer_id
inner join {rows} on visible.customer_key = customer.customer_key
where held.line = 'deposit_time'
    and held.term_months > 0
    and coalesce(customer.institution_type, '') <> 'interbank'
    and (held.yearly_rate is null or held.yearly_rate <= :highest)
group by held.term_months
