-- Who agreed to marketing, as known at :at? In a channel the newest record decides; no record is no.
-- Grain: one row per customer who has agreed in at least one channel: customer_id.
(
    select distinct said.customer_id
    from {answered} as said
    where said.purpose = 'marketing' and said.agrees
)
