-- What do these customers bring? For "if they left".
-- Grain: one row per customer in scope. Money in the release's currency. {customers}: their ids.
select
    customer.customer_id,
    cast({bucket} as integer) as bucket,
    value
from (
    select customer_key, cast({measure} as double) as value
    from {rows}
    where {measure} is not null
) as amounts
inner join customer on customer.customer_key = amounts.customer_key
where customer.customer_id in ({customers})
