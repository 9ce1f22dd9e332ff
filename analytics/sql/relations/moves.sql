-- Where was every customer at :before, and where at :at? What the questions on migration count.
-- Grain: one row per customer who is counted at one of the two dates. Money null where he is not.
-- {whereabouts}: rows at both dates; {place}: customer type and level as one number (data.contract);
-- {measure}: the amount; {alive}: whom to count among the open rows, everybody or valid customers;
-- {chosen}: whether he is of the population.
-- standing: 0 closed, 1 open but not to be counted, 2 counted elsewhere, 3 counted here.
-- state: stay; closed, invalid (open, no longer valid) and out (to another branch); new (no row up
-- to :before), back (known, but not counted then) and in (from another branch).
(
    select
        coalesce(b.customer_key, a.customer_key) as customer_key,
        case when b.standing = 3 then b.place end as from_place,
        case when a.standing = 3 then a.place end as to_place,
        case
            when b.standing = 3 and a.standing = 3 then 'stay'
            when b.standing = 3 and a.standing = 2 then 'out'
            when b.standing = 3 and a.standing = 1 then 'invalid'
            when b.standing = 3 then 'closed'
            when b.standing = 2 then 'in'
            when a.first_seen > :before then 'new'
            else 'back'
        end as state,
        case when b.standing = 3 then b.money end as before_money,
        case when a.standing = 3 then a.money end as after_money,
        case when b.standing = 3 then b.branch_id end as from_branch,
        case when a.standing = 3 then a.branch_id end as to_branch,
        case when b.standing = 3 then b.manager_id end as from_manager,
        case when a.standing = 3 then a.manager_id end as to_manager,
        case when b.standing = 3 then b.segment end as from_segment,
        case when a.standing = 3 then a.segment end as to_segment
    from (
        select
            customer_key,
            branch_id,
            manager_id,
            segment,
            {place} as place,
            {measure} as money,
            is_chosen,
            case when status <> 'open' then 0 when not {alive} then 1 when is_mine then 3 else 2 end
                as standing
        from {whereabouts}
        where snapshot_date = :before
    ) as b
    full join (
        select
            customer_key,
            branch_id,
            manager_id,
            segment,
            {place} as place,
            {measure} as money,
            first_seen,
            is_chosen,
            case when status <> 'open' then 0 when not {alive} then 1 when is_mine then 3 else 2 end
                as standing
        from {whereabouts}
        where snapshot_date = :at
    ) as a
        on a.customer_key = b.customer_key
    where (b.standing = 3 or a.standing = 3) and {chosen}
) as moves
