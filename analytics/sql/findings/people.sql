-- Whose moves between :before and :at make up a finding? One page, the largest change first.
-- Grain: one row per customer; ties by customer_id. Money in the release's currency, 0 where absent.
-- {moves}: everybody counted at one of the dates. {places}: types and levels before (of who came:
-- after), as numbers; {ladder_places}: the places that are levels of a ladder; :branch, :customer:
-- empty for any; :to_place: below 0 for any. :way: up, down, lost, drained, came as in branches.sql,
-- fell or rose (in money, who left too), any; :with_new: who came too.
select
    customer.customer_id,
    moves.customer_key,
    coalesce(moves.to_branch, moves.from_branch) as branch_id,
    branch.name as branch_name,
    coalesce(moves.to_manager, moves.from_manager) as manager_id,
    coalesce(moves.to_segment, moves.from_segment) as segment,
    moves.from_place,
    moves.to_place,
    moves.state,
    cast(coalesce(moves.before_money, 0) as double) as value_before,
    cast(coalesce(moves.after_money, 0) as double) as value_after,
    cast(coalesce(moves.after_money, 0) - coalesce(moves.before_money, 0) as double) as change
from {moves}
inner join customer on customer.customer_key = moves.customer_key
left join branch on branch.branch_id = coalesce(moves.to_branch, moves.from_branch)
where coalesce(moves.from_place, moves.to_place) in ({places})
    and moves.state not in ('in', 'out')
    and (:with_new or moves.from_place is not null)
    and (
        :branch = ''
        or (
            coalesce(moves.from_branch, moves.to_branch) = :branch
            and coalesce(moves.to_branch, moves.from_branch) = :branch
        )
    )
    and (:customer = '' or customer.customer_id = :customer)
    and (:to_place < 0 or moves.to_place = :to_place)
    and case :way
        when 'lost' then moves.state in ('closed', 'invalid')
        when 'came' then moves.state in ('new', 'back')
        when 'up' then moves.state = 'stay' and moves.to_place > moves.from_place
            and moves.from_place in ({ladder_places}) and moves.to_place in ({ladder_places})
        when 'down' then moves.state = 'stay' and moves.to_place < moves.from_place
            and moves.from_place in ({ladder_places}) and moves.to_place in ({ladder_places})
        when 'drained' then moves.state = 'stay'
            and moves.before_money - coalesce(moves.after_money, 0) >= :drained_least
            and coalesce(moves.after_money, 0) * 2 <= moves.before_money
        when 'fell' then moves.state in ('closed', 'invalid')
            or (
                moves.state = 'stay'
                and coalesce(moves.after_money, 0) < coalesce(moves.before_money, 0)
            )
        when 'rose' then moves.state in ('new', 'back')
            or (
                moves.state = 'stay'
                and coalesce(moves.after_money, 0) > coalesce(moves.before_money, 0)
            )
        else true
    end
order by
    abs(coalesce(moves.after_money, 0) - coalesce(moves.before_money, 0)) desc nulls last,
    customer.customer_id nulls last
limit :page_size offset :skipped
