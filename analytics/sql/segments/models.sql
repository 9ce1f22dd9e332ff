-- By which model did every adopted segmentation assign the customers of its type?
-- Grain: one row per customer type. model: features and centres as JSON (data.segmentation).
select customer_type, min(model) as model
from segment
group by customer_type
order by customer_type nulls last
