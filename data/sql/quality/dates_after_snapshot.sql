-- A last transaction or an opening day after the date the row describes.
-- Grain: one row per customer and date.
select c.customer_id, f.snapshot_date, f.last_txn_date, c.open_date
from customer_snapshot f join customer c using (customer_key)
where f.last_txn_date > f.snapshot_date or c.open_date > f.snapshot_date
order by f.snapshot_date desc, c.customer_id
