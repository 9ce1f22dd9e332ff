-- In which segment was each customer at :before, and in which at :at, by the same rules?
-- Grain: one row per customer in scope at one of the dates. from_segment and to_segment: a code,
-- empty for who lacks a feature; where a customer is not in scope at the date: new or
-- transferred_in, lost or transferred_out (open elsewhere). Money in the release's currency.
(
    select
        found.customer_key,
        case
            when found.was_here = 1 then found.from_segment
            when earlier.customer_key is null then 'new'
            else 'transferred_in'
        end as from_segment,
        case
            when found.is_here = 1 then found.to_segment
            when later.customer_key is null then 'lost'
            else 'transferred_out'
        end as to_segment,
        found.contribution_before,
        found.contribution_after,
        found.aum_before,
        found.aum_after
    from (
        select
            customer_key,
            max(case when snapshot_date = :before then 1 else 0 end) as was_here,
            max(case when snapshot_date = :at then 1 else 0 end) as is_here,
            max(case when snapshot_date = :before then coalesce(segment_now, '') end) as from_segment,
            max(case when snapshot_date = :at then coalesce(segment_now, '') end) as to_segment,
            sum(case when snapshot_date = :before then contribution_ttm end) as contribution_before,
            sum(case when snapshot_date = :at then contribution_ttm end) as contribution_after,
            sum(case when snapshot_date = :before then aum_mavg end) as aum_before,
            sum(case when snapshot_date = :at then aum_mavg end) as aum_after
        from {assigned}
        group by customer_key
    ) as found
    left join (
        select customer_key from {presence} where is_open and snapshot_date = :before
    ) as earlier on earlier.customer_key = found.customer_key
    left join (
        select customer_key from {presence} where is_open and snapshot_date = :at
    ) as later on later.customer_key = found.customer_key
)
