-- Of how many customers is all behaviour known?
-- Grain: one row.
select count(*) as customer_count, count(nearest) as scored_count
from {assigned}
