-- Who of a part of the customers does not hold a product at :at, and what stands against offering it?
-- Grain: one row per customer in scope of :part (a value of {dimension}, empty for unknown) without
-- :product. :needs_level: the risk level of an investment, 0 for what is none, 99 for one without a
-- level, which suits nobody. suits, late, reached: as in proposals.sql.
(
    select
        visible.customer_key,
        customer.customer_id,
        :needs_level = 0
            or coalesce(
                customer.risk_assessed_on >= :at - interval '365' day
                and customer.risk_assessed_on <= :at
                and least(
                    coalesce(visible.risk_tolerance, customer.risk_tolerance),
                    coalesce(customer.risk_tolerance, visible.risk_tolerance)
                ) >= :needs_level,
                false
            ) as suits,
        coalesce(visible.overdue_days, 0) > 0 or overdue.customer_id is not null as late,
        reachable.customer_id is not null as reached,
        coalesce(reachable.may_call, 0) as may_call,
        coalesce(reachable.may_visit, 0) as may_visit,
        coalesce(reachable.may_sms, 0) as may_sms,
        coalesce(reachable.may_wechat, 0) as may_wechat,
        coalesce(reachable.may_email, 0) as may_email
    from {rows}
    inner join customer on customer.customer_key = visible.customer_key
    left join (
        select distinct held.customer_id from {held} as held where held.product_id = :product
    ) as already on already.customer_id = customer.customer_id
    left join (
        select distinct held.customer_id from {held} as held where held.overdue_days > 0
    ) as overdue on overdue.customer_id = customer.customer_id
    left join {reachable} as reachable on reachable.customer_id = customer.customer_id
    where already.customer_id is null
        and visible.customer_type = :customer_type
        and coalesce(visible.{dimension}, '') = :part
)
