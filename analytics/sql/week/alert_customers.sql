-- Which customers newly meet conditions since :before? One page, the largest contribution first.
-- Grain: one row per customer in scope who meets them at :at and did not at :before, wherever he was
-- then; ties by customer_id. arrival: newly (a customer at :before), new (not known by then), returned
-- (known, not a customer then). :kind: only one of them, empty for all. Money in the release's
-- currency.
select
    customer.customer_id,
    told.customer_key,
    told.customer_type,
    told.branch_id,
    branch.name as branch_name,
    told.manager_id,
    told.tier,
    told.segment,
    cast(told.aum_mavg as double) as aum_mavg,
    cast(told.contribution_ttm as double) as contribution_ttm,
    cast(told.loan_mavg as double) as loan_mavg,
    told.arrival
from (
    select
        placed.*,
        case
            when earlier.membership_then is not null then 'newly'
            when placed.first_seen > :before then 'new'
            else 'returned'
        end as arrival
    from {now_placed}
    left join (
        select customer_key, membership as membership_then from {then_placed}
    ) as earlier on earlier.customer_key = placed.customer_key
    where placed.membership = 1 and coalesce(earlier.membership_then, 0) = 0
) as told
inner join customer on customer.customer_key = told.customer_key
left join branch on branch.branch_id = told.branch_id
where :kind = '' or told.arrival = :kind
order by told.contribution_ttm desc nulls last, customer.customer_id nulls last
limit :page_size offset :skipped
