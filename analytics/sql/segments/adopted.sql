-- Which segments was this release derived with?
-- Grain: one row per segment of an adopted segmentation. version counts adoptions of the type;
-- stability: mean Jaccard of the resamples, 0 to 1; customer_count: when it was fitted.
select
    customer_type,
    segmentation,
    version,
    code,
    name_en,
    name_zh,
    stability,
    customer_count
from segment
order by customer_type nulls last, length(code) nulls last, code nulls last
