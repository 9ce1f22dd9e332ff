-- How much of the deposits comes from other banks? Headline deposits leave them out.
-- Grain: one row per snapshot, branch and tier that has any. Money in the release's currency.
select
    snapshot_date,
    branch_id,
    tier,
    cast(sum(deposit_mavg) as double) as interbank_deposits
from {rows}
where customer_type = 'institution'
    and customer_key in (
        select customer_key from customer where institution_type = 'interbank'
    )
group by snapshot_date, branch_id, tier
