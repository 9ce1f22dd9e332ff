-- What do the customers in scope have and bring on a day, and who looks after them? Stream it.
-- Grain: one row per open customer of the type in scope. Money in the release's currency as
-- double. :day, :customer_type.
select
    customer_key,
    cast(aum_mavg as double) as value,
    cast(contribution_ttm as double) as contribution,
    manager_id
from {rows}
where snapshot_date = :day and customer_type = :customer_type
