-- Open holdings at the newest date differ in number from the product count delivered.
-- Grain: one row per customer.
with newest as (select max(snapshot_date) as day from snapshot),
held as (
    select h.customer_id, count(distinct h.product_id) as held_count
    from holding h, newest n
    where h.open_date <= n.day and (h.close_date is null or h.close_date > n.day)
    group by h.customer_id)
select c.customer_id, f.snapshot_date, f.product_cnt, coalesce(h.held_count, 0) as held_count
from customer_snapshot f
join newest n on n.day = f.snapshot_date
join customer c using (customer_key)
left join held h using (customer_id)
where f.status = 'open' and exists (select 1 from holding)
    and f.product_cnt <> coalesce(h.held_count, 0)
order by c.customer_id
