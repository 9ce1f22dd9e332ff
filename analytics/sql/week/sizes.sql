-- How many customers are to be contacted this week by whom, and why?
-- Grain: one row per manager, and one per branch for its customers without one. See
-- relations/reasons.sql. customer_count: who may be contacted for any reason; met_…: who has the
-- reason, and may be contacted for it or not; is_…: of marketing reasons, who may be. cap: as in
-- list.sql. Money in the release's currency, a year.
select
    coalesce(manager.branch_id, owned.branch_id) as branch_id,
    branch.name as branch_name,
    owned.manager_id,
    coalesce(manager.cap, :cap) as cap,
    owned.customer_count,
    owned.value_at_risk,
    owned.met_outflow,
    owned.met_payroll,
    owned.met_fell,
    owned.met_watch,
    owned.met_maturing,
    owned.met_exposed,
    owned.met_dormant,
    owned.met_near,
    owned.is_exposed,
    owned.is_dormant,
    owned.is_near
from (
    select
        manager_id,
        max(branch_id) as branch_id,
        cast(sum(case when reason_count > 0 then 1 else 0 end) as bigint) as customer_count,
        sum(case when reason_count > 0 then value_at_risk end) as value_at_risk,
        cast(sum(met_outflow) as bigint) as met_outflow,
        cast(sum(met_payroll) as bigint) as met_payroll,
        cast(sum(met_fell) as bigint) as met_fell,
        cast(sum(met_watch) as bigint) as met_watch,
        cast(sum(met_maturing) as bigint) as met_maturing,
        cast(sum(met_exposed) as bigint) as met_exposed,
        cast(sum(met_dormant) as bigint) as met_dormant,
        cast(sum(met_near) as bigint) as met_near,
        cast(sum(is_exposed) as bigint) as is_exposed,
        cast(sum(is_dormant) as bigint) as is_dormant,
        cast(sum(is_near) as bigint) as is_near
    from {reasons} as reasons
    group by manager_id, case when manager_id is null then branch_id end
) as owned
left join {weekly_caps} as manager on manager.manager_id = owned.manager_id
left join branch on branch.branch_id = coalesce(manager.branch_id, owned.branch_id)
order by owned.manager_id nulls last, owned.branch_id nulls last
