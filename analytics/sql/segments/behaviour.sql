-- How do customers of each tier behave? Of many customers those whose id's digest is small: the same
-- ones whatever the order of rows. Stream it.
-- Grain: one row per customer of the type with a tier and all features. f0, f1, …: the features as
-- they are, amounts in the release's currency. :below: a digest as 8 hexadecimal digits.
select described.*
from (
    select c.customer_id, s.tier, {features}
    from (select visible.* from {rows} where visible.customer_type = :customer_type) as s
    inner join (
        select customer.* from customer where substr(md5(customer.customer_id), 1, 8) < :below
    ) as c on c.customer_key = s.customer_key
) as described
where {features_known} and tier is not null
order by described.customer_id
