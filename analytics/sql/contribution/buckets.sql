-- How is the measure spread over customers? Counts and sums per value bucket.
-- Grain: one row per bucket that holds somebody. Money in the release's currency, exact per bucket.
-- {rows}: open customers in scope. {bucket}: the contract's bucket of `value`, rising with it.
-- :day: the date. Customers without the measure are not counted.
select bucket, count(*) as customer_count, cast(sum(money) as double) as total
from (
    select cast({bucket} as integer) as bucket, money
    from (
        select {measure} as money, cast({measure} as double) as value
        from {rows}
        where snapshot_date = :day and {measure} is not null
    ) as amounts
) as placed
group by bucket
order by bucket desc nulls last
