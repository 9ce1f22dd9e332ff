-- Who gained or lost a product from :before to :at? One page, the most assets first.
-- Grain: one row per customer; ties by customer_id. Money in the release's currency, at :at, else at
-- :before. :change: gained, lost (customers of both dates), gained_new (in scope only at :at),
-- lost_left (only at :before); counted as in changes.sql.
select
    customer.customer_id,
    people.customer_key,
    people.customer_type,
    people.branch_id,
    branch.name as branch_name,
    people.manager_id,
    people.tier,
    people.segment,
    cast(people.aum_mavg as double) as aum_mavg,
    cast(people.contribution_ttm as double) as contribution_ttm
from (
    select customer_id, max(was) as was, max(now) as now
    from (
        select held.customer_id, 1 as was, 0 as now
        from {held_before} as held
        where held.product_id = :product
        union all
        select held.customer_id, 0 as was, 1 as now
        from {held} as held
        where held.product_id = :product
    ) as dated
    group by customer_id
) as owned
inner join customer on customer.customer_id = owned.customer_id
inner join (
    select
        coalesce(later.customer_key, earlier.customer_key) as customer_key,
        coalesce(later.customer_type, earlier.customer_type) as customer_type,
        coalesce(later.branch_id, earlier.branch_id) as branch_id,
        coalesce(later.manager_id, earlier.manager_id) as manager_id,
        coalesce(later.tier, earlier.tier) as tier,
        coalesce(later.segment, earlier.segment) as segment,
        coalesce(later.aum_mavg, earlier.aum_mavg) as aum_mavg,
        coalesce(later.contribution_ttm, earlier.contribution_ttm) as contribution_ttm,
        case when earlier.customer_key is null then 0 else 1 end as was_here,
        case when later.customer_key is null then 0 else 1 end as is_here
    from (select * from {rows} where snapshot_date = :at) as later
    full join (select * from {rows} where snapshot_date = :before) as earlier
        on earlier.customer_key = later.customer_key
) as people on people.customer_key = customer.customer_key
left join branch on branch.branch_id = people.branch_id
where case
        when owned.now = 1 and was_here = 0 then 'gained_new'
        when owned.was = 1 and is_here = 0 then 'lost_left'
        when owned.was = 0 and owned.now = 1 then 'gained'
        when owned.was = 1 and owned.now = 0 then 'lost'
    end = :change
order by people.aum_mavg desc nulls last, customer.customer_id nulls last
limit :page_size offset :skipped
