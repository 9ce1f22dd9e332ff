-- What would each customer bring more, if he came to have what the best quarter of like ones have?
-- Like customers: of the same type, tier and activity; where fewer than :fewest are alike, of the
-- same type and tier. Only who has less than the upper quartile of at least :fewest like customers.
-- gap: to that quartile; gain: gap times the chance of a contact; cost: of the contact. Dormant
-- customers answer as strangers do: :success_dormant and :cost_dormant hold for them.
-- Grain: one row per such customer. Money in the release's currency.
-- {rows}: open customers in scope at :at; {place}: customer type and tier as one number; {measure}.
-- preference: by what the list is sorted, gain or (where :by_cost) gain per unit of cost.
(
    with known as (
        select
            customer_key,
            branch_id,
            manager_id,
            customer_type,
            tier,
            activity,
            {place} as place,
            cast({measure} as double) as amount
        from {rows}
        where {measure} is not null
    )

    select
        customer_key,
        branch_id,
        manager_id,
        customer_type,
        tier,
        activity,
        amount,
        upper,
        gap,
        chance,
        chance * gap as gain,
        cost,
        case when :by_cost then chance * gap / greatest(cost, 0.01) else chance * gap end
            as preference
    from (
        select
            known.customer_key,
            known.branch_id,
            known.manager_id,
            known.customer_type,
            known.tier,
            known.activity,
            known.amount,
            coalesce(alike.upper, same_tier.upper) as upper,
            coalesce(alike.upper, same_tier.upper) - known.amount as gap,
            case when known.activity = 'dormant' then :success_dormant else :success end as chance,
            case when known.activity = 'dormant' then :cost_dormant else :cost end as cost
        from known
        left join (
            select
                place,
                activity,
                percentile_cont(0.75) within group (order by amount) as upper
            from known
            where activity is not null
            group by place, activity
            having count(*) >= :fewest
        ) as alike
            on alike.place = known.place and alike.activity = known.activity
        left join (
            select place, percentile_cont(0.75) within group (order by amount) as upper
            from known
            group by place
            having count(*) >= :fewest
        ) as same_tier
            on same_tier.place = known.place
    ) as compared
    where gap > 0
) as potential
