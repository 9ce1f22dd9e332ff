-- Which customers stand for all in a search of lines? Every one of the type whose id's digest is
-- small: the same ones whatever the order of rows. Stream it.
-- Grain: one row per customer in scope. :below: a digest as 8 hexadecimal digits, not included.
select visible.customer_key
from {rows}
inner join customer on customer.customer_key = visible.customer_key
where visible.snapshot_date = :day
    and visible.customer_type = :customer_type
    and substr(md5(customer.customer_id), 1, 8) < :below
