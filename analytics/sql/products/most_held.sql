-- Which products are held most often at :at, by anybody?
-- Grain: one row per product, the :most first; several holdings of one customer count each.
select held.product_id, count(*) as holding_count
from {held} as held
group by held.product_id
order by count(*) desc nulls last, held.product_id nulls last
limit :most
