-- Which products does the bank have, and how often are they held at :at?
-- Grain: one row per product the bank named. holding_count: open holdings of all customers, several
-- of one customer included. on_sale: not withdrawn.
select
    product.product_id,
    product.name_zh,
    coalesce(product.name_en, product.name_zh) as name_en,
    product.line,
    coalesce(product.is_channel, product.line = 'e_channel') as is_channel,
    product.risk_level,
    product.eligible_types is null or array_contains(product.eligible_types, 'personal')
        as for_personal,
    product.eligible_types is null or array_contains(product.eligible_types, 'corporate')
        as for_corporate,
    product.eligible_types is null or array_contains(product.eligible_types, 'institution')
        as for_institution,
    coalesce(product.status, 'active') = 'active' as on_sale,
    coalesce(counted.holding_count, 0) as holding_count
from product
left join (
    select product_id, count(*) as holding_count
    from {held} as held
    group by product_id
) as counted on counted.product_id = product.product_id
order by product.product_id
