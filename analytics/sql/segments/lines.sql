-- Which product lines can customers of a type hold?
-- Grain: one row per line with a product on sale for them; channels are no products.
select distinct line
from product
where coalesce(status, 'active') = 'active'
    and not coalesce(is_channel, line = 'e_channel')
    and (eligible_types is null or array_contains(eligible_types, :customer_type))
