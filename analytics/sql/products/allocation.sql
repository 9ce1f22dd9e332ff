-- Whose money is split unlike the tier's usual mix? One page, the largest amount first.
-- Grain: one row per customer; ties by customer_id. Money in the release's currency.
-- {usual}: customer_type, tier, demand, time, wealth, fund: the usual shares. deviation: half the
-- sum of differences of shares; amount: deviation times the money, what it takes to be like others.
-- :tier: only this tier, empty for all. consented: may be sent a scored offer.
select
    customer.customer_id,
    allocated.customer_key,
    allocated.customer_type,
    allocated.branch_id,
    branch.name as branch_name,
    allocated.manager_id,
    allocated.tier,
    allocated.segment,
    allocated.money as aum,
    allocated.demand / allocated.money as demand_share,
    allocated.time / allocated.money as time_share,
    allocated.wealth / allocated.money as wealth_share,
    allocated.fund / allocated.money as fund_share,
    usual.demand as usual_demand,
    usual.time as usual_time,
    usual.wealth as usual_wealth,
    usual.fund as usual_fund,
    (
        abs(allocated.demand / allocated.money - usual.demand)
        + abs(allocated.time / allocated.money - usual.time)
        + abs(allocated.wealth / allocated.money - usual.wealth)
        + abs(allocated.fund / allocated.money - usual.fund)
    ) / 2 as deviation,
    reachable.customer_id is not null as consented
from {allocated} as allocated
inner join {usual} as usual
    on usual.customer_type = allocated.customer_type and usual.tier = coalesce(allocated.tier, '')
inner join customer on customer.customer_key = allocated.customer_key
left join branch on branch.branch_id = allocated.branch_id
left join {reachable} as reachable on reachable.customer_id = customer.customer_id
where :tier = '' or allocated.tier = :tier
order by
    (
        abs(allocated.demand / allocated.money - usual.demand)
        + abs(allocated.time / allocated.money - usual.time)
        + abs(allocated.wealth / allocated.money - usual.wealth)
        + abs(allocated.fund / allocated.money - usual.fund)
    ) * allocated.money desc nulls last,
    customer.customer_id nulls last
limit :page_size offset :skipped
