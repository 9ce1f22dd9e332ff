-- Ledger totals that differ from the sum of customers by 1 or more, ours minus the ledger's.
-- Grain: one row per date, branch and measure. Deposits leave interbank out; a measure the
-- date's balances do not bring, and a date without balances, differ from nothing.
with ours as (
    select f.snapshot_date, f.branch_id,
        sum(case when c.institution_type is distinct from 'interbank' then f.deposit_mavg end)
            as deposit_mavg,
        sum(f.loan_mavg) as loans, count(*) as customer_count
    from customer_snapshot f join customer c using (customer_key)
    where f.status = 'open' group by f.snapshot_date, f.branch_id),
brought as (
    select snapshot_date, count(deposit_mavg) as deposits, count(loan_mavg) as loans
    from customer_snapshot group by snapshot_date),
pairs as (
    select t.snapshot_date, t.branch_id, 'deposits' as measure, cast(t.deposits as decimal(38,2)) as ledger,
        cast(case when b.deposits > 0 then coalesce(o.deposit_mavg, 0) end as decimal(38,2)) as ours
    from control_total t join brought b using (snapshot_date)
    left join ours o using (snapshot_date, branch_id)
    union all
    select t.snapshot_date, t.branch_id, 'loans', cast(t.loans as decimal(38,2)),
        cast(case when b.loans > 0 then coalesce(o.loans, 0) end as decimal(38,2))
    from control_total t join brought b using (snapshot_date)
    left join ours o using (snapshot_date, branch_id)
    union all
    select t.snapshot_date, t.branch_id, 'customer_count', cast(t.customer_count as decimal(38,2)),
        cast(coalesce(o.customer_count, 0) as decimal(38,2))
    from control_total t join brought b using (snapshot_date)
    left join ours o using (snapshot_date, branch_id))
select snapshot_date, branch_id, measure, ledger, ours, ours - ledger as difference
from pairs where ledger is not null and abs(ours - ledger) >= 1
order by snapshot_date desc, branch_id, measure
