-- How many opening customers of each branch or manager rose, fell or left, level by level?
-- Grain: one row per part, place before, place after and state. Stream it.
-- {moves}: everybody counted at one of the dates; {origin}: the earlier branch or manager.
select
    {origin} as part,
    from_place,
    to_place,
    state,
    cast(count(*) as bigint) as customer_count
from {moves}
where state not in ('new', 'back', 'in')
group by {origin}, from_place, to_place, state
