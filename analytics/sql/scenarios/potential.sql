-- How much would a contact with each customer bring, and cost? Stream it.
-- Grain: one row per customer below what like customers have. Money in the release's currency.
-- {potential}: see relations/potential.sql; :everybody: also who has not agreed to marketing.
select gain, cost, preference
from {potential}
where :everybody or customer_key in {agreed}
