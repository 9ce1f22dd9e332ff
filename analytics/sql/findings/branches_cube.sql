-- What became of each branch's customers between month-ends? Prepared; the same as branches.sql.
-- Grain: one row per later date, customer type, branch and level before (null: came), level after
-- (null: left) and state. Money: aum_mavg in the release's currency.
-- {flows}: prepared transitions in scope; :alive_state: 2 counts open customers, 3 valid ones.
-- state: stay (also in another branch of the scope, then is_elsewhere), closed, invalid, out (of
-- the scope); new, back, in. fell_count, rose_count: whose balance did, who left or came too.
select
    at_date,
    customer_type,
    branch_id,
    from_level,
    to_level,
    state,
    is_elsewhere,
    false as is_drained,
    cast(sum(customer_count) as bigint) as customer_count,
    cast(sum(case when state = 'stay' then aum_mavg_decline_count when is_counted then 0
        else customer_count end) as bigint) as fell_count,
    cast(sum(case when state = 'stay' then aum_mavg_growth_count when was_counted then 0
        else customer_count end) as bigint) as rose_count,
    cast(sum(case when was_counted then aum_mavg_before end) as double) as value_before,
    cast(sum(case when is_counted then aum_mavg_after end) as double) as value_after
from (
    select
        at_date,
        customer_type,
        case when was_counted then from_branch else to_branch end as branch_id,
        case when was_counted then coalesce(from_level, 'unknown') end as from_level,
        case when is_counted then coalesce(to_level, 'unknown') end as to_level,
        case
            when was_counted and is_counted then 'stay'
            when was_counted and to_state >= :alive_state then 'out'
            when was_counted and to_state = 2 then 'invalid'
            when was_counted then 'closed'
            when from_state >= :alive_state then 'in'
            when from_state = 0 then 'new'
            else 'back'
        end as state,
        coalesce(was_counted and is_counted and from_branch <> to_branch, false) as is_elsewhere,
        was_counted,
        is_counted,
        customer_count,
        aum_mavg_before,
        aum_mavg_after,
        aum_mavg_growth_count,
        aum_mavg_decline_count
    from (
        select
            *,
            from_state >= :alive_state and was_mine as was_counted,
            to_state >= :alive_state and is_mine as is_counted
        from {flows}
    ) as placed
    where was_counted or is_counted
) as stated
group by at_date, customer_type, branch_id, from_level, to_level, state, is_elsewhere
