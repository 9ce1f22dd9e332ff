-- Who is in this part of the comparison? One page of the list, the largest amount first.
-- Grain: one row per customer; ties by customer_id, who has no amount last. Money in the release's
-- currency. {memberships}: the parts wanted, numbers as in figures.sql; {figure}: the amount the
-- list is sorted by; :page_size rows after :skipped.
select
    customer.customer_id,
    listed.customer_key,
    listed.customer_type,
    listed.branch_id,
    branch.name as branch_name,
    listed.manager_id,
    listed.tier,
    listed.tier_watch,
    listed.segment,
    cast(listed.money as double) as value,
    cast(listed.contribution_ttm as double) as contribution_ttm,
    cast(listed.aum_mavg as double) as aum_mavg,
    cast(listed.loan_mavg as double) as loan_mavg,
    listed.activity,
    customer.service_group
from (
    select placed.*, {figure} as money
    from {placed}
    where membership in ({memberships})
) as listed
inner join customer on customer.customer_key = listed.customer_key
left join branch on branch.branch_id = listed.branch_id
order by money desc nulls last, customer.customer_id nulls last
limit :page_size offset :skipped
