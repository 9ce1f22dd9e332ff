-- Whose money falls due between :first_day and :last_day? One page, the largest balance first.
-- Grain: one row per holding of deposits, wealth or funds held at :at; ties by holding_id. Money in
-- the release's currency; the rate as decimals a year.
select
    customer.customer_id,
    visible.customer_key,
    visible.customer_type,
    visible.branch_id,
    branch.name as branch_name,
    visible.manager_id,
    visible.tier,
    visible.segment,
    held.product_id,
    held.holding_id,
    cast(held.amount as double) as balance,
    held.maturity_date,
    held.yearly_rate as rate,
    cast(visible.aum_mavg as double) as aum_mavg
from {held} as held
inner join customer on customer.customer_id = held.customer_id
inner join {rows} on visible.customer_key = customer.customer_key
left join branch on branch.branch_id = visible.branch_id
where held.line in ('deposit_demand', 'deposit_time', 'wealth', 'fund_insurance')
    and held.maturity_date >= :first_day
    and held.maturity_date <= :last_day
    and customer.institution_type is distinct from 'interbank'
order by held.amount desc nulls last, held.holding_id nulls last
limit :page_size offset :skipped
