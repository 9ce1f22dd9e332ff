-- Balances at branches that the table branch does not name (only where it was delivered).
-- Grain: one row per branch and date.
select f.branch_id, f.snapshot_date, count(*) as row_count
from customer_snapshot f anti join branch b using (branch_id)
where exists (select 1 from branch)
group by f.branch_id, f.snapshot_date
order by f.branch_id nulls first, f.snapshot_date
