-- How many customers do all offers together beat us with at :at, each counted with one offer?
-- Grain: one row per standing: 2 sure, 1 possible, 0 not eligible for any; see exposure.sql.
select
    exposed.standing,
    count(distinct exposed.customer_key) as customer_count,
    cast(sum(exposed.holding_count) as bigint) as holding_count,
    sum(exposed.balance) as balance,
    sum(exposed.exposed_balance) as exposed_balance,
    sum(exposed.our_sum) as our_sum,
    sum(exposed.margin) as margin,
    sum(exposed.saving) as saving
from {exposed} as exposed
group by exposed.standing
