-- When was each customer last reached in care or service? Stream it.
-- Grain: one row per segment (null for who lacks a feature), tier and day; null: never reached.
-- Contacts up to :at count; marketing, education and collection are no care.
select
    visible.segment_now as segment,
    visible.tier,
    reached.last_reached,
    count(*) as customer_count
from {assigned}
inner join customer on customer.customer_key = visible.customer_key
left join (
    select customer_id, max(cast(contact_ts as date)) as last_reached
    from contact
    where result = 'reached'
        and type in ('care', 'service')
        and cast(contact_ts as date) <= :at
    group by customer_id
) as reached on reached.customer_id = customer.customer_id
group by visible.segment_now, visible.tier, reached.last_reached
