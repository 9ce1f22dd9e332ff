-- What loans and deposits of these lines are there at :at, alike in how they are repaid?
-- Grain: one row per line, way of repaying ('' unknown), term in months (0 unknown or none) and, of
-- flat loans, flat rate a month in billionths; of customers in scope. {lines}: codes of lines.
-- rate_sum: balance × yearly rate. doubtful: a yearly rate above :highest is no rate.
select
    held.line,
    coalesce(held.repay_mode, '') as repay_mode,
    coalesce(held.term_months, 0) as term_months,
    case
        when held.repay_mode = 'flat'
        then cast(round(held.yearly_rate / 12 * 1000000000) as bigint)
    end as flat_key,
    coalesce(held.yearly_rate > :highest, false) as doubtful,
    held.yearly_rate is null as unrated,
    count(*) as holding_count,
    cast(sum(held.amount) as double) as balance,
    sum(cast(held.amount as double) * held.yearly_rate) as rate_sum
from {held} as held
inner join customer on customer.customer_id = held.customer_id
inner join {rows} on visible.customer_key = customer.customer_key
where held.line in ({lines})
    and coalesce(customer.institution_type, '') <> 'interbank'
    and (held.amount is null or held.amount > 0)
group by
    held.line,
    coalesce(held.repay_mode, ''),
    coalesce(held.term_months, 0),
    case
        when held.repay_mode = 'flat'
        then cast(round(held.yearly_rate / 12 * 1000000000) as bigint)
    end,
    coalesce(held.yearly_rate > :highest, false),
    held.yearly_rate is null
