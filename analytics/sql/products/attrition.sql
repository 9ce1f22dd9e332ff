-- Do customers who held more product lines leave less?
-- Grain: one row per customer type and number of lines held at :before, channels left out; of
-- customers counted at :before. {moves}: who stayed, left or went to another branch until :at.
-- lost_count: closed, gone or no longer valid; transferred to another branch is neither kept nor
-- lost and is left out. halved_count: stayed, with half of the assets or less, and 10,000 less.
select
    customer.customer_type,
    coalesce(owned.line_count, 0) as line_count,
    count(*) as customer_count,
    cast(
        sum(case when moves.state in ('closed', 'invalid') then 1 else 0 end)
        as bigint
    ) as lost_count,
    cast(
        sum(
            case
                when moves.state = 'stay'
                    and moves.after_money <= moves.before_money * 0.5
                    and moves.before_money - moves.after_money >= 10000
                then 1
                else 0
            end
        )
        as bigint
    ) as halved_count
from {moves}
inner join customer on customer.customer_key = moves.customer_key
left join (
    select held.customer_id, count(distinct held.line) as line_count
    from {held_before} as held
    where not held.is_channel
    group by held.customer_id
) as owned on owned.customer_id = customer.customer_id
where moves.state in ('stay', 'closed', 'invalid')
group by customer.customer_type, coalesce(owned.line_count, 0)
