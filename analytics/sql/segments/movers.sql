-- How many customers went from which segment to which between :before and :at, with how much?
-- Grain: one row per pair with customers; who stayed has the same code twice. Money in the
-- release's currency, null where nobody's was given.
select
    from_segment,
    to_segment,
    count(*) as customer_count,
    sum(contribution_before) as contribution_before,
    sum(contribution_after) as contribution_after,
    sum(aum_before) as aum_before,
    sum(aum_after) as aum_after
from {segment_moves} as moved
group by from_segment, to_segment
