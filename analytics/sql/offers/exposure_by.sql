-- Where are the customers that rival offers threaten at :at?
-- Grain: one row per value of a column of the fact and standing: 2 sure, 1 possible. Amounts in the
-- release's currency, margin and saving a year.
select
    visible.{dimension} as part,
    exposed.standing,
    count(distinct exposed.customer_key) as customer_count,
    sum(exposed.exposed_balance) as exposed_balance,
    sum(exposed.margin) as margin,
    sum(exposed.saving) as saving
from {exposed} as exposed
inner join {rows} on visible.customer_key = exposed.customer_key
where exposed.standing > 0
group by visible.{dimension}, exposed.standing
