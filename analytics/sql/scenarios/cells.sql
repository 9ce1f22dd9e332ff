-- What do the customers of each tier have and bring? What every scenario starts from.
-- Grain: one row per cell: twice the place (customer type and tier as one number, data.contract), plus
-- 1 for valid customers.
-- Money in the release's currency. {rows}: open customers in scope at :at; {place}: see place_sql.
-- product_*: of customers whose number of products is known, for the slope of contribution on it.
select
    cast({place} * 2 + case when is_valid then 1 else 0 end as tinyint) as cell,
    cast(count(*) as bigint) as customer_count,
    cast(sum(contribution_ttm) as double) as contribution,
    cast(sum(aum_mavg) as double) as aum,
    cast(sum(deposit_mavg) as double) as deposits,
    cast(sum(dep_demand_mavg) as double) as demand,
    cast(sum(loan_mavg) as double) as loans,
    cast(count(manager_id) as bigint) as managed_count,
    cast(count(product_cnt) as bigint) as product_customers,
    cast(sum(product_cnt) as double) as product_sum,
    cast(sum(cast(product_cnt as double) * product_cnt) as double) as product_squares,
    cast(sum(case when product_cnt is not null then cast(contribution_ttm as double) end) as double)
        as product_contribution,
    cast(sum(product_cnt * cast(contribution_ttm as double)) as double) as product_moment
from {rows}
group by cast({place} * 2 + case when is_valid then 1 else 0 end as tinyint)
order by cell nulls last
