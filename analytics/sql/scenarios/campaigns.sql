-- How did the customers in scope answer past campaigns, and what did contacts cost?
-- Grain: one row per campaign, group (treat, control) and whether the customer was ours before the
-- campaign began. Campaigns that had ended at :at. cost_per_contact: with its part of the fixed cost,
-- spread over all the campaign contacted, here or elsewhere. Money in the release's currency.
-- {rows}: open customers in scope at :at.
select
    campaign.campaign_id,
    member.arm,
    coalesce(customer.open_date < campaign.start, true) as was_ours,
    cast(count(*) as bigint) as member_count,
    cast(count(member.contacted_on) as bigint) as contacted_count,
    cast(count(member.responded_on) as bigint) as responded_count,
    cast(sum(case when member.converted_on >= member.assigned_on then 1 else 0 end) as bigint)
        as converted_count,
    cast(max(coalesce(campaign.cost_fixed, 0)) as double) / max(everybody.contacted_count)
        + cast(max(campaign.cost_per_contact) as double) as cost_per_contact,
    cast(max(campaign.value_per_success) as double) as value_per_success
from campaign_member as member
inner join campaign on campaign.campaign_id = member.campaign_id
inner join customer on customer.customer_id = member.customer_id
left join (
    select campaign_id, cast(nullif(count(contacted_on), 0) as double) as contacted_count
    from campaign_member
    group by campaign_id
) as everybody
    on everybody.campaign_id = member.campaign_id
where coalesce(campaign.status, 'closed') <> 'draft'
    and campaign.end <= :at
    and customer.customer_key in (select customer_key from {rows})
group by campaign.campaign_id, member.arm, coalesce(customer.open_date < campaign.start, true)
order by campaign_id nulls last, arm nulls last, was_ours nulls last
