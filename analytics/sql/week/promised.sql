-- What became of the customers for whom something was promised at :before?
-- Grain: one row per such customer who was open in the territory at :before and is not open elsewhere
-- at :at. {customers}: their ids. Money in the release's currency, 0 for who is gone.
select
    customer.customer_id,
    was.customer_key,
    was.customer_type,
    coalesce(now.branch_id, was.branch_id) as branch_id,
    branch.name as branch_name,
    was.tier,
    now.tier as tier_now,
    cast(was.aum_mavg as double) as aum_before,
    cast(coalesce(now.aum_mavg, 0) as double) as aum_now,
    cast(coalesce(was.contribution_ttm, 0) as double) as contribution_before,
    cast(coalesce(now.contribution_ttm, 0) as double) as contribution_now,
    now.customer_key is null as is_gone
from (
    select customer_key, customer_type, branch_id, tier, aum_mavg, contribution_ttm
    from {whereabouts}
    where snapshot_date = :before and status = 'open' and is_mine and is_chosen
) as was
inner join customer on customer.customer_key = was.customer_key
inner join {customers} as asked on asked.customer_id = customer.customer_id
left join (
    select customer_key, branch_id, tier, aum_mavg, contribution_ttm, is_mine
    from {whereabouts}
    where snapshot_date = :at and status = 'open'
) as now on now.customer_key = was.customer_key
left join branch on branch.branch_id = coalesce(now.branch_id, was.branch_id)
where coalesce(now.is_mine, true)
order by customer.customer_id nulls last
