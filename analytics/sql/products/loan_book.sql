-- What is lent with each loan product, at what rate, and how much of it is overdue?
-- Grain: one row per customer type and loan product with an open loan at :at.
-- Money in the release's currency, null where no balance is known at :at; rates as decimals a year.
-- rated_balance, interest: over loans whose rate and balance are known; their ratio is the rate.
select
    visible.customer_type,
    held.product_id,
    count(*) as loan_count,
    count(distinct visible.customer_key) as customer_count,
    cast(sum(held.amount) as double) as balance,
    cast(sum(case when held.yearly_rate is not null then held.amount end) as double)
        as rated_balance,
    sum(cast(held.amount as double) * held.yearly_rate) as interest,
    min(held.yearly_rate) as lowest_rate,
    max(held.yearly_rate) as highest_rate,
    count(held.overdue_days) as judged_count,
    cast(sum(case when held.overdue_days > 0 then 1 else 0 end) as bigint) as overdue_count,
    cast(sum(case when held.overdue_days is not null then held.amount end) as double)
        as judged_balance,
    cast(sum(case when held.overdue_days > 0 then held.amount end) as double) as overdue_balance
from {held} as held
inner join customer on customer.customer_id = held.customer_id
inner join {rows} on visible.customer_key = customer.customer_key
where held.line in ('loan_personal', 'loan_merchant', 'mortgage', 'loan_corporate')
group by visible.customer_type, held.product_id
