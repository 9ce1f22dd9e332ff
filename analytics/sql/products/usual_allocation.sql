-- How do customers of each tier usually split their money?
-- Grain: one row per customer type and tier, of customers whose parts are known and above zero in
-- all. Shares: the mean of customers' own shares, so that everybody counts once; overdrawn parts
-- count as nothing.
select
    customer_type,
    tier,
    count(*) as customer_count,
    avg(demand / money) as demand_share,
    avg(time / money) as time_share,
    avg(wealth / money) as wealth_share,
    avg(fund / money) as fund_share
from {allocated} as allocated
group by customer_type, tier
