-- From which income and costs does the contribution of 12 months of today's customers come?
-- Grain: one row per cell: twice the place (customer type and tier at :at as one number), plus 1 for
-- valid customers; grouping by one small number takes a twentieth of the time of two columns.
-- Sums over the months delivered from :first_month to :last_month of the same customers, wherever
-- they were; null where a column was not given. Money in the release's currency.
-- Balances are summed over months too: 12 months of 100 are 1,200. {rows}: open customers at :at.
select
    mine.cell,
    cast(count(*) as bigint) as month_count,
    cast(sum(past.nii_deposit) as double) as nii_deposit,
    cast(sum(past.nii_loan) as double) as nii_loan,
    cast(sum(past.fee_income) as double) as fee_income,
    cast(sum(past.cost_to_serve) as double) as cost_to_serve,
    cast(sum(past.expected_loss) as double) as expected_loss,
    cast(sum(past.aum_mavg) as double) as aum_months,
    cast(sum(past.dep_demand_mavg) as double) as demand_months,
    cast(sum(past.dep_time_mavg) as double) as time_months,
    cast(sum(past.wealth_mavg) as double) as wealth_months,
    cast(sum(past.loan_mavg) as double) as loan_months
from (
    select
        customer_key,
        cast({place} * 2 + case when is_valid then 1 else 0 end as tinyint) as cell
    from {rows}
) as mine
inner join customer_snapshot as past on past.customer_key = mine.customer_key
where past.snapshot_date >= :first_month
    and past.snapshot_date <= :last_month
    and past.snapshot_date in (select snapshot_date from snapshot where grain = 'month')
    and past.status = 'open'
group by mine.cell
order by mine.cell nulls last
