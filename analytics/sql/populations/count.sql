-- How many customers are in each population, and what do they have and bring?
-- Grain: one row per set of populations that customers are in together. Money in the release's
-- currency, exact. {placed}: open customers in scope, each with membership: 1 for the first
-- population + 2 for the second + 4 for the third …, so that all are counted in one pass.
select
    membership,
    count(*) as customer_count,
    cast(sum(contribution_ttm) as double) as contribution_ttm,
    cast(sum(aum_mavg) as double) as aum_mavg
from {placed}
group by membership
