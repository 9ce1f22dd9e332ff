-- Which valuable customers come to the counter only? One page, the largest contribution first.
-- Grain: one row per customer of the high value class at :at who made transactions in 90 days and
-- logged in nowhere in 30; ties by customer_id. Money in the release's currency.
-- enrolled: has a channel. elderly: 65 or older; null for who is no person or of unknown age.
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
    visible.txn_cnt_90d,
    owned.customer_id is not null as enrolled,
    year(cast(:at as date)) - customer.birth_year >= 65 as elderly
from {rows}
inner join customer on customer.customer_key = visible.customer_key
left join branch on branch.branch_id = visible.branch_id
left join (
    select distinct held.customer_id from {held} as held where held.is_channel
) as owned on owned.customer_id = customer.customer_id
where visible.value3 = 'high'
    and visible.digital_login_30d = 0
    and visible.txn_cnt_90d > 0
order by visible.contribution_ttm desc nulls last, customer.customer_id nulls last
limit :page_size offset :skipped
