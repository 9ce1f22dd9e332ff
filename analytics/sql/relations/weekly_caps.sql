-- How many customers can each manager see to in a week? The smaller of his capacity and of :cap, the
-- parameter rm_weekly_cap in force: a capacity of hundreds is whom he looks after, not a week's work.
-- Grain: one row per manager: manager_id, branch_id, name, cap.
(
    select
        manager_id,
        branch_id,
        name,
        least(coalesce(capacity, :cap), :cap) as cap
    from manager
)
