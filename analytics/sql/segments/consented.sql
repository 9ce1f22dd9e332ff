-- How many customers of each segment agreed to marketing?
-- Grain: one row per segment with such customers, and one with null for who lacks a feature.
select visible.segment_now as segment, count(*) as consented_count
from {assigned}
inner join customer on customer.customer_key = visible.customer_key
inner join {consented} as agreed on agreed.customer_id = customer.customer_id
group by visible.segment_now
