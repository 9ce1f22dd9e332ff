-- Who may be told of offers chosen by scores? At :at: who agreed to marketing, less who has refused
-- personalised recommendations in every channel he answered for. Newest record of a channel decides.
-- Grain: one row per customer: customer_key.
(
    select customer.customer_key
    from customer
    inner join {consented} as willing on willing.customer_id = customer.customer_id
    where customer.customer_id not in (
        select answered.customer_id
        from consent as answered
        inner join (
            select customer_id, channel, max(recorded_on) as recorded_on
            from consent
            where purpose = 'personalised_reco' and recorded_on <= :at
            group by customer_id, channel
        ) as newest
            on newest.customer_id = answered.customer_id
            and newest.channel = answered.channel
            and newest.recorded_on = answered.recorded_on
        where answered.purpose = 'personalised_reco'
        group by answered.customer_id
        having max(case when answered.granted then 1 else 0 end) = 0
    )
)
