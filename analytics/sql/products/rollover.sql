-- Of short-term products that fell due after :before and up to :until, what was bought again?
-- Grain: one row per product and what became of it: rolled (the same product opened again within
-- :grace days of the due day, before or after), moved (another one of deposits, wealth, funds),
-- left (neither). Only what runs up to :days days from opening to maturity, of customers in scope
-- at :before. A contract delivered at several dates counts as last delivered up to :at.
-- amount: what was bought, else the balance; in the release's currency.
select
    due.product_id,
    case
        when again.customer_id is not null then 'rolled'
        when elsewhere.customer_id is not null then 'moved'
        else 'left'
    end as outcome,
    count(*) as matured_count,
    cast(sum(due.amount) as double) as amount
from (
    select
        contract.holding_id,
        contract.customer_id,
        contract.product_id,
        contract.maturity_date,
        coalesce(contract.orig_amount, contract.balance) as amount
    from holding as contract
    inner join (
        select holding_id, max(coalesce(snapshot_date, date '1900-01-01')) as newest
        from holding
        where coalesce(snapshot_date, :at) <= :at
            and maturity_date > :before
            and maturity_date <= :until
        group by holding_id
    ) as last
        on last.holding_id = contract.holding_id
        and last.newest = coalesce(contract.snapshot_date, date '1900-01-01')
    inner join product on product.product_id = contract.product_id
    where contract.maturity_date > :before
        and contract.maturity_date <= :until
        and contract.maturity_date <= contract.open_date + :days * interval '1' day
        and product.line in ('deposit_demand', 'deposit_time', 'wealth', 'fund_insurance')
        and (contract.close_date is null or contract.close_date >= contract.maturity_date)
) as due
inner join customer on customer.customer_id = due.customer_id
inner join {rows} on visible.customer_key = customer.customer_key
left join (
    select distinct first.holding_id, first.customer_id
    from holding as first
    inner join holding as next
        on next.customer_id = first.customer_id
        and next.product_id = first.product_id
        and next.holding_id <> first.holding_id
    where first.maturity_date > :before
        and first.maturity_date <= :until
        and next.open_date > first.open_date
        and next.open_date >= first.maturity_date - :grace * interval '1' day
        and next.open_date <= first.maturity_date + :grace * interval '1' day
        and next.open_date <= :at
) as again on again.holding_id = due.holding_id
left join (
    select distinct first.holding_id, first.customer_id
    from holding as first
    inner join holding as next
        on next.customer_id = first.customer_id and next.product_id <> first.product_id
    inner join product on product.product_id = next.product_id
    where first.maturity_date > :before
        and first.maturity_date <= :until
        and product.line in ('deposit_time', 'wealth', 'fund_insurance')
        and next.open_date >= first.maturity_date - :grace * interval '1' day
        and next.open_date <= first.maturity_date + :grace * interval '1' day
        and next.open_date <= :at
) as elsewhere on elsewhere.holding_id = due.holding_id
where visible.snapshot_date = :before
group by
    due.product_id,
    case
        when again.customer_id is not null then 'rolled'
        when elsewhere.customer_id is not null then 'moved'
        else 'left'
    end
