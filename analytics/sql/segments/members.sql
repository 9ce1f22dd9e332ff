-- Who are the customers of a segment? One page of the list, the largest contribution first.
-- Grain: one row per customer; ties by customer_id. Money in the release's currency.
-- :segment: its code, empty for who lacks a feature; :tier: a level, empty for who has none, null
-- for any; :page_size: rows wanted; :skipped: rows before them.
select
    customer.customer_id,
    visible.customer_key,
    visible.customer_type,
    visible.branch_id,
    branch.name as branch_name,
    visible.manager_id,
    visible.tier,
    coalesce(visible.segment_now, '') as segment,
    cast(visible.aum_mavg as double) as aum_mavg,
    cast(visible.loan_mavg as double) as loan_mavg,
    cast(visible.contribution_ttm as double) as contribution_ttm
from {assigned}
inner join customer on customer.customer_key = visible.customer_key
left join branch on branch.branch_id = visible.branch_id
where coalesce(visible.segment_now, '') = :segment
    and (:tier is null or coalesce(visible.tier, '') = :tier)
order by visible.contribution_ttm desc nulls last, customer.customer_id nulls last
limit :page_size offset :skipped
