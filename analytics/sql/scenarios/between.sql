-- Who has an amount between two lines? One page, the largest first.
-- Grain: one row per customer of the type; ties by customer_id. Money in the release's currency.
-- {rows}: open customers in scope at :at; {measure}: what the tier is judged by; :low included.
select
    customer.customer_id,
    visible.customer_key,
    visible.branch_id,
    branch.name as branch_name,
    visible.manager_id,
    visible.tier,
    cast(visible.{measure} as double) as amount
from {rows}
inner join customer on customer.customer_key = visible.customer_key
left join branch on branch.branch_id = visible.branch_id
where visible.customer_type = :customer_type
    and visible.{measure} >= :low
    and visible.{measure} < :high
order by visible.{measure} desc nulls last, customer.customer_id nulls last
limit :page_size offset :skipped
