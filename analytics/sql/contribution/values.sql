-- Which amounts do the customers in a few value intervals have? Makes marks inside a bucket exact.
-- Grain: one row per distinct amount of one date. Money in the release's currency.
-- {intervals}: the amounts wanted, as bounds on `money`; {rows}, {bucket} as in buckets.sql.
select cast({bucket} as integer) as bucket, value, count(*) as customer_count
from (
    select cast(money as double) as value
    from (
        select {measure} as money
        from {rows}
        where snapshot_date = :day and {measure} is not null
    ) as amounts
    where {intervals}
) as wanted
group by value
