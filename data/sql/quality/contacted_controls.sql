-- Members of a control arm who were contacted all the same. Grain: one row per member.
select campaign_id, customer_id, assigned_on, contacted_on
from campaign_member where arm = 'control' and contacted_on is not null
order by campaign_id, customer_id
