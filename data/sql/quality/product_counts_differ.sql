-- Products held at the newest date differ in number from the product count delivered. Channels
-- (mobile banking) are no products; holdings of unknown products are counted by their own rule.
-- Grain: one row per customer.
with newest as (select max(snapshot_date) as day from snapshot),
held as (
    select h.customer_id, count(distinct h.product_id) as held_count
    from holding h cross join newest n left join product p on p.product_id = h.product_id
    where h.open_date <= n.day and (h.close_date is null or h.close_date > n.day)
        and not coalesce(p.is_channel, false)
        and (p.product_id is not null or not exists (select 1 from product))
    group by h.customer_id)
select c.customer_id, f.snapshot_date, f.product_cnt, coalesce(h.held_count, 0) as held_count
from customer_snapshot f
join newest n on n.day = f.snapshot_date
join customer c using (customer_key)
left join held h using (customer_id)
where f.status = 'open' and exists (select 1 from holding)
    and f.product_cnt <> coalesce(h.held_count, 0)
order by c.customer_id
