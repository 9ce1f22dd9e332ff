-- How many customers of each segment hold each product line at :at?
-- Grain: one row per segment (null for who lacks a feature) and line with holders.
-- Held: opened by :at and not closed by then; holdings delivered by date are those of the newest one.
select visible.segment_now as segment, held.line, count(*) as holder_count
from {assigned}
inner join customer on customer.customer_key = visible.customer_key
inner join (
    select distinct holding.customer_id, product.line
    from holding
    inner join product on product.product_id = holding.product_id
    where not coalesce(product.is_channel, product.line = 'e_channel')
        and holding.open_date <= :at
        and (holding.close_date is null or holding.close_date > :at)
        and (
            holding.snapshot_date is null
            or holding.snapshot_date = (
                select coalesce(
                    max(case when snapshot_date <= :at then snapshot_date end), min(snapshot_date)
                )
                from holding
            )
        )
) as held on held.customer_id = customer.customer_id
group by visible.segment_now, held.line
