-- How do the bank's own tiers and ours compare?
-- Grain: one row per customer type, own tier and our tier. Money in the release's currency.
-- {rows}: open customers in scope at :at.
select
    customer_type,
    official_tier,
    {level} as level,
    cast(count(*) as bigint) as customer_count,
    cast(sum({measure}) as double) as value
from {rows}
where official_tier is not null
group by customer_type, official_tier, {level}
