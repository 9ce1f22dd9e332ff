-- Who went from one segment to another? One page of the list, the largest change first.
-- Grain: one row per customer; ties by customer_id. Money in the release's currency, 0 where absent.
-- :from_segment, :to_segment: as in relations/segment_moves.sql. :by_assets: amounts are assets,
-- else contribution. Branch and manager are those at :at, else at :before.
select
    customer.customer_id,
    moved.customer_key,
    customer.customer_type,
    moved.branch_id,
    branch.name as branch_name,
    moved.manager_id,
    moved.from_segment,
    moved.to_segment,
    cast(moved.value_before as double) as value_before,
    cast(moved.value_after as double) as value_after,
    cast(moved.value_after - moved.value_before as double) as change
from (
    select
        moves.customer_key,
        moves.from_segment,
        moves.to_segment,
        coalesce(later.branch_id, earlier.branch_id) as branch_id,
        case when later.customer_key is null then earlier.manager_id else later.manager_id end
            as manager_id,
        coalesce(case when :by_assets then aum_before else contribution_before end, 0) as value_before,
        coalesce(case when :by_assets then aum_after else contribution_after end, 0) as value_after
    from {segment_moves} as moves
    left join (
        select customer_key, branch_id, manager_id from {rows} where snapshot_date = :before
    ) as earlier on earlier.customer_key = moves.customer_key
    left join (
        select customer_key, branch_id, manager_id from {rows} where snapshot_date = :at
    ) as later on later.customer_key = moves.customer_key
    where moves.from_segment = :from_segment and moves.to_segment = :to_segment
) as moved
inner join customer on customer.customer_key = moved.customer_key
left join branch on branch.branch_id = moved.branch_id
order by abs(moved.value_after - moved.value_before) desc nulls last, customer.customer_id nulls last
limit :page_size offset :skipped
