-- Which tiers does a customer type have under the policy in force at :at?
-- Grain: one row per tier, the lowest first. Bounds in the release's currency, null for the lowest.
select code, metric, lower_bound
from {ladder} as ladder
where customer_type = :customer_type
order by level
