-- Which single customers moved the most money between :before and :at?
-- Grain: one row per customer, the largest change first, ties by customer_id. Money in the release's
-- currency, 0 where absent. {moves}: everybody counted at one of the dates; who went to or came from
-- another branch did not move money. Other banks are no customers of deposits and are left out.
-- :least: the smallest change wanted.
select
    customer.customer_id,
    moves.from_place,
    moves.to_place,
    coalesce(moves.from_branch, moves.to_branch) as branch_id,
    moves.state,
    cast(coalesce(moves.before_money, 0) as double) as value_before,
    cast(coalesce(moves.after_money, 0) as double) as value_after
from {moves}
inner join customer on customer.customer_key = moves.customer_key
where moves.state not in ('in', 'out')
    and abs(coalesce(moves.after_money, 0) - coalesce(moves.before_money, 0)) >= :least
    and (customer.institution_type is null or customer.institution_type <> 'interbank')
order by
    abs(coalesce(moves.after_money, 0) - coalesce(moves.before_money, 0)) desc nulls last,
    customer.customer_id nulls last
limit :most
