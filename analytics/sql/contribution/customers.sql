-- Who are the customers between two places of the ranking? One page of the list, best first.
-- Grain: one row per customer; ties by customer_id. Money in the release's currency.
-- :value_high and :value_low: the amounts at the two places, both included;
-- :skipped: customers at :value_high who belong to the places before; :page_size: rows wanted.
-- The few keys are looked up first, so that the join need not read every customer.
select
    customer.customer_id,
    visible.customer_key,
    visible.customer_type,
    visible.branch_id,
    branch.name as branch_name,
    visible.manager_id,
    visible.tier,
    visible.segment,
    visible.tier_watch,
    cast(visible.{measure} as double) as value,
    cast(visible.aum_mavg as double) as aum_mavg,
    cast(visible.loan_mavg as double) as loan_mavg,
    visible.activity,
    customer.service_group
from {rows}
inner join (
    select customer_key, customer_id, service_group
    from customer
    where customer_key in (
        select customer_key
        from {rows}
        where cast({measure} as double) <= :value_high and cast({measure} as double) >= :value_low
    )
) as customer on customer.customer_key = visible.customer_key
left join branch on branch.branch_id = visible.branch_id
where cast(visible.{measure} as double) <= :value_high
    and cast(visible.{measure} as double) >= :value_low
order by visible.{measure} desc nulls last, customer.customer_id nulls last
limit :page_size offset :skipped
