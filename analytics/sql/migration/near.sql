-- Who is within a tenth of the next tier? The smallest gap in percent first.
-- Grain: one row per customer. gap: the next tier's lower bound less the amount the ladder reads,
-- in the release's currency. {rows}: open customers in scope at :at; :near: the share, 0.9.
select
    customer.customer_id,
    placed.customer_key,
    placed.customer_type,
    placed.branch_id,
    branch.name as branch_name,
    placed.manager_id,
    placed.tier,
    placed.segment,
    placed.next_level,
    placed.amount,
    placed.next_bound,
    placed.next_bound - placed.amount as gap
from (
    select
        visible.customer_key,
        visible.customer_type,
        visible.branch_id,
        visible.manager_id,
        visible.tier,
        visible.segment,
        ladder.next_level,
        ladder.next_bound,
        case
            when ladder.metric = 'aum_mavg' then cast(visible.aum_mavg as double)
            else cast(visible.contribution_ttm as double)
        end as amount
    from {rows}
    inner join (
        select here.customer_type, here.code, here.metric, above.code as next_level,
            above.lower_bound as next_bound
        from {ladder} as here
        inner join {ladder} as above
            on above.customer_type = here.customer_type and above.level = here.level + 1
    ) as ladder
        on ladder.customer_type = visible.customer_type and ladder.code = visible.tier
) as placed
inner join customer on customer.customer_key = placed.customer_key
left join branch on branch.branch_id = placed.branch_id
where placed.amount >= :near * placed.next_bound and placed.amount < placed.next_bound
order by placed.amount / placed.next_bound desc nulls last, customer.customer_id nulls last
limit :page_size offset :skipped
