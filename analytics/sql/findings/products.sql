-- Which products were held at which of up to 14 dates by customers in scope at :at and :before?
-- Grain: one row per customer type, product, set of dates and seen. Stream it.
-- held: bit i is set where the product was held at :day_i (null: no such date); seen: see
-- relations/seen.sql.
-- Holdings delivered by date count as the newest of them up to a date has them (before any: the
-- oldest), as in relations/held.sql.
select people.customer_type, owned.product_id, owned.held, people.seen,
    cast(count(*) as bigint) as customer_count
from (
    select customer_id, product_id, bit_or(held) as held
    from (
        select
            holding.customer_id,
            holding.product_id,
            case when holding.open_date <= :day_0
                and (holding.close_date is null or holding.close_date > :day_0)
                and (holding.snapshot_date is null or holding.snapshot_date = given_0)
                then 1 else 0 end
            + case when holding.open_date <= :day_1
                and (holding.close_date is null or holding.close_date > :day_1)
                and (holding.snapshot_date is null or holding.snapshot_date = given_1)
                then 2 else 0 end
            + case when holding.open_date <= :day_2
                and (holding.close_date is null or holding.close_date > :day_2)
                and (holding.snapshot_date is null or holding.snapshot_date = given_2)
                then 4 else 0 end
            + case when holding.open_date <= :day_3
                and (holding.close_date is null or holding.close_date > :day_3)
                and (holding.snapshot_date is null or holding.snapshot_date = given_3)
                then 8 else 0 end
            + case when holding.open_date <= :day_4
                and (holding.close_date is null or holding.close_date > :day_4)
                and (holding.snapshot_date is null or holding.snapshot_date = given_4)
                then 16 else 0 end
            + case when holding.open_date <= :day_5
                and (holding.close_date is null or holding.close_date > :day_5)
                and (holding.snapshot_date is null or holding.snapshot_date = given_5)
                then 32 else 0 end
            + case when holding.open_date <= :day_6
                and (holding.close_date is null or holding.close_date > :day_6)
                and (holding.snapshot_date is null or holding.snapshot_date = given_6)
                then 64 else 0 end
            + case when holding.open_date <= :day_7
                and (holding.close_date is null or holding.close_date > :day_7)
                and (holding.snapshot_date is null or holding.snapshot_date = given_7)
                then 128 else 0 end
            + case when holding.open_date <= :day_8
                and (holding.close_date is null or holding.close_date > :day_8)
                and (holding.snapshot_date is null or holding.snapshot_date = given_8)
                then 256 else 0 end
            + case when holding.open_date <= :day_9
                and (holding.close_date is null or holding.close_date > :day_9)
                and (holding.snapshot_date is null or holding.snapshot_date = given_9)
                then 512 else 0 end
            + case when holding.open_date <= :day_10
                and (holding.close_date is null or holding.close_date > :day_10)
                and (holding.snapshot_date is null or holding.snapshot_date = given_10)
                then 1024 else 0 end
            + case when holding.open_date <= :day_11
                and (holding.close_date is null or holding.close_date > :day_11)
                and (holding.snapshot_date is null or holding.snapshot_date = given_11)
                then 2048 else 0 end
            + case when holding.open_date <= :day_12
                and (holding.close_date is null or holding.close_date > :day_12)
                and (holding.snapshot_date is null or holding.snapshot_date = given_12)
                then 4096 else 0 end
            + case when holding.open_date <= :day_13
                and (holding.close_date is null or holding.close_date > :day_13)
                and (holding.snapshot_date is null or holding.snapshot_date = given_13)
                then 8192 else 0 end as held
        from holding
        inner join product on product.product_id = holding.product_id
        cross join (
            select
                coalesce(max(case when snapshot_date <= :day_0 then snapshot_date end),
                    min(snapshot_date)) as given_0,
                coalesce(max(case when snapshot_date <= :day_1 then snapshot_date end),
                    min(snapshot_date)) as given_1,
                coalesce(max(case when snapshot_date <= :day_2 then snapshot_date end),
                    min(snapshot_date)) as given_2,
                coalesce(max(case when snapshot_date <= :day_3 then snapshot_date end),
                    min(snapshot_date)) as given_3,
                coalesce(max(case when snapshot_date <= :day_4 then snapshot_date end),
                    min(snapshot_date)) as given_4,
                coalesce(max(case when snapshot_date <= :day_5 then snapshot_date end),
                    min(snapshot_date)) as given_5,
                coalesce(max(case when snapshot_date <= :day_6 then snapshot_date end),
                    min(snapshot_date)) as given_6,
                coalesce(max(case when snapshot_date <= :day_7 then snapshot_date end),
                    min(snapshot_date)) as given_7,
                coalesce(max(case when snapshot_date <= :day_8 then snapshot_date end),
                    min(snapshot_date)) as given_8,
                coalesce(max(case when snapshot_date <= :day_9 then snapshot_date end),
                    min(snapshot_date)) as given_9,
                coalesce(max(case when snapshot_date <= :day_10 then snapshot_date end),
                    min(snapshot_date)) as given_10,
                coalesce(max(case when snapshot_date <= :day_11 then snapshot_date end),
                    min(snapshot_date)) as given_11,
                coalesce(max(case when snapshot_date <= :day_12 then snapshot_date end),
                    min(snapshot_date)) as given_12,
                coalesce(max(case when snapshot_date <= :day_13 then snapshot_date end),
                    min(snapshot_date)) as given_13
            from holding
        ) as delivered
        where holding.open_date <= :at
            and (holding.close_date is null or holding.close_date > :day_0)
    ) as dated
    group by customer_id, product_id
) as owned
inner join customer on customer.customer_id = owned.customer_id
inner join {seen} as people on people.customer_key = customer.customer_key
group by people.customer_type, owned.product_id, owned.held, people.seen
