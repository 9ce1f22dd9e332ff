-- Total rows in the files that differ from the sum of their rows. Grain: one row per file and column.
select t.file_name, t.column_name, t.stated, t.summed, t.difference
from total_check t
where t.difference <> 0 and t.release_id = (
    select max(l.release_id) from total_check l where l.file_name = t.file_name)
order by t.file_name, t.column_name
