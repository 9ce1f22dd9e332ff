-- Who are the customers a goal needs? One page, the best first.
-- Grain: one row per customer; ties by customer_id. Money in the release's currency.
-- {potential}: see relations/potential.sql; :everybody: also who has not agreed to marketing.
select
    customer.customer_id,
    potential.customer_key,
    potential.customer_type,
    potential.branch_id,
    branch.name as branch_name,
    potential.manager_id,
    potential.tier,
    potential.activity,
    potential.amount,
    potential.upper,
    potential.gap,
    potential.chance,
    potential.gain,
    potential.cost,
    potential.customer_key in {agreed} as has_agreed
from {potential}
inner join customer on customer.customer_key = potential.customer_key
left join branch on branch.branch_id = potential.branch_id
where :everybody or potential.customer_key in {agreed}
order by potential.preference desc nulls last, customer.customer_id nulls last
limit :page_size offset :skipped
