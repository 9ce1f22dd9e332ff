-- Which products does the bank have?
-- Grain: one row per product the bank named. on_sale: not withdrawn.
select
    product_id,
    name_zh,
    coalesce(name_en, name_zh) as name_en,
    line,
    coalesce(is_channel, line = 'e_channel') as is_channel,
    risk_level,
    eligible_types is null or array_contains(eligible_types, 'personal') as for_personal,
    eligible_types is null or array_contains(eligible_types, 'corporate') as for_corporate,
    eligible_types is null or array_contains(eligible_types, 'institution') as for_institution,
    coalesce(status, 'active') = 'active' as on_sale
from product
order by product_id
