-- Why should a customer be contacted this week, and what is at stake?
-- Grain: one row per customer for whom a reason is met. Each reason selects as its own list does: what
-- happened since :before among the people of the two dates, what is so at :at among those of :at.
-- met_…: the reason holds; is_…: and he may be contacted for it: marketing reasons (exposed, dormant,
-- near) only who agreed and may be reached. Money as doubles in the release's currency.
-- {place}: his tier as a number; :by_day: compare balances of the days, not month averages; :outflow,
-- :half, :least: what a large outflow
-- is, and the smallest amount leaving or falling due that is worth a call; {months}: see salary_stopped.sql; {threats}:
-- customers whom offers threaten, see exposed.sql; :from_holdings: what falls due from :first_day to
-- :last_day is read from holdings, else it is the bank's own figure of 30 days; :near: the share, 0.9.
-- value_at_risk, a year: of his contribution in the trailing year all of it where the customer falls
-- or falls silent, the part that the money makes up where money leaves or falls due or is missing to
-- the next tier; the margin that an offer threatens. The largest of his reasons: it is one money.
(
    with moved as (
        select
            was.customer_key,
            was.customer_type,
            case when now.customer_key is null then was.branch_id else now.branch_id end as branch_id,
            case when now.customer_key is null then was.manager_id else now.manager_id end as manager_id,
            case when now.customer_key is null then was.tier else now.tier end as tier,
            case when now.customer_key is null then was.segment else now.segment end as segment,
            coalesce(now.aum_mavg, 0) as aum_mavg,
            coalesce(now.loan_mavg, 0) as loan_mavg,
            coalesce(now.contribution_ttm, was.contribution_ttm) as contribution_ttm,
            now.customer_key is null as is_gone,
            case when now.place < was.place then was.tier end as from_level,
            was.money as money_before,
            was.contribution_ttm as contribution_before,
            was.money
                - coalesce(now.money, 0)
                - greatest(coalesce(was.loan_mavg, 0) - coalesce(now.loan_mavg, 0), 0) as outflow
        from (
            select
                customer_key,
                customer_type,
                branch_id,
                manager_id,
                tier,
                segment,
                loan_mavg,
                contribution_ttm,
                {place} as place,
                case when :by_day then coalesce(aum_eop, aum_mavg) else aum_mavg end as money
            from {whereabouts}
            where snapshot_date = :before and status = 'open' and is_mine and is_chosen
        ) as was
        left join (
            select
                customer_key,
                branch_id,
                manager_id,
                tier,
                segment,
                aum_mavg,
                loan_mavg,
                contribution_ttm,
                is_mine,
                {place} as place,
                case when :by_day then coalesce(aum_eop, aum_mavg) else aum_mavg end as money
            from {whereabouts}
            where snapshot_date = :at and status = 'open'
        ) as now on now.customer_key = was.customer_key
        where coalesce(now.is_mine, true)
    ),
    due as (
        select
            customer.customer_key,
            sum(held.amount) as maturing,
            min(held.maturity_date) as next_maturity
        from {held} as held
        inner join customer on customer.customer_id = held.customer_id
        where held.line in ('deposit_demand', 'deposit_time', 'wealth', 'fund_insurance')
            and held.maturity_date >= :first_day
            and held.maturity_date <= :last_day
            and customer.institution_type is distinct from 'interbank'
        group by customer.customer_key
    ),
    threat as (
        select
            customer_key,
            sum(margin) as margin_at_risk
        from {threats} as threats
        where standing > 0
        group by customer_key
    ),
    present as (
        select
            visible.customer_key,
            visible.customer_type,
            visible.branch_id,
            visible.manager_id,
            visible.tier,
            visible.segment,
            visible.aum_mavg,
            visible.loan_mavg,
            visible.contribution_ttm,
            case when ladder.metric = 'aum_mavg' then visible.aum_mavg
                else visible.contribution_ttm end as amount,
            ladder.lower_bound,
            ladder.next_level,
            ladder.next_bound,
            case when visible.tier_watch then ladder.hold_months - visible.tier_below_count end
                as months_left,
            case
                when :from_holdings then coalesce(due.maturing, :least) >= :least
                    and due.customer_key is not null
                else visible.maturing_next_30d >= :least
            end as is_due,
            case when :from_holdings then due.maturing else visible.maturing_next_30d end
                as maturing,
            due.next_maturity,
            threat.customer_key is not null as is_threatened,
            threat.margin_at_risk,
            stopped.customer_key is not null as is_unpaid,
            stopped.last_payroll,
            visible.activity = 'dormant' and visible.value3 = 'high' as is_silent
        from {now_rows}
        left join (
            select here.customer_type, here.code, here.metric, here.lower_bound, here.hold_months,
                above.code as next_level, above.lower_bound as next_bound
            from {ladder} as here
            left join {ladder} as above
                on above.customer_type = here.customer_type and above.level = here.level + 1
        ) as ladder
            on ladder.customer_type = visible.customer_type and ladder.code = visible.tier
        left join due on due.customer_key = visible.customer_key
        left join threat on threat.customer_key = visible.customer_key
        left join {salary_stopped} as stopped on stopped.customer_key = visible.customer_key
    ),
    found as (
        select
            coalesce(here.customer_key, left_or_fell.customer_key) as customer_key,
            coalesce(here.customer_type, left_or_fell.customer_type) as customer_type,
            coalesce(here.branch_id, left_or_fell.branch_id) as branch_id,
            coalesce(here.manager_id, left_or_fell.manager_id) as manager_id,
            coalesce(here.tier, left_or_fell.tier) as tier,
            coalesce(here.segment, left_or_fell.segment) as segment,
            cast(coalesce(here.aum_mavg, left_or_fell.aum_mavg) as double) as aum_mavg,
            cast(coalesce(here.loan_mavg, left_or_fell.loan_mavg) as double) as loan_mavg,
            cast(coalesce(here.contribution_ttm, left_or_fell.contribution_ttm) as double)
                as contribution_ttm,
            coalesce(left_or_fell.is_gone, false) as is_gone,
            left_or_fell.from_level,
            cast(case when left_or_fell.is_large then left_or_fell.outflow end as double)
                as outflow,
            cast(left_or_fell.money_before as double) as money_before,
            cast(left_or_fell.contribution_before as double) as contribution_before,
            cast(here.amount as double) as amount,
            cast(here.months_left as bigint) as months_left,
            cast(here.lower_bound as double) as lower_bound,
            here.next_level,
            cast(here.next_bound as double) as next_bound,
            cast(here.maturing as double) as maturing,
            here.next_maturity,
            cast(here.margin_at_risk as double) as margin_at_risk,
            cast(here.last_payroll as double) as last_payroll,
            case when left_or_fell.is_large then 1 else 0 end as met_outflow,
            case when here.is_unpaid then 1 else 0 end as met_payroll,
            case when left_or_fell.from_level is not null then 1 else 0 end as met_fell,
            case when here.months_left <= 1 then 1 else 0 end as met_watch,
            case when here.is_due then 1 else 0 end as met_maturing,
            case when here.is_threatened then 1 else 0 end as met_exposed,
            case when here.is_silent then 1 else 0 end as met_dormant,
            case when here.is_close then 1 else 0 end as met_near
        from (
            select *
            from (
                select
                    *,
                    amount >= :near * next_bound and amount < next_bound as is_close
                from present
            ) as judged
            where months_left <= 1 or is_due or is_threatened or is_unpaid or is_silent or is_close
        ) as here
        full join (
            select *
            from (
                select
                    *,
                    outflow >= :outflow
                        or (outflow >= :least and outflow >= :half * money_before)
                        as is_large
                from moved
            ) as judged
            where is_large or from_level is not null
        ) as left_or_fell on left_or_fell.customer_key = here.customer_key
    ),
    valued as (
        select
            found.*,
            greatest(coalesce(contribution_ttm, 0), 0) as earned,
            case
                when met_outflow = 0 then 0
                when is_gone then greatest(coalesce(contribution_before, 0), 0)
                else greatest(coalesce(contribution_before, 0), 0)
                    * least(1, outflow / nullif(money_before, 0))
            end as outflow_value,
            case when met_maturing = 0 then 0
                else greatest(coalesce(contribution_ttm, 0), 0)
                    * least(1, greatest(coalesce(maturing, 0), 0) / nullif(aum_mavg, 0)) end
                as maturing_value,
            case when met_near = 0 then 0
                else greatest(coalesce(contribution_ttm, 0), 0)
                    * (next_bound - amount) / nullif(amount, 0) end as near_value
        from found
    )
    select
        valued.*,
        case when met_watch = 1 then lower_bound - amount end as missing,
        case when met_near = 1 then next_bound - amount end as gap,
        met_exposed * coalesce(reachable.is_reached, 0) as is_exposed,
        met_dormant * coalesce(reachable.is_reached, 0) as is_dormant,
        met_near * coalesce(reachable.is_reached, 0) as is_near,
        greatest(
            coalesce(outflow_value, 0),
            coalesce(maturing_value, 0),
            earned * greatest(met_payroll, met_fell, met_watch),
            coalesce(reachable.is_reached, 0) * greatest(
                coalesce(margin_at_risk, 0),
                earned * met_dormant,
                coalesce(near_value, 0)
            )
        ) as value_at_risk,
        met_outflow + met_payroll + met_fell + met_watch + met_maturing
            + coalesce(reachable.is_reached, 0) * (met_exposed + met_dormant + met_near)
            as reason_count,
        coalesce(reachable.may_call, 0) as may_call,
        coalesce(reachable.may_visit, 0) as may_visit,
        coalesce(reachable.may_sms, 0) as may_sms,
        coalesce(reachable.may_wechat, 0) as may_wechat,
        coalesce(reachable.may_email, 0) as may_email
    from valued
    inner join customer on customer.customer_key = valued.customer_key
    left join (
        select 1 as is_reached, willing.* from {reachable} as willing
    ) as reachable on reachable.customer_id = customer.customer_id
)
