-- What are customers worth whose salary comes to us, or who collect their takings through us?
-- Grain: one row per customer type and sign at :at: payroll (salary came in this month), agency
-- (an agency or acquiring contract), both, none. Money in the release's currency.
select
    customer_type,
    case
        when pays and collects then 'both'
        when pays then 'payroll'
        when collects then 'agency'
        else 'none'
    end as sign,
    count(*) as customer_count,
    cast(sum(line_count) as bigint) as line_count,
    cast(sum(aum_mavg) as double) as aum,
    cast(sum(deposit_mavg) as double) as deposits,
    cast(sum(contribution_ttm) as double) as contribution
from (
    select
        visible.customer_type,
        coalesce(visible.payroll_in, 0) > 0 as pays,
        coalesce(owned.collects, 0) = 1 as collects,
        coalesce(owned.line_count, 0) as line_count,
        visible.aum_mavg,
        visible.deposit_mavg,
        visible.contribution_ttm
    from {rows}
    inner join customer on customer.customer_key = visible.customer_key
    left join (
        select
            held.customer_id,
            max(case when held.line = 'agency_acquiring' then 1 else 0 end) as collects,
            count(distinct held.line) as line_count
        from {held} as held
        where not held.is_channel
        group by held.customer_id
    ) as owned on owned.customer_id = customer.customer_id
    where customer.institution_type is distinct from 'interbank'
) as judged
group by
    customer_type,
    case
        when pays and collects then 'both'
        when pays then 'payroll'
        when collects then 'agency'
        else 'none'
    end
