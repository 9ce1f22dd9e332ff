-- Holdings of a product or a customer that no table describes.
-- Grain: one row per holding.
select h.holding_id, h.customer_id, h.product_id, c.customer_id is null as customer_unknown,
    p.product_id is null as product_unknown
from holding h
left join product p on p.product_id = h.product_id
left join customer c on c.customer_id = h.customer_id
where c.customer_id is null or (p.product_id is null and exists (select 1 from product))
order by h.holding_id
