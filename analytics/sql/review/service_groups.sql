-- How many customers and how much money has each group the bank serves?
-- Grain: one row per group; null: the bank does not say. Deposits leave other banks out; money in the
-- release's currency, null where a column was not given.
-- {rows}: open customers in scope; valid as the release's policy has it.
select
    customer.service_group,
    count(*) as customer_count,
    count(*) filter (where visible.is_valid) as valid_count,
    cast(sum(visible.aum_mavg) as double) as aum_mavg,
    cast(
        sum(
            case
                when customer.institution_type = 'interbank' then cast(0 as decimal(18, 2))
                else visible.deposit_mavg
            end
        ) as double
    ) as deposit_mavg,
    cast(sum(visible.loan_mavg) as double) as loan_mavg
from {rows}
inner join customer on customer.customer_key = visible.customer_key
group by customer.service_group
order by customer.service_group nulls last
