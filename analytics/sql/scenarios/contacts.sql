-- How often does a call or visit reach the customer? Of the 12 months up to :at.
-- Grain: one row per result. Mass messages and collection are no contacts of a manager.
-- {rows}: open customers in scope at :at; :since: the day a year earlier.
select
    contact.result,
    cast(count(*) as bigint) as contact_count
from contact
inner join customer on customer.customer_id = contact.customer_id
where contact.channel in ('call', 'visit')
    and contact.type <> 'collection'
    and cast(contact.contact_ts as date) > :since
    and cast(contact.contact_ts as date) <= :at
    and customer.customer_key in (select customer_key from {rows})
group by contact.result
order by contact.result nulls last
