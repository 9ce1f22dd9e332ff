-- Who is below the line of his tier and about to fall? The fewest months left first.
-- Grain: one row per customer on watch. months_left: month-ends below the line until he falls;
-- missing: what lacks to the tier's lower bound, in the release's currency.
-- {rows}: open customers in scope at :at.
select
    customer.customer_id,
    placed.customer_key,
    placed.customer_type,
    placed.branch_id,
    branch.name as branch_name,
    placed.manager_id,
    placed.tier,
    placed.segment,
    placed.tier_raw,
    placed.amount,
    placed.lower_bound - placed.amount as missing,
    placed.months_left
from (
    select
        visible.customer_key,
        visible.customer_type,
        visible.branch_id,
        visible.manager_id,
        visible.tier,
        visible.segment,
        visible.tier_raw,
        ladder.lower_bound,
        cast(ladder.hold_months - visible.tier_below_count as bigint) as months_left,
        case
            when ladder.metric = 'aum_mavg' then cast(visible.aum_mavg as double)
            else cast(visible.contribution_ttm as double)
        end as amount
    from {rows}
    inner join {ladder} as ladder
        on ladder.customer_type = visible.customer_type and ladder.code = visible.tier
    where visible.tier_watch
) as placed
inner join customer on customer.customer_key = placed.customer_key
left join branch on branch.branch_id = placed.branch_id
order by placed.months_left nulls last, placed.amount desc nulls last, customer.customer_id nulls last
limit :page_size offset :skipped
