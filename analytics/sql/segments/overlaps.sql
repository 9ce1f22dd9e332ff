-- How many customers do segments of two segmentations of the same customers share?
-- Grain: one row per segment of each with such customers; null for who lacks a feature of one.
-- {former}: the segmentation in use; {assigned}: the new one.
select former.segment_now as old, visible.segment_now as new, count(*) as customer_count
from {assigned}
inner join {former} on former.customer_key = visible.customer_key
group by former.segment_now, visible.segment_now
