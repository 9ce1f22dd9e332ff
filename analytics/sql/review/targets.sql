-- Which targets did the bank set for its branches?
-- Grain: one row per period, branch and metric, as the bank wrote them.
select period, branch_id, metric, value, year_start
from target
order by period nulls last, branch_id nulls last, metric nulls last
