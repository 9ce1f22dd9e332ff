-- Who shows a sign that we are the main bank at :at? One page, the largest contribution first.
-- Grain: one row per customer with :sign, judged as in main_bank.sql; ties by customer_id. Money in
-- the release's currency.
select
    customer.customer_id,
    visible.customer_key,
    visible.customer_type,
    visible.branch_id,
    branch.name as branch_name,
    visible.manager_id,
    visible.tier,
    visible.segment,
    cast(visible.payroll_in as double) as payroll_in,
    cast(visible.aum_mavg as double) as aum_mavg,
    cast(visible.contribution_ttm as double) as contribution_ttm
from {rows}
inner join customer on customer.customer_key = visible.customer_key
left join branch on branch.branch_id = visible.branch_id
left join (
    select distinct held.customer_id from {held} as held where held.line = 'agency_acquiring'
) as collecting on collecting.customer_id = customer.customer_id
where customer.institution_type is distinct from 'interbank'
    and case
        when coalesce(visible.payroll_in, 0) > 0 and collecting.customer_id is not null then 'both'
        when coalesce(visible.payroll_in, 0) > 0 then 'payroll'
        when collecting.customer_id is not null then 'agency'
        else 'none'
    end = :sign
order by visible.contribution_ttm desc nulls last, customer.customer_id nulls last
limit :page_size offset :skipped
