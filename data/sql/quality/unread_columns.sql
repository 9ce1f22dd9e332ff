-- Columns of the files from which nothing was read. Grain: one row per column.
select s.table_name, s.file_name, s.source_column, s.filled_count, s.row_count
from source_column s
where s.mapped_to is null and s.release_id = (
    select max(l.release_id) from source_column l
    where l.table_name = s.table_name and l.file_name = s.file_name)
order by s.table_name, s.file_name, s.source_column
