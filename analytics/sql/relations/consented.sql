-- Who agreed to marketing, as known at :at? In a channel the newest record decides; no record is no.
-- Grain: one row per customer who has agreed in at least one channel: customer_id.
(
    select distinct said.customer_id
    from consent as said
    inner join (
        select customer_id, channel, max(recorded_on) as recorded_on
        from consent
        where purpose = 'marketing' and recorded_on <= :at
        group by customer_id, channel
    ) as newest
        on newest.customer_id = said.customer_id
        and newest.channel = said.channel
        and newest.recorded_on = said.recorded_on
    where said.purpose = 'marketing'
        and said.granted
        and coalesce(said.expires_on, :at) >= :at
)
