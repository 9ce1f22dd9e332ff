-- How many customers hold a product, or what is asked for of it, and how much?
-- Grain: one row. Money in the release's currency. See relations/owners.sql.
select
    count(*) as customer_count,
    cast(coalesce(sum(owners.holding_count), 0) as bigint) as holding_count,
    cast(sum(owners.balance) as double) as balance
from {owners} as owners
