-- Who has each electronic channel, and who uses it?
-- Grain: one row per customer type and channel that somebody has. A login in the last 30 days at
-- :at makes a customer active; whether through this channel or another of ours is not known.
select
    visible.customer_type,
    owned.product_id,
    count(*) as enrolled_count,
    count(visible.digital_login_30d) as known_count,
    cast(sum(case when visible.digital_login_30d > 0 then 1 else 0 end) as bigint) as active_count
from {rows}
inner join customer on customer.customer_key = visible.customer_key
inner join (
    select distinct held.customer_id, held.product_id from {held} as held where held.is_channel
) as owned on owned.customer_id = customer.customer_id
group by visible.customer_type, owned.product_id
