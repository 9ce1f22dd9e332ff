-- How many customers of each tier behave like another one, and how far are they from its line?
-- Grain: one row per tier and tier resembled with such customers, places from 0 for the lowest.
-- Money in the release's currency.
select
    place,
    like_place,
    count(*) as customer_count,
    sum(gap) as gap,
    sum(amount) as amount
from {resembling} as resembling
group by place, like_place
