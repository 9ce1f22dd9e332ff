-- How many customers of a type have each feature, and does one of them hold everything?
-- Grain: one row. known_0, known_1, …: customers that have the feature; assets, largest_assets:
-- of those above zero, together and the largest, in the release's currency.
select
    count(*) as customer_count,
    sum(assets) as assets,
    max(assets) as largest_assets,
    {feature_counts}
from (
    select
        case when s.aum_mavg > 0 then s.aum_mavg end as assets,
        {features}
    from (select visible.* from {rows} where visible.customer_type = :customer_type) as s
    {feature_customer}
) as described
