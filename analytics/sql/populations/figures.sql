-- How large are the amounts of the customers in A alone, in B alone, in both and in neither?
-- Grain: one row per part: membership 1 A alone, 2 B alone, 3 both, 0 neither. Money in the
-- release's currency. {placed}: open customers in scope with their membership. {summaries}: of
-- each figure compared, how many customers have it, its total, its variance between customers, its
-- largest amount and the sum of amounts without sign.
select
    membership,
    count(*) as customer_count,
    {summaries}
from {placed}
group by membership
