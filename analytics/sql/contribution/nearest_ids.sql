-- Whose ids look most like a mistyped one? Only customers in scope are named.
-- Grain: one row per customer, three at most, the nearest first. :wanted: the id as typed.
select customer.customer_id
from (select distinct customer_key from {rows}) as scoped
inner join customer on customer.customer_key = scoped.customer_key
order by levenshtein(customer.customer_id, :wanted), customer.customer_id
limit 3
