-- How many customers are near the next tier, and how many are below the line of theirs?
-- Grain: one row. first_gap: the smallest gap to a next tier, in the release's currency.
-- {rows}: open customers in scope at :at; {ladder}: the tiers in force; :near: the share, 0.9.
select
    cast(count(*) filter (where amount >= :near * next_bound and amount < next_bound) as bigint)
        as near_count,
    min(case when amount >= :near * next_bound and amount < next_bound then next_bound - amount end)
        as first_gap,
    cast(count(*) filter (where tier_watch) as bigint) as watch_count
from (
    select
        visible.tier_watch,
        above.lower_bound as next_bound,
        case
            when here.metric = 'aum_mavg' then cast(visible.aum_mavg as double)
            else cast(visible.contribution_ttm as double)
        end as amount
    from {rows}
    inner join {ladder} as here
        on here.customer_type = visible.customer_type and here.code = visible.tier
    left join {ladder} as above
        on above.customer_type = here.customer_type and above.level = here.level + 1
) as placed
