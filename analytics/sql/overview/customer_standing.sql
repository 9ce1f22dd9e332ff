-- How do these customers stand? Who looks after them, their tier and money, whether they agreed to
-- marketing. What an action keeps of its customer when it is made, and how he stands since.
-- Grain: one row per customer in scope among {customers}, their ids. Money in the release's
-- currency; marketing_agreed, may_market: as known at :at, see relations/consented and reachable.
select
    customer.customer_id,
    visible.customer_key,
    visible.customer_type,
    visible.branch_id,
    branch.name as branch_name,
    visible.manager_id,
    visible.tier,
    cast(visible.aum_mavg as double) as aum_mavg,
    cast(visible.loan_mavg as double) as loan_mavg,
    cast(visible.contribution_ttm as double) as contribution_ttm,
    consented.customer_id is not null as marketing_agreed,
    reachable.customer_id is not null as may_market
from {rows}
inner join (
    select customer_key, customer_id
    from customer
    where customer_id in ({customers})
) as customer on customer.customer_key = visible.customer_key
left join branch on branch.branch_id = visible.branch_id
left join {consented} as consented on consented.customer_id = customer.customer_id
left join {reachable} as reachable on reachable.customer_id = customer.customer_id
