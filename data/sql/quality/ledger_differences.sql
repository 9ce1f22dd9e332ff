-- Ledger totals that differ from the sum of customers by 1 or more, ours minus the ledger's.
-- Grain: one row per date, branch and measure.
with ours as (
    select snapshot_date, branch_id, sum(deposit_mavg) as deposit_mavg, sum(aum_eop) as aum_eop,
        sum(loan_mavg) as loans, count(*) as customer_count
    from customer_snapshot where status = 'open' group by snapshot_date, branch_id),
pairs as (
    select t.snapshot_date, t.branch_id, 'deposits' as measure, cast(t.deposits as decimal(38,2)) as ledger,
        cast(coalesce(o.deposit_mavg, 0) as decimal(38,2)) as ours
    from control_total t left join ours o using (snapshot_date, branch_id)
    union all
    select t.snapshot_date, t.branch_id, 'loans', cast(t.loans as decimal(38,2)),
        cast(coalesce(o.loans, 0) as decimal(38,2))
    from control_total t left join ours o using (snapshot_date, branch_id)
    union all
    select t.snapshot_date, t.branch_id, 'customer_count', cast(t.customer_count as decimal(38,2)),
        cast(coalesce(o.customer_count, 0) as decimal(38,2))
    from control_total t left join ours o using (snapshot_date, branch_id))
select snapshot_date, branch_id, measure, ledger, ours, ours - ledger as difference
from pairs where ledger is not null and abs(ours - ledger) >= 1
order by snapshot_date desc, branch_id, measure
