-- Which values does this column of the fact have anywhere in the release?
-- Grain: one row per value. {dimension}: the column.
select distinct {dimension} as value
from customer_snapshot
where {dimension} is not null
order by value nulls last
