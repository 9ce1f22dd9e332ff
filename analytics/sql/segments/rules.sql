-- Whom does each segment's rule name, and of which segment are they?
-- Grain: one row per segment with customers, and one with null for who lacks a feature.
-- {rule_counts}: customers each rule names, as named_0, named_1, …, in the order of the rules.
-- {features}: f0, f1, …: the features the rules ask for, amounts in the release's currency.
select segment_now as segment, count(*) as customer_count, {rule_counts}
from (
    select s.segment_now, {features}
    from (select visible.* from {assigned}) as s
    {feature_customer}
) as described
group by segment_now
