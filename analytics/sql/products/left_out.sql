-- Of the customers for whom a product would come next, how many does each rule of care leave out?
-- Grain: one row per customer type. Each count is of those who passed the steps before.
-- {rules}: see proposals.sql.
select
    customer_type,
    count(*) as holders,
    cast(sum(suited) as bigint) as suitable,
    cast(sum(case when suited = 1 and late = 0 then 1 else 0 end) as bigint) as not_overdue,
    cast(
        sum(case when suited = 1 and late = 0 and reached = 1 then 1 else 0 end)
        as bigint
    ) as consented
from (
    select
        customer_key,
        customer_type,
        max(case when suits then 1 else 0 end) as suited,
        max(case when late then 1 else 0 end) as late,
        max(case when reached then 1 else 0 end) as reached
    from {proposals} as proposals
    group by customer_key, customer_type
) as judged
group by customer_type
