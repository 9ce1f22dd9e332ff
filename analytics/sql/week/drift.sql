-- How did customers fare who had a reason to be contacted too, but for whom nothing was promised?
-- Grain: one row per customer type and tier at :at. See relations/reasons.sql. {customers}: ids of
-- those for whom something was promised. :now: the date their later amounts are of; who is gone has
-- none. kept_count: who has at least :kept of his assets. Money in the release's currency.
select
    reasons.customer_type,
    reasons.tier,
    count(*) as customer_count,
    cast(
        sum(
            case
                when later.customer_key is not null
                    and coalesce(cast(later.aum_mavg as double), 0) >= :kept * reasons.aum_mavg
                then 1
                else 0
            end
        ) as bigint
    ) as kept_count,
    sum(reasons.aum_mavg) as aum_before,
    sum(coalesce(cast(later.aum_mavg as double), 0)) as aum_now,
    sum(coalesce(reasons.contribution_ttm, 0)) as contribution_before,
    sum(coalesce(cast(later.contribution_ttm as double), 0)) as contribution_now
from {reasons} as reasons
inner join customer on customer.customer_key = reasons.customer_key
left join customer_snapshot as later
    on later.customer_key = reasons.customer_key
    and later.snapshot_date = :now
    and later.status = 'open'
left join {customers} as asked on asked.customer_id = customer.customer_id
where reasons.reason_count > 0 and not reasons.is_gone and asked.customer_id is null
group by reasons.customer_type, reasons.tier
