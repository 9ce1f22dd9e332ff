-- Total assets moved by more than a fifth against the month before: a missing branch or a slip of units.
-- Grain: one row per month-end.
with totals as (
    select f.snapshot_date, sum(f.aum_mavg) as aum_mavg
    from customer_snapshot f join snapshot s using (snapshot_date)
    where f.status = 'open' and s.grain = 'month' group by f.snapshot_date),
pairs as (
    select snapshot_date, aum_mavg, lag(aum_mavg) over (order by snapshot_date) as aum_before from totals)
select snapshot_date, aum_before, aum_mavg,
    cast(aum_mavg - aum_before as double) / nullif(cast(aum_before as double), 0) as change_share
from pairs
where abs(cast(aum_mavg - aum_before as double)) > 0.2 * abs(cast(aum_before as double))
order by snapshot_date desc
