-- Which levels of TIER are in force at :at? The first version of a ladder holds before its date too.
-- Grain: one row per customer type and level. Bounds in the release's currency.
(
    select
        policy.customer_type,
        policy.level,
        policy.code,
        policy.metric,
        policy.lower_bound,
        policy.hold_months
    from tier_policy as policy
    inner join (
        select customer_type, min(effective_from) as first_day
        from tier_policy
        where scheme = 'TIER'
        group by customer_type
    ) as known
        on known.customer_type = policy.customer_type
    where policy.scheme = 'TIER'
        and policy.effective_from <= greatest(:at, known.first_day)
        and coalesce(policy.effective_to, greatest(:at, known.first_day))
            >= greatest(:at, known.first_day)
)
