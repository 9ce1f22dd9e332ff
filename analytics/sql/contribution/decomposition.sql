-- Who stayed in, entered and left the best 20 %, and with how much? Parts of the share's change.
-- Grain: one row. Money in the release's currency, exact.
-- :value_before, :id_before and :value_after, :id_after: the last customer inside at each date
-- (a larger amount is inside; at the same amount the ids up to his).
select
    cast(count(*) filter (where was_best and is_best) as bigint) as stayer_count,
    cast(count(*) filter (where is_best and not was_best) as bigint) as entrant_count,
    cast(count(*) filter (where was_best and not is_best) as bigint) as leaver_count,
    cast(sum(case when was_best and is_best then after_money - before_money end) as double)
        as stayers,
    cast(sum(case when is_best and not was_best then after_money end) as double) as entrants,
    cast(sum(case when was_best and not is_best then before_money end) as double) as leavers
from (
    select
        best_before.money as before_money,
        best_after.money as after_money,
        best_before.customer_key is not null as was_best,
        best_after.customer_key is not null as is_best
    from (
        select customer_key, {measure} as money
        from {rows}
        where snapshot_date = :before and cast({measure} as double) > :value_before
        union all
        select customer_key, {measure} as money
        from {rows}
        where snapshot_date = :before
            and cast({measure} as double) = :value_before
            and customer_key in (
                select customer_key
                from customer
                where customer_id <= :id_before
                    and customer_key in (
                        select customer_key
                        from {rows}
                        where snapshot_date = :before and cast({measure} as double) = :value_before
                    )
            )
    ) as best_before
    full join (
        select customer_key, {measure} as money
        from {rows}
        where snapshot_date = :at and cast({measure} as double) > :value_after
        union all
        select customer_key, {measure} as money
        from {rows}
        where snapshot_date = :at
            and cast({measure} as double) = :value_after
            and customer_key in (
                select customer_key
                from customer
                where customer_id <= :id_after
                    and customer_key in (
                        select customer_key
                        from {rows}
                        where snapshot_date = :at and cast({measure} as double) = :value_after
                    )
            )
    ) as best_after
        on best_after.customer_key = best_before.customer_key
) as members
