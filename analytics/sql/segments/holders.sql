-- How many customers of each segment hold each product line at :at?
-- Grain: one row per segment (null for who lacks a feature) and line with holders.
-- {held}: see relations/held.sql; channels are no products.
select visible.segment_now as segment, held.line, count(*) as holder_count
from {assigned}
inner join customer on customer.customer_key = visible.customer_key
inner join (
    select distinct owned.customer_id, owned.line from {held} as owned where not owned.is_channel
) as held on held.customer_id = customer.customer_id
group by visible.segment_now, held.line
