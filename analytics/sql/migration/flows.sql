-- Who went from which level to which between :before and :at, and with how much?
-- Grain: one row per place before, place after (customer type and level as one number) and state,
-- see relations/moves.sql. Money in the release's currency, exact; growth and decline: what the
-- amounts of those who stayed rose and fell by.
-- The rows are counted by the sign of their change first: cheaper than filters on every row.
select
    :at as at_date,
    from_place,
    to_place,
    state,
    cast(sum(row_count) as bigint) as customer_count,
    cast(sum(before_total) as double) as value_before,
    cast(sum(after_total) as double) as value_after,
    cast(sum(case when direction > 0 then row_count else 0 end) as bigint) as growth_count,
    cast(sum(case when direction > 0 then coalesce(after_total, 0) - coalesce(before_total, 0) end)
        as double) as growth,
    cast(sum(case when direction < 0 then row_count else 0 end) as bigint) as decline_count,
    cast(sum(case when direction < 0 then coalesce(after_total, 0) - coalesce(before_total, 0) end)
        as double) as decline
from (
    select
        from_place,
        to_place,
        state,
        case
            when state <> 'stay' then 0
            when coalesce(after_money, 0) > coalesce(before_money, 0) then 1
            when coalesce(after_money, 0) < coalesce(before_money, 0) then -1
            else 0
        end as direction,
        count(*) as row_count,
        sum(before_money) as before_total,
        sum(after_money) as after_total
    from {moves}
    group by from_place, to_place, state, direction
) as counted
group by from_place, to_place, state
