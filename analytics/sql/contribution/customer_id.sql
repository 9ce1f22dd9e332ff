-- Which customer has this key?
-- Grain: one row. :customer_key as streamed with the pairs.
select customer_id from customer where customer_key = :customer_key
