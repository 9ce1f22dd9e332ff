-- Which level had each customer on a date? Stream it, one date after the other.
-- Grain: one row per open customer in scope at :at. Money in the release's currency.
-- {level}: the scheme's level, null without one; {alive}: everybody or valid customers.
select
    customer_key,
    customer_type,
    {level} as level,
    cast({measure} as double) as value
from {rows}
where {alive}
