-- What is each customer's id? Stream it: equal amounts in a list are ordered by it.
-- Grain: one row per customer of the type. :customer_type.
select customer_key, customer_id
from customer
where customer_type = :customer_type
