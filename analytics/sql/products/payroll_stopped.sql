-- Whose salary used to come and has stopped? One page, the largest contribution first.
-- Grain: one row per customer in scope at :at; ties by customer_id. Money in the release's currency.
-- See relations/salary_stopped.sql.
select
    customer.customer_id,
    visible.customer_key,
    visible.customer_type,
    visible.branch_id,
    branch.name as branch_name,
    visible.manager_id,
    visible.tier,
    visible.segment,
    cast(paid.last_payroll as double) as last_payroll,
    paid.last_paid_on,
    cast(visible.aum_mavg as double) as aum_mavg,
    cast(visible.contribution_ttm as double) as contribution_ttm
from {rows}
inner join {salary_stopped} as paid on paid.customer_key = visible.customer_key
inner join customer on customer.customer_key = visible.customer_key
left join branch on branch.branch_id = visible.branch_id
order by visible.contribution_ttm desc nulls last, customer.customer_id nulls last
limit :page_size offset :skipped
