-- How many customers lie above and inside an interval of amounts?
-- Grain: one row. :value_low is included, :value_high is not.
select
    count(*) filter (where cast({measure} as double) >= :value_high) as above_count,
    count(*) filter (where cast({measure} as double) >= :value_low and cast({measure} as double) < :value_high) as inside_count
from {rows}
