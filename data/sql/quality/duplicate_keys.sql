-- Rows that came twice under one key.
-- Grain: one row per example kept at load; row_count is the true count of its file and column.
select n.table_name, n.file_name, n.row_number, n.column_name, n.value, n.rule, n.row_count
from quality_note n
where n.rule in ('duplicate_key', 'duplicate_row') and n.release_id = (
    select max(l.release_id) from quality_note l
    where l.table_name = n.table_name and l.file_name = n.file_name)
order by n.table_name, n.file_name, n.column_name, n.rule, n.row_number
