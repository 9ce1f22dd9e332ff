-- Which product comes next for whom? One page of the list: the strongest rule first, then the most
-- assets.
-- Grain: one row per customer with a proposal that suits, who agreed and is not overdue: his best;
-- ties by customer_id. Money in the release's currency. {rules}: see proposals.sql. extra_care: an
-- investment for who is 65 or older.
select
    customer.customer_id,
    visible.customer_key,
    visible.customer_type,
    visible.branch_id,
    branch.name as branch_name,
    visible.manager_id,
    visible.tier,
    visible.segment,
    rule.other as product_id,
    rule.product as reason_id,
    cast(visible.aum_mavg as double) as aum_mavg,
    best.may_call = 1 as may_call,
    best.may_visit = 1 as may_visit,
    best.may_sms = 1 as may_sms,
    best.may_wechat = 1 as may_wechat,
    best.may_email = 1 as may_email,
    rule.needs_level > 0 and coalesce(year(cast(:at as date)) - customer.birth_year >= 65, false)
        as extra_care
from (
    select
        customer_key,
        min(place) as place,
        max(may_call) as may_call,
        max(may_visit) as may_visit,
        max(may_sms) as may_sms,
        max(may_wechat) as may_wechat,
        max(may_email) as may_email
    from {proposals} as proposals
    where suits and not late and reached
    group by customer_key
) as best
inner join {rules} as rule on rule.place = best.place
inner join {rows} on visible.customer_key = best.customer_key
inner join customer on customer.customer_key = best.customer_key
left join branch on branch.branch_id = visible.branch_id
order by best.place nulls last, visible.aum_mavg desc nulls last, customer.customer_id nulls last
limit :page_size offset :skipped
