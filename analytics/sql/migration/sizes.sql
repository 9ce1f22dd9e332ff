-- How many customers and how much money has each level, branch by branch?
-- Grain: one row per customer type, part and level. Money in the release's currency.
-- {rows}: open customers in scope at :at; {dimension}: what names the part; {level}, {measure}; valid_count,
-- valid_value: valid customers alone.
select
    customer_type,
    {dimension} as part,
    {level} as level,
    cast(count(*) as bigint) as customer_count,
    cast(count(*) filter (where is_valid) as bigint) as valid_count,
    cast(sum({measure}) as double) as value,
    cast(sum(case when is_valid then {measure} end) as double) as valid_value
from {rows}
group by customer_type, {dimension}, {level}
