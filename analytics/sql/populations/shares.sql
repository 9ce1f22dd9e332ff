-- How do the customers in A alone, in B alone, in both and in neither spread over classes?
-- Grain: one row per class (figure), code and part (membership as in figures.sql). Customers whose
-- class is not known are in no row. {placed}: open customers in scope with their membership.
with placed as (
    select
        membership,
        placed.customer_type,
        placed.tier,
        placed.segment,
        placed.value3,
        placed.grade,
        placed.activity,
        placed.income_band,
        placed.depth,
        case
            when placed.contribution_ttm > 0 then 'positive'
            when placed.contribution_ttm < 0 then 'loss_making'
            when placed.contribution_ttm = 0 then 'zero'
        end as sign,
        case when placed.is_valid then 'yes' when not placed.is_valid then 'no' end as is_valid,
        case when placed.tier_watch then 'yes' when not placed.tier_watch then 'no' end as tier_watch
    from {placed}
)

select figure, code, membership, count(*) as customer_count
from (
    select 'customer_type' as figure, customer_type as code, membership from placed
    union all
    select 'tier' as figure, tier as code, membership from placed
    union all
    select 'segment' as figure, segment as code, membership from placed
    union all
    select 'value3' as figure, value3 as code, membership from placed
    union all
    select 'grade' as figure, grade as code, membership from placed
    union all
    select 'activity' as figure, activity as code, membership from placed
    union all
    select 'income_band' as figure, income_band as code, membership from placed
    union all
    select 'depth' as figure, depth as code, membership from placed
    union all
    select 'sign' as figure, sign as code, membership from placed
    union all
    select 'is_valid' as figure, is_valid as code, membership from placed
    union all
    select 'tier_watch' as figure, tier_watch as code, membership from placed
) as classes
where code is not null
group by figure, code, membership
