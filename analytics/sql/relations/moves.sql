-- Where was every customer at :before, and where at :at? What the questions on migration count.
-- Grain: one row per customer who is counted at one of the two dates. Money null where he is not.
-- {whereabouts}: rows at both dates; {level}: the scheme's level; {measure}: the amount;
-- {alive}: whom to count among the open rows, everybody or valid customers.
-- state: stay; closed, invalid (open, no longer valid) and out (to another branch); new (no row up
-- to :before), back (known, but not counted then) and in (from another branch).
(
    select
        coalesce(b.customer_key, a.customer_key) as customer_key,
        coalesce(b.customer_type, a.customer_type) as customer_type,
        case when b.counted then b.level end as from_level,
        case when a.counted then a.level end as to_level,
        case
            when b.counted and a.counted then 'stay'
            when b.counted and a.alive then 'out'
            when b.counted and a.is_open then 'invalid'
            when b.counted then 'closed'
            when b.alive then 'in'
            when a.first_seen > :before then 'new'
            else 'back'
        end as state,
        case when b.counted then b.money end as before_money,
        case when a.counted then a.money end as after_money,
        case when b.counted then b.branch_id end as from_branch,
        case when a.counted then a.branch_id end as to_branch,
        case when b.counted then b.manager_id end as from_manager,
        case when a.counted then a.manager_id end as to_manager
    from (
        select
            customer_key,
            customer_type,
            branch_id,
            manager_id,
            {level} as level,
            {measure} as money,
            is_open,
            is_chosen,
            is_open and {alive} as alive,
            is_open and {alive} and is_mine as counted
        from {whereabouts}
        where snapshot_date = :before
    ) as b
    full join (
        select
            customer_key,
            customer_type,
            branch_id,
            manager_id,
            {level} as level,
            {measure} as money,
            first_seen,
            is_open,
            is_chosen,
            is_open and {alive} as alive,
            is_open and {alive} and is_mine as counted
        from {whereabouts}
        where snapshot_date = :at
    ) as a
        on a.customer_key = b.customer_key
    where (b.counted or a.counted)
        and coalesce(case when b.is_open then b.is_chosen end, a.is_chosen, false)
) as moves
