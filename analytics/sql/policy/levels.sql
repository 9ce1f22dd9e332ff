-- Which tier rules was the release derived with? Those of all dates; the first page of a draft.
-- Grain: one row per customer type, level and day it applies from. Bounds in the metric's unit.
select
    scheme, customer_type, level, code, label_en, label_zh, metric, lower_bound, hold_months,
    watch_months, drop_rule, effective_from, effective_to, approved_by, note
from tier_policy
where scheme = 'TIER'
order by customer_type, effective_from, level
