-- How many places does an array over customers need? The largest customer number.
-- Grain: one row.
select coalesce(max(customer_key), 0) as customer_key from customer
