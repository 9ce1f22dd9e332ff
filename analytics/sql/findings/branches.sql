-- What became of each branch's customers between :before and :at?
-- Grain: one row per branch, place before (customer type and level as one number, null: came),
-- place after (null: left), state and whether they took half away. Money in the release's currency.
-- {moves}: everybody counted at one of the dates, see relations/moves.sql. is_drained: stayed, and
-- at least :drained_least and half of the amount is gone; is_elsewhere: now in another branch;
-- fell_count, rose_count: whose balance did, who left or came too.
select
    :at as at_date,
    coalesce(from_branch, to_branch) as branch_id,
    from_place,
    to_place,
    state,
    coalesce(state = 'stay' and from_branch <> to_branch, false) as is_elsewhere,
    coalesce(
        state = 'stay'
            and before_money - coalesce(after_money, 0) >= :drained_least
            and coalesce(after_money, 0) * 2 <= before_money,
        false
    ) as is_drained,
    cast(count(*) as bigint) as customer_count,
    cast(sum(case when to_place is null then 1
        when from_place is not null and coalesce(after_money, 0) < coalesce(before_money, 0) then 1
        else 0 end) as bigint) as fell_count,
    cast(sum(case when from_place is null then 1
        when to_place is not null and coalesce(after_money, 0) > coalesce(before_money, 0) then 1
        else 0 end) as bigint) as rose_count,
    cast(sum(before_money) as double) as value_before,
    cast(sum(after_money) as double) as value_after
from {moves}
group by coalesce(from_branch, to_branch), from_place, to_place, state, is_elsewhere, is_drained
