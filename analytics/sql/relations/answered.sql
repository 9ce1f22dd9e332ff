-- What did each customer answer last, when asked what he may be told, as known at :at?
-- Grain: one row per customer, purpose and channel he answered for; the newest record decides.
-- agrees: granted, and not expired at :at.
(
    select
        said.customer_id,
        said.purpose,
        said.channel,
        said.recorded_on,
        said.granted,
        said.granted and coalesce(said.expires_on, :at) >= :at as agrees
    from consent as said
    inner join (
        select customer_id, purpose, channel, max(recorded_on) as recorded_on
        from consent
        where recorded_on <= :at
        group by customer_id, purpose, channel
    ) as newest
        on newest.customer_id = said.customer_id
        and newest.purpose = said.purpose
        and newest.channel = said.channel
        and newest.recorded_on = said.recorded_on
)
