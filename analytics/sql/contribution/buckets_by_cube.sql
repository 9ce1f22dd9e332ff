-- How is the measure spread over customers, per date, type or tier? From the prepared cube.
-- Grain: one row per part and bucket that holds somebody. Money in the release's currency.
-- {dimension}: the column that names the part; {cube}: prepared buckets in scope.
select
    {dimension} as part,
    cast(bucket as integer) as bucket,
    cast(sum(customer_count) as bigint) as customer_count,
    cast(sum(total) as double) as total
from {cube}
where measure = :measure
group by {dimension}, bucket
