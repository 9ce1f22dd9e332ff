-- How many days may lie between two contacts that reach a customer, by tier, under the policy at :at?
-- Grain: one row per tier of the type with a limit. The lowest level has its months instead of days.
select policy.code as tier, coalesce(policy.lower_bound, 30 * policy.hold_months) as limit_days
from tier_policy as policy
where policy.scheme = 'CARE'
    and policy.customer_type = :customer_type
    and policy.effective_from <= :at
    and coalesce(policy.effective_to, :at) >= :at
