-- Values that cannot be: a birth year before 1900, text in a number, a negative count.
-- Grain: one row per example kept at load; row_count is the true count of its file and column.
select n.table_name, n.file_name, n.row_number, n.column_name, n.value, n.rule, n.row_count
from quality_note n
where n.rule in ('not_a_number', 'too_large', 'not_a_date', 'below_minimum', 'above_maximum', 'missing', 'id_damaged') and n.release_id = (
    select max(l.release_id) from quality_note l
    where l.table_name = n.table_name and l.file_name = n.file_name)
order by n.table_name, n.file_name, n.column_name, n.rule, n.row_number
