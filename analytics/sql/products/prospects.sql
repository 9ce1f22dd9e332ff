-- Whom may we offer a product that peers hold more of? One page, the most assets first.
-- Grain: one row per customer of the part without it whom it suits, who is not overdue and agreed;
-- ties by customer_id. Money in the release's currency. See relations/prospects.sql. extra_care: an
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
    cast(visible.aum_mavg as double) as aum_mavg,
    cast(visible.contribution_ttm as double) as contribution_ttm,
    prospects.may_call = 1 as may_call,
    prospects.may_visit = 1 as may_visit,
    prospects.may_sms = 1 as may_sms,
    prospects.may_wechat = 1 as may_wechat,
    prospects.may_email = 1 as may_email,
    :needs_level > 0 and coalesce(year(cast(:at as date)) - customer.birth_year >= 65, false)
        as extra_care
from {prospects} as prospects
inner join {rows} on visible.customer_key = prospects.customer_key
inner join customer on customer.customer_key = prospects.customer_key
left join branch on branch.branch_id = visible.branch_id
where prospects.suits and not prospects.late and prospects.reached
order by visible.aum_mavg desc nulls last, customer.customer_id nulls last
limit :page_size offset :skipped
