-- What balances do we have by area on :at?
-- Grain: one row per area of our branches. Month averages of customers in scope in the release's
-- currency; interbank deposits are no customers' deposits.
select
    branch.area,
    cast(
        sum(
            case
                when coalesce(customer.institution_type, '') <> 'interbank'
                then visible.deposit_mavg
            end
        ) as double
    ) as deposits,
    cast(sum(visible.loan_mavg) as double) as loans
from {rows}
inner join customer on customer.customer_key = visible.customer_key
left join branch on branch.branch_id = visible.branch_id
group by branch.area
