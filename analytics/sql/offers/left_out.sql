-- Which loans and deposits of these lines are there at :at, alike in how they compare with an offer?
-- Grain: one row per line, way of repaying ('' unknown), term in months (0 unknown or none) and
-- whether the rate is missing or cannot be (above :highest); of customers in scope, interbank
-- deposits left out. {lines}: codes of lines. Money in the release's currency.
select
    held.line,
    coalesce(held.repay_mode, '') as repay_mode,
    coalesce(held.term_months, 0) as term_months,
    held.yearly_rate is null as unrated,
    coalesce(held.yearly_rate > :highest, false) as doubtful,
    count(*) as holding_count,
    cast(sum(held.amount) as double) as balance
from {held} as held
inner join customer on customer.customer_id = held.customer_id
inner join {rows} on visible.customer_key = customer.customer_key
where held.line in ({lines})
    and (
        held.line not in ('deposit_demand', 'deposit_time')
        or coalesce(customer.institution_type, '') <> 'interbank'
    )
    and (held.amount is null or held.amount > 0)
group by
    held.line,
    coalesce(held.repay_mode, ''),
    coalesce(held.term_months, 0),
    held.yearly_rate is null,
    coalesce(held.yearly_rate > :highest, false)
