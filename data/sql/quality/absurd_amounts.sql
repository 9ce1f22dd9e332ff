-- Amounts more than ten times the 99.99th percentile of their month: a slip of units, or one
-- very large customer. Grain: one row per customer and date.
with limits as (
    select snapshot_date, 10 * approx_quantile(cast(abs(aum_mavg) as double), 0.9999) as aum_limit,
        10 * approx_quantile(cast(abs(loan_mavg) as double), 0.9999) as loan_limit
    from customer_snapshot where status = 'open' group by snapshot_date)
select c.customer_id, f.snapshot_date, f.aum_mavg, f.loan_mavg, l.aum_limit, l.loan_limit
from customer_snapshot f
join limits l using (snapshot_date)
join customer c using (customer_key)
where (abs(f.aum_mavg) > l.aum_limit and l.aum_limit > 0)
    or (abs(f.loan_mavg) > l.loan_limit and l.loan_limit > 0)
order by f.snapshot_date desc, c.customer_id
