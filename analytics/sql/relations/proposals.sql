-- Which products follow from what a customer has, and what stands against each at :at?
-- Grain: one row per customer in scope and rule whose first product he holds and whose second he
-- does not. {rules}: customer_type, product, other, place (1 the best), needs_level: the risk level
-- of an investment, 0 for what is none.
-- suits: no investment, or tolerance reaches its level and was assessed in the 365 days up to :at;
-- where two tolerances are known, the lower one counts. late: overdue with a loan.
(
    select
        visible.customer_key,
        visible.customer_type,
        rule.place,
        rule.needs_level = 0
            or coalesce(
                customer.risk_assessed_on >= :at - interval '365' day
                and customer.risk_assessed_on <= :at
                and least(
                    coalesce(visible.risk_tolerance, customer.risk_tolerance),
                    coalesce(customer.risk_tolerance, visible.risk_tolerance)
                ) >= rule.needs_level,
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
    inner join (
        select distinct held.customer_id, held.product_id from {held} as held
    ) as has on has.customer_id = customer.customer_id
    inner join {rules} as rule
        on rule.product = has.product_id and rule.customer_type = visible.customer_type
    left join (
        select distinct held.customer_id, held.product_id from {held} as held
    ) as already
        on already.customer_id = has.customer_id and already.product_id = rule.other
    left join (
        select distinct held.customer_id from {held} as held where held.overdue_days > 0
    ) as overdue on overdue.customer_id = has.customer_id
    left join {reachable} as reachable on reachable.customer_id = has.customer_id
    where already.customer_id is null
)
