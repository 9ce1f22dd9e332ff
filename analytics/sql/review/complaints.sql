-- How often do customers complain, and how content are they with the answer?
-- Grain: one row. oldest: the first day the bank gave any of; customers in scope at :at; complaints,
-- and ratings (1 to 5) of complaints, requests and suggestions, received from :first_day to :at.
-- {rows}: open customers in scope at :at. Complaints that name nobody count where :unnamed, in the
-- branches of the scope.
select
    (select min(cast(received_ts as date)) from complaint) as oldest,
    (select count(*) from {rows}) as customer_count,
    count(*) filter (where kind = 'complaint') as complaint_count,
    count(csat) as rated_count,
    cast(sum(csat) as double) as rating_sum
from complaint
left join (
    select customer.customer_id
    from {rows}
    inner join customer on customer.customer_key = visible.customer_key
) as mine on mine.customer_id = complaint.customer_id
where cast(received_ts as date) >= :first_day
    and cast(received_ts as date) <= :at
    and (
        mine.customer_id is not null
        or (
            :unnamed
            and complaint.customer_id is null
            and complaint.branch_id in (select visible.branch_id from {rows})
        )
    )
