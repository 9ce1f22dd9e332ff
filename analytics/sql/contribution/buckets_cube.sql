-- How is the measure spread over customers? The same answer as buckets.sql, from the prepared cube.
-- Grain: one row per bucket that holds somebody. Money in the release's currency, exact per bucket.
-- {cube}: prepared buckets in scope (type and tier only). :measure names the measure, :day the date.
select
    cast(bucket as integer) as bucket,
    cast(sum(customer_count) as bigint) as customer_count,
    cast(sum(total) as double) as total
from {cube}
where snapshot_date = :day and measure = :measure
group by bucket
order by bucket desc nulls last
