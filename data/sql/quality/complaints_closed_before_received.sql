-- Complaints closed before they were received. Grain: one row per complaint.
select complaint_id, customer_id, branch_id, received_ts, closed_ts
from complaint where closed_ts < received_ts order by complaint_id
