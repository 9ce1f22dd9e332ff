-- Who are the customers a draft would move? One page of the list, in any order.
-- Grain: one row per customer in scope among {keys}, a page's customer numbers as text.
-- Money in the release's currency.
select
    customer.customer_id,
    visible.customer_key,
    visible.customer_type,
    visible.branch_id,
    branch.name as branch_name,
    visible.manager_id,
    cast(visible.aum_mavg as double) as aum_mavg,
    cast(visible.contribution_ttm as double) as contribution_ttm,
    customer.service_group
from {rows}
inner join (
    select customer_key, customer_id, service_group
    from customer
    where cast(customer_key as varchar) in ({keys})
) as customer on customer.customer_key = visible.customer_key
left join branch on branch.branch_id = visible.branch_id
