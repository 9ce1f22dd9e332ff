-- Who went from which level to which between month-ends? The same answer as flows.sql, prepared.
-- Grain: one row per later date, customer type, level before, level after and state.
-- {flows}: prepared transitions in scope; :alive_state: 2 counts open customers, 3 valid ones.
select
    at_date,
    customer_type,
    from_level,
    to_level,
    state,
    cast(sum(customer_count) as bigint) as customer_count,
    cast(sum(case when was_counted then {measure}_before end) as double) as value_before,
    cast(sum(case when is_counted then {measure}_after end) as double) as value_after,
    cast(sum(case when state = 'stay' then {measure}_growth_count else 0 end) as bigint)
        as growth_count,
    cast(sum(case when state = 'stay' then {measure}_growth end) as double) as growth,
    cast(sum(case when state = 'stay' then {measure}_decline_count else 0 end) as bigint)
        as decline_count,
    cast(sum(case when state = 'stay' then {measure}_decline end) as double) as decline
from (
    select
        at_date,
        customer_type,
        case when was_counted then from_level end as from_level,
        case when is_counted then to_level end as to_level,
        was_counted,
        is_counted,
        customer_count,
        {measure}_before,
        {measure}_after,
        {measure}_growth,
        {measure}_growth_count,
        {measure}_decline,
        {measure}_decline_count,
        case
            when was_counted and is_counted then 'stay'
            when was_counted and to_state >= :alive_state then 'out'
            when was_counted and to_state = 2 then 'invalid'
            when was_counted then 'closed'
            when from_state >= :alive_state then 'in'
            when from_state = 0 then 'new'
            else 'back'
        end as state
    from (
        select
            *,
            from_state >= :alive_state and was_mine as was_counted,
            to_state >= :alive_state and is_mine as is_counted
        from {flows}
    ) as placed
    where was_counted or is_counted
) as stated
group by at_date, customer_type, from_level, to_level, state
