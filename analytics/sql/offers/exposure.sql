-- How many customers does each offer beat us with at :at, and what would leave with them?
-- Grain: one row per offer (by its place) and standing: 2 sure, 1 possible, 0 not eligible.
-- Rates a year; *_sum are balance × rate. Money in the release's currency, margin and saving a year.
select
    beaten.place,
    beaten.standing,
    count(*) as customer_count,
    cast(sum(beaten.holding_count) as bigint) as holding_count,
    sum(beaten.balance) as balance,
    sum(beaten.balance * beaten.share) as exposed_balance,
    sum(beaten.our_sum * beaten.share) as our_sum,
    sum(beaten.margin_sum * beaten.share) as margin,
    sum(beaten.gap_sum * beaten.share) as saving
from {beaten} as beaten
group by beaten.place, beaten.standing
