-- Who is in scope at both :at and :before, and since which of up to 14 dates is he known?
-- Grain: one row per customer: customer_key, customer_type, seen (how many of :day_0 to :day_13, null:
-- no such date, lie before the bank knew him). {rows}: rows in scope at both dates.
(
    select customer_key, max(customer_type) as customer_type, max(
        case when first_seen > :day_0 then 1 else 0 end
        + case when first_seen > :day_1 then 1 else 0 end
        + case when first_seen > :day_2 then 1 else 0 end
        + case when first_seen > :day_3 then 1 else 0 end
        + case when first_seen > :day_4 then 1 else 0 end
        + case when first_seen > :day_5 then 1 else 0 end
        + case when first_seen > :day_6 then 1 else 0 end
        + case when first_seen > :day_7 then 1 else 0 end
        + case when first_seen > :day_8 then 1 else 0 end
        + case when first_seen > :day_9 then 1 else 0 end
        + case when first_seen > :day_10 then 1 else 0 end
        + case when first_seen > :day_11 then 1 else 0 end
        + case when first_seen > :day_12 then 1 else 0 end
        + case when first_seen > :day_13 then 1 else 0 end
    ) as seen
    from {rows}
    group by customer_key
    having count(*) = 2
)
