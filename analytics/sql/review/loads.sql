-- How many rows did the loads behind this release bring, and how many were turned away?
-- Grain: one row; null without a load. A rejected row is in none of the numbers.
select
    cast(sum(rows_in) as bigint) as row_count,
    cast(sum(rows_rejected) as bigint) as rejected_count
from import_log
where release_id in (select release_id from release)
