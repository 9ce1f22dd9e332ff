-- How many opening customers of each branch or manager rose, fell or left, level by level?
-- Grain: one row per customer type, part, level before, level after and state. Stream it.
-- {moves}: everybody counted at one of the dates; {origin}: the earlier branch or manager.
select
    customer_type,
    {origin} as part,
    from_level,
    to_level,
    state,
    cast(count(*) as bigint) as customer_count
from {moves}
where state not in ('new', 'back', 'in')
group by customer_type, {origin}, from_level, to_level, state
