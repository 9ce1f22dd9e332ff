-- How is the measure spread over customers, per date, branch, type or tier?
-- Grain: one row per part and bucket that holds somebody. Money in the release's currency.
-- {dimension}: the column that names the part; {rows}, {bucket} as in buckets.sql.
select part, bucket, count(*) as customer_count, cast(sum(money) as double) as total
from (
    select part, cast({bucket} as integer) as bucket, money
    from (
        select {dimension} as part, {measure} as money, cast({measure} as double) as value
        from {rows}
        where {measure} is not null
    ) as amounts
) as placed
group by part, bucket
