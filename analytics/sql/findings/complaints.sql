-- How many complaints came in and fell due in each period, branch by branch, and how many were late?
-- Grain: one row per later date of {periods} and branch. received: complaints received after
-- before_date up to at_date; due: those whose 15, 30 or 60 days ended in it; late: of these, not
-- closed by then. Requests and suggestions are no complaints. Scope: the caller keeps its branches.
select
    at_date,
    branch_id,
    cast(sum(case when received_on > before_date and received_on <= at_date then 1 else 0 end)
        as bigint) as received,
    cast(sum(case when due_on > before_date and due_on <= at_date then 1 else 0 end) as bigint)
        as due,
    cast(
        sum(
            case
                when due_on > before_date and due_on <= at_date
                    and (closed_on is null or closed_on > due_on)
                    then 1
                else 0
            end
        ) as bigint
    ) as late
from (
    select
        branch_id,
        cast(received_ts as date) as received_on,
        cast(closed_ts as date) as closed_on,
        cast(received_ts as date)
            + case complexity when 'special_approved' then 60 when 'complex' then 30 else 15 end
            as due_on
    from complaint
    where kind = 'complaint' and received_ts is not null and branch_id is not null
) as handled
inner join {periods} as period
    on (received_on > before_date and received_on <= at_date)
    or (due_on > before_date and due_on <= at_date)
group by at_date, branch_id
