-- What do threatened customers bring besides their loans, in the months up to :at?
-- Grain: one row: sums over the months delivered from :first_month on;
-- loans: what they owe at :at. Money in the release's currency.
select
    cast(sum(past.nii_deposit) as double) as nii_deposit,
    cast(sum(past.fee_income) as double) as fee_income,
    cast(sum(past.cost_to_serve) as double) as cost_to_serve,
    cast(sum(case when past.snapshot_date = :at then past.loan_mavg end) as double) as loans
from (
    select distinct beaten.customer_key from {beaten} as beaten where beaten.standing > 0
) as threatened
inner join customer_snapshot as past on past.customer_key = threatened.customer_key
where past.snapshot_date >= :first_month
    and past.snapshot_date <= :at
    and past.snapshot_date in (select snapshot_date from snapshot where grain = 'month')
    and past.status = 'open'
