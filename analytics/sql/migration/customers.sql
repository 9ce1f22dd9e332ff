-- Who made these moves between :before and :at? One page, the largest change first.
-- Grain: one row per customer; ties by customer_id. Money in the release's currency, 0 where absent.
-- {moves}: everybody counted at one of the dates. {steps}: the moves wanted, written from>to with
-- levels or what happened (mass>affluent, vip>closed, new>mass); {kinds}: customer types;
-- :direction: 1 only who gained, -1 only who lost, 0 only unchanged amounts, null all.
select
    customer.customer_id,
    moved.customer_key,
    moved.customer_type,
    moved.branch_id,
    branch.name as branch_name,
    moved.manager_id,
    moved.from_level,
    moved.to_level,
    moved.state,
    cast(moved.before_amount as double) as value_before,
    cast(moved.after_amount as double) as value_after,
    cast(moved.after_amount - moved.before_amount as double) as change
from (
    select
        customer_key,
        customer_type,
        coalesce(to_branch, from_branch) as branch_id,
        coalesce(to_manager, from_manager) as manager_id,
        from_level,
        to_level,
        state,
        coalesce(before_money, 0) as before_amount,
        coalesce(after_money, 0) as after_amount,
        case when state in ('new', 'back', 'in') then state else coalesce(from_level, 'unknown') end
            as step_from,
        case
            when state in ('closed', 'invalid', 'out') then state
            else coalesce(to_level, 'unknown')
        end as step_to
    from {moves}
) as moved
inner join customer on customer.customer_key = moved.customer_key
left join branch on branch.branch_id = moved.branch_id
where concat(moved.step_from, '>', moved.step_to) in ({steps})
    and moved.customer_type in ({kinds})
    and (:direction is null or sign(moved.after_amount - moved.before_amount) = :direction)
order by abs(moved.after_amount - moved.before_amount) desc nulls last, customer.customer_id nulls last
limit :page_size offset :skipped
