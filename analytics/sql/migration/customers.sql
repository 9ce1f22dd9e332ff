-- Who made these moves between :before and :at? One page, the largest change first.
-- Grain: one row per customer; ties by customer_id. Money in the release's currency, 0 where absent.
-- {moves}: everybody counted at one of the dates. {steps}: the moves wanted, as one number
-- from * 1000 + to of places, or of what happened (101 new, closed; 102 back, invalid; 103 in, out);
-- :direction: 1 only who gained, -1 only who lost, 0 only unchanged amounts, 2 all; :least: the
-- smallest change wanted.
select
    customer.customer_id,
    moved.customer_key,
    moved.branch_id,
    branch.name as branch_name,
    moved.manager_id,
    moved.segment,
    moved.from_place,
    moved.to_place,
    moved.state,
    cast(moved.before_amount as double) as value_before,
    cast(moved.after_amount as double) as value_after,
    cast(moved.after_amount - moved.before_amount as double) as change
from (
    select
        customer_key,
        coalesce(to_branch, from_branch) as branch_id,
        coalesce(to_manager, from_manager) as manager_id,
        coalesce(to_segment, from_segment) as segment,
        from_place,
        to_place,
        state,
        coalesce(before_money, 0) as before_amount,
        coalesce(after_money, 0) as after_amount,
        coalesce(
            from_place,
            case when state = 'new' then 101 when state = 'back' then 102 when state = 'in' then 103 end
        ) * 1000
            + coalesce(
                to_place,
                case
                    when state = 'closed' then 101
                    when state = 'invalid' then 102
                    when state = 'out' then 103
                end
            ) as step
    from {moves}
) as moved
inner join customer on customer.customer_key = moved.customer_key
left join branch on branch.branch_id = moved.branch_id
where moved.step in ({steps})
    and abs(moved.after_amount - moved.before_amount) >= :least
    and (:direction = 2 or sign(moved.after_amount - moved.before_amount) = :direction)
order by abs(moved.after_amount - moved.before_amount) desc nulls last, customer.customer_id nulls last
limit :page_size offset :skipped
