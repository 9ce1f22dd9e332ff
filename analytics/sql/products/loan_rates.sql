-- How are the rates of each loan product spread at :at?
-- Grain: one row per customer type, loan product and step of :step (a rate as decimals a year, null
-- without one). step: how many whole steps the rate holds. Money in the release's currency.
select
    visible.customer_type,
    held.product_id,
    cast(floor(round(held.yearly_rate / :step, 6)) as integer) as step,
    count(*) as loan_count,
    cast(sum(held.amount) as double) as balance
from {held} as held
inner join customer on customer.customer_id = held.customer_id
inner join {rows} on visible.customer_key = customer.customer_key
where held.line in ('loan_personal', 'loan_merchant', 'mortgage', 'loan_corporate')
group by
    visible.customer_type,
    held.product_id,
    cast(floor(round(held.yearly_rate / :step, 6)) as integer)
