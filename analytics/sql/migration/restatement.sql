-- Whom would the policy of today have put on another level at the earlier date?
-- Grain: one row per customer type, level then and level under today's policy.
-- {rows}: open customers in scope at :at, here the earlier date; :regime: the policy's first day.
select
    visible.customer_type,
    visible.{level} as level,
    restated.level as restated_level,
    cast(count(*) as bigint) as customer_count,
    cast(sum(visible.{measure}) as double) as value
from {rows}
inner join (
    select customer_key, level
    from tier
    where scheme = :scheme_name and policy_version = :regime and snapshot_date = :at
) as restated
    on restated.customer_key = visible.customer_key
group by visible.customer_type, visible.{level}, restated.level
