-- Campaign members who converted before they were assigned. Grain: one row per member.
select campaign_id, customer_id, arm, assigned_on, converted_on
from campaign_member where converted_on < assigned_on order by campaign_id, customer_id
