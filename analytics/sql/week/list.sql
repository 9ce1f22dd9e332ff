-- Who is to be contacted this week, why, and who is left for later?
-- Grain: one row per customer with a reason he may be contacted for; the largest value at risk first,
-- ties by assets and customer_id. See relations/reasons.sql. A customer is on the list of his manager,
-- without one on that of his branch; place: 1 the first of that list. cap: as many as :cap, of a
-- manager who takes fewer as many as he takes, see relations/weekly_caps.sql. :part: list (up to the cap), reserve (the rest) or all;
-- :reason: only who has it, empty for any. Money in the release's currency.
-- suitable_level: the highest risk level of an investment that may be offered: the lower of two known
-- tolerances, 0 without an assessment in the 365 days up to :at. extra_care: 65 or older. list_count,
-- reserve_count: how many all lists and all reserves have, the same in each row.
with ranked as (
    select
        reasons.*,
        customer.customer_id,
        case
            when customer.risk_assessed_on >= :at - interval '365' day
                and customer.risk_assessed_on <= :at
            then coalesce(
                least(
                    coalesce(standing.risk_tolerance, customer.risk_tolerance),
                    coalesce(customer.risk_tolerance, standing.risk_tolerance)
                ),
                0
            )
            else 0
        end as suitable_level,
        coalesce(year(cast(:at as date)) - customer.birth_year >= 65, false) as extra_care,
        coalesce(manager.cap, :cap) as cap,
        row_number() over (
            partition by
                reasons.manager_id,
                case when reasons.manager_id is null then reasons.branch_id end
            order by
                reasons.value_at_risk desc nulls last,
                reasons.aum_mavg desc nulls last,
                customer.customer_id nulls last
        ) as place
    from {reasons} as reasons
    inner join customer on customer.customer_key = reasons.customer_key
    left join {weekly_caps} as manager on manager.manager_id = reasons.manager_id
    left join (
        select customer_key, risk_tolerance from {now_rows}
    ) as standing on standing.customer_key = reasons.customer_key
    where reasons.reason_count > 0
)

select
    ranked.place,
    ranked.place <= ranked.cap as is_listed,
    ranked.customer_id,
    ranked.customer_key,
    ranked.customer_type,
    ranked.branch_id,
    branch.name as branch_name,
    ranked.manager_id,
    ranked.tier,
    ranked.segment,
    ranked.met_outflow,
    ranked.met_payroll,
    ranked.met_fell,
    ranked.met_watch,
    ranked.met_maturing,
    ranked.is_exposed,
    ranked.is_dormant,
    ranked.is_near,
    ranked.value_at_risk,
    ranked.aum_mavg,
    ranked.contribution_ttm,
    ranked.loan_mavg,
    ranked.from_level,
    case when ranked.met_watch = 1 then ranked.months_left end as months_left,
    ranked.missing,
    case when ranked.is_near = 1 then ranked.next_level end as next_level,
    case when ranked.is_near = 1 then ranked.gap end as gap,
    ranked.outflow,
    ranked.is_gone,
    case when ranked.met_maturing = 1 then ranked.maturing end as maturing,
    ranked.next_maturity,
    case when ranked.is_exposed = 1 then ranked.margin_at_risk end as margin_at_risk,
    ranked.last_payroll,
    ranked.may_call = 1 as may_call,
    ranked.may_visit = 1 as may_visit,
    ranked.may_sms = 1 as may_sms,
    ranked.may_wechat = 1 as may_wechat,
    ranked.may_email = 1 as may_email,
    ranked.suitable_level,
    ranked.extra_care,
    sizes.list_count,
    sizes.reserve_count
from ranked
cross join (
    select
        cast(sum(case when place <= cap then 1 else 0 end) as bigint) as list_count,
        cast(sum(case when place > cap then 1 else 0 end) as bigint) as reserve_count
    from ranked
) as sizes
left join branch on branch.branch_id = ranked.branch_id
where (
        :part = 'all'
        or (:part = 'list' and ranked.place <= ranked.cap)
        or (:part = 'reserve' and ranked.place > ranked.cap)
    )
    and case :reason
        when '' then 1
        when 'large_outflow' then ranked.met_outflow
        when 'payroll_stopped' then ranked.met_payroll
        when 'fell' then ranked.met_fell
        when 'protection_ending' then ranked.met_watch
        when 'maturing' then ranked.met_maturing
        when 'offer_exposed' then ranked.is_exposed
        when 'dormant_high_value' then ranked.is_dormant
        when 'near_threshold' then ranked.is_near
    end = 1
order by
    ranked.value_at_risk desc nulls last,
    ranked.aum_mavg desc nulls last,
    ranked.customer_id nulls last
limit :page_size offset :skipped
