-- Columns of the files that are more than half empty, used or not. Grain: one row per column.
select s.table_name, s.file_name, s.source_column, s.mapped_to, s.filled_count, s.row_count,
    cast(s.filled_count as double) / nullif(s.row_count, 0) as filled_share
from source_column s
where s.row_count > 0 and 2 * s.filled_count < s.row_count and s.release_id = (
    select max(l.release_id) from source_column l
    where l.table_name = s.table_name and l.file_name = s.file_name)
order by filled_share, s.table_name, s.file_name, s.source_column
