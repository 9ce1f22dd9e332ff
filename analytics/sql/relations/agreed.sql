-- Who may be told of offers chosen by scores? At :at: who agreed to marketing, less who has refused
-- personalised recommendations in every channel he answered for. Newest record of a channel decides.
-- Grain: one row per customer: customer_key.
(
    select customer.customer_key
    from customer
    inner join {consented} as willing on willing.customer_id = customer.customer_id
    where customer.customer_id not in (
        select said.customer_id
        from {answered} as said
        where said.purpose = 'personalised_reco'
        group by said.customer_id
        having max(case when said.granted then 1 else 0 end) = 0
    )
)
