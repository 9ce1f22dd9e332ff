-- What did each customer answer last, when asked what he may be told, as known at :at?
-- Grain: one row per customer, purpose and channel he answered for; the newest record decides.
-- agrees: granted, and not expired at :at.
(
    select
        customer_id,
        purpose,
        channel,
        max(recorded_on) as recorded_on,
        max_by(granted, recorded_on) as granted,
        max_by(granted and coalesce(expires_on, :at) >= :at, recorded_on) as agrees
    from consent
    where recorded_on <= :at
    group by customer_id, purpose, channel
)
