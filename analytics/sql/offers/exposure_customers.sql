-- Which customers do rival offers threaten at :at? One page, the largest margin at risk first.
-- Grain: one row per customer in scope and pot (loans of a line, deposits of a term); only those who
-- surely or possibly may take the offer; ties by customer_id. Purpose: service. consented: agreed to
-- marketing. Money in the release's currency, margin and saving a year.
select
    customer.customer_id,
    exposed.customer_key,
    visible.customer_type,
    visible.branch_id,
    branch.name as branch_name,
    visible.manager_id,
    visible.tier,
    visible.segment,
    exposed.place,
    exposed.pot,
    exposed.standing,
    exposed.holding_count,
    exposed.balance,
    exposed.exposed_balance,
    exposed.our_sum,
    exposed.margin as margin_at_risk,
    exposed.saving,
    exposed.due_balance as maturing_balance,
    coalesce(visible.occupation_group, customer.occupation_group) as occupation_group,
    customer.job_grade,
    consented.customer_id is not null as consented
from {exposed} as exposed
inner join {rows} on visible.customer_key = exposed.customer_key
inner join customer on customer.customer_key = exposed.customer_key
left join branch on branch.branch_id = visible.branch_id
left join {consented} as consented on consented.customer_id = customer.customer_id
where exposed.standing >= :least_standing
    and exposed.standing <= :most_standing
order by
    exposed.margin desc nulls last,
    customer.customer_id nulls last,
    exposed.pot nulls last
limit :page_size offset :skipped
