-- Who may be sent an offer that scores chose, and how, as known at :at? Who agreed to marketing and
-- to personalised recommendations; in each the newest record of a channel decides, no record is
-- no. Who has refused a marketing contact since agreeing is not to be contacted that way again.
-- Grain: one row per customer who may be reached in at least one channel: customer_id.
(
    select
        answered.customer_id,
        max(case when answered.channel = 'call' and answered.open_way then 1 else 0 end)
            as may_call,
        max(case when answered.channel = 'visit' and answered.open_way then 1 else 0 end)
            as may_visit,
        max(case when answered.channel = 'sms' and answered.open_way then 1 else 0 end) as may_sms,
        max(case when answered.channel = 'wechat' and answered.open_way then 1 else 0 end)
            as may_wechat,
        max(case when answered.channel = 'email' and answered.open_way then 1 else 0 end)
            as may_email
    from (
        select
            said.customer_id,
            said.purpose,
            said.channel,
            said.agrees,
            said.purpose = 'marketing'
                and said.agrees
                and (refused.refused_on is null or refused.refused_on < said.recorded_on)
                as open_way
        from {answered} as said
        left join (
            select customer_id, channel, max(cast(contact_ts as date)) as refused_on
            from contact
            where result = 'refused' and type = 'marketing' and cast(contact_ts as date) <= :at
            group by customer_id, channel
        ) as refused
            on refused.customer_id = said.customer_id and refused.channel = said.channel
        where said.purpose in ('marketing', 'personalised_reco')
    ) as answered
    group by answered.customer_id
    having max(case when answered.open_way then 1 else 0 end) = 1
        and max(
            case when answered.purpose = 'personalised_reco' and answered.agrees then 1 else 0 end
        ) = 1
)
