-- Which of these ids are customers of the bank at all? For "if they left".
-- Grain: one row per customer. {customers}: the ids.
select customer_id
from customer
where customer_id in ({customers})
