-- How many customers hold each product line at :at, and how much lies in it?
-- Grain: one row per customer type and line that is no channel.
-- balance: in the release's currency; null where no balance is known at :at.
select
    visible.customer_type,
    held.line,
    count(distinct held.product_id) as product_count,
    count(distinct visible.customer_key) as holder_count,
    cast(sum(held.amount) as double) as balance
from {held} as held
inner join customer on customer.customer_id = held.customer_id
inner join {rows} on visible.customer_key = customer.customer_key
where not held.is_channel
group by visible.customer_type, held.line
