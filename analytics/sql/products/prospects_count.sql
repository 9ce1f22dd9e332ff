-- Of the customers without a product, whom does each check leave out?
-- Grain: one row; each number counts those who passed the checks before. See relations/prospects.sql.
select
    count(*) as without_count,
    cast(coalesce(sum(case when suits then 1 else 0 end), 0) as bigint) as suitable_count,
    cast(coalesce(sum(case when suits and not late then 1 else 0 end), 0) as bigint) as not_overdue_count,
    cast(coalesce(sum(case when suits and not late and reached then 1 else 0 end), 0) as bigint) as consented_count
from {prospects} as prospects
