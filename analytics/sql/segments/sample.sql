-- Which customers is a segmentation fitted on, and what are their features? Every one of the type
-- whose id's digest is small and who has all features: the same ones on every engine, in the order
-- of the digest whatever the order of rows. Stream it.
-- Grain: one row per customer in scope. :below: a digest as 8 hexadecimal digits, not included.
-- f0, f1, …: the features as they are, amounts in the release's currency.
select described.*
from (
    select
        c.customer_id,
        s.customer_key,
        c.digest,
        {features}
    from (select visible.* from {rows} where visible.customer_type = :customer_type) as s
    inner join (
        select customer.*, md5(customer.customer_id) as digest
        from customer
        where substr(md5(customer.customer_id), 1, 8) < :below
    ) as c on c.customer_key = s.customer_key
) as described
where {features_known}
order by described.digest, described.customer_id
