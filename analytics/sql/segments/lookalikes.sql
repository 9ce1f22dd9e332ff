-- Who behaves like another tier than the one they sit in? One page of the list: the furthest from
-- the tier they resemble first, then the most alike.
-- Grain: one row per customer, ties by customer_id. Money in the release's currency. :place and
-- :like_place: only those of a tier, or like one; -1 for any. consented: agreed to marketing and
-- has not refused lists made by scores.
select
    customer.customer_id,
    resembling.customer_key,
    resembling.customer_type,
    resembling.branch_id,
    branch.name as branch_name,
    resembling.manager_id,
    resembling.tier,
    resembling.like_place,
    resembling.similarity,
    resembling.amount,
    resembling.line,
    resembling.gap,
    agreed.customer_key is not null as consented
from {resembling} as resembling
inner join customer on customer.customer_key = resembling.customer_key
left join branch on branch.branch_id = resembling.branch_id
left join {agreed} as agreed on agreed.customer_key = resembling.customer_key
where (:place = -1 or resembling.place = :place)
    and (:like_place = -1 or resembling.like_place = :like_place)
order by
    abs(resembling.like_place - resembling.place) desc nulls last,
    resembling.similarity desc nulls last,
    customer.customer_id nulls last
limit :page_size offset :skipped
