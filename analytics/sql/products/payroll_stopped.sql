-- Whose salary used to come and has stopped? One page, the largest contribution first.
-- Grain: one row per customer in scope at :at; ties by customer_id. Money in the release's currency.
-- {months}: month, place: the five newest month-ends, 1 the newest. Stopped: no salary in the newest
-- two, one in each of the three before. Who has no row at one of the five is not judged.
select
    customer.customer_id,
    visible.customer_key,
    visible.customer_type,
    visible.branch_id,
    branch.name as branch_name,
    visible.manager_id,
    visible.tier,
    visible.segment,
    cast(paid.last_payroll as double) as last_payroll,
    paid.last_paid_on,
    cast(visible.aum_mavg as double) as aum_mavg,
    cast(visible.contribution_ttm as double) as contribution_ttm
from {rows}
inner join (
    select
        past.customer_key,
        max(case when months.place = 3 then past.payroll_in end) as last_payroll,
        max(case when past.payroll_in > 0 then months.month end) as last_paid_on
    from customer_snapshot as past
    inner join {months} as months on months.month = past.snapshot_date
    where past.payroll_in is not null
    group by past.customer_key
    having count(*) = 5
        and sum(case when months.place <= 2 and past.payroll_in > 0 then 1 else 0 end) = 0
        and sum(case when months.place > 2 and past.payroll_in > 0 then 1 else 0 end) = 3
) as paid on paid.customer_key = visible.customer_key
inner join customer on customer.customer_key = visible.customer_key
left join branch on branch.branch_id = visible.branch_id
order by visible.contribution_ttm desc nulls last, customer.customer_id nulls last
limit :page_size offset :skipped
