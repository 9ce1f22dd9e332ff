-- How many customers newly meet conditions since :before, and how many no longer do?
-- Grain: one row. met_count: who meets them at :at, newly_count of them those who were customers at
-- :before and did not; new_count: who was not known by then; returned_count: known, but not a customer
-- then. gone_off_count: customers in scope at :at who met them at :before, wherever they were then.
select
    cast(coalesce(sum(membership), 0) as bigint) as met_count,
    cast(
        coalesce(sum(case when membership = 1 and earlier.membership_then = 0 then 1 end), 0)
        as bigint
    ) as newly_count,
    cast(
        coalesce(
            sum(
                case
                    when membership = 1
                        and earlier.membership_then is null
                        and placed.first_seen > :before
                    then 1
                end
            ),
            0
        ) as bigint
    ) as new_count,
    cast(
        coalesce(
            sum(
                case
                    when membership = 1
                        and earlier.membership_then is null
                        and placed.first_seen <= :before
                    then 1
                end
            ),
            0
        ) as bigint
    ) as returned_count,
    cast(
        coalesce(sum(case when membership = 0 and earlier.membership_then = 1 then 1 end), 0)
        as bigint
    ) as gone_off_count
from {now_placed}
left join (
    select customer_key, membership as membership_then from {then_placed}
) as earlier on earlier.customer_key = placed.customer_key
