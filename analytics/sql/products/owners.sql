-- Who holds a product, or what is asked for of it? One page, the largest balance first.
-- Grain: one row per customer; ties by contribution and customer_id. See relations/owners.sql.
select
    owners.customer_id,
    owners.customer_key,
    owners.customer_type,
    owners.branch_id,
    branch.name as branch_name,
    owners.manager_id,
    owners.tier,
    owners.segment,
    owners.holding_count,
    cast(owners.balance as double) as balance,
    owners.interest / nullif(cast(owners.rated_balance as double), 0) as average_rate,
    owners.next_maturity,
    cast(owners.aum_mavg as double) as aum_mavg,
    cast(owners.contribution_ttm as double) as contribution_ttm
from {owners} as owners
left join branch on branch.branch_id = owners.branch_id
order by
    owners.balance desc nulls last,
    owners.contribution_ttm desc nulls last,
    owners.customer_id nulls last
limit :page_size offset :skipped
