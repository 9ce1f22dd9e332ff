-- Whose complaints make up a finding on a branch? One page, the most assets first.
-- Grain: one row per customer in scope who complained; ties by customer_id. Money in the release's
-- currency, at :at. :move: complaints (received after :before up to :at) or late (fell due in these
-- days, 15, 30 or 60 after they came, and not closed by then); :branch: that of the complaint.
-- {rows}: open customers in scope at :at. Complaints of nobody we know are counted, not listed.
select
    customer.customer_id,
    visible.customer_key,
    visible.customer_type,
    visible.branch_id,
    branch.name as branch_name,
    visible.manager_id,
    visible.segment,
    visible.tier,
    cast(visible.aum_mavg as double) as value_after
from {rows}
inner join customer on customer.customer_key = visible.customer_key
left join branch on branch.branch_id = visible.branch_id
where customer.customer_id in (
    select customer_id
    from (
        select
            customer_id,
            cast(received_ts as date) as received_on,
            cast(closed_ts as date) as closed_on,
            cast(received_ts as date)
                + case complexity when 'special_approved' then 60 when 'complex' then 30 else 15 end
                as due_on
        from complaint
        where kind = 'complaint' and branch_id = :branch
    ) as handled
    where (:move = 'complaints' and received_on > :before and received_on <= :at)
        or (
            :move = 'late'
            and due_on > :before
            and due_on <= :at
            and (closed_on is null or closed_on > due_on)
        )
)
order by visible.aum_mavg desc nulls last, customer.customer_id nulls last
limit :page_size offset :skipped
