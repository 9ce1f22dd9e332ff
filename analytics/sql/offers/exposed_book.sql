-- What does an offer threaten at :at, as the loans a new rate would be set for?
-- Grain: one row, of customers who surely or possibly may take it. Rates a year; *_sum are balance ×
-- rate, within the offer's limit. Money in the release's currency.
select
    count(*) as customer_count,
    sum(beaten.balance * beaten.share) as balance,
    sum(beaten.our_sum * beaten.share) as our_sum,
    sum(beaten.gap_sum * beaten.share) as gap_sum,
    sum(beaten.transfer_sum * beaten.share) as transfer_sum,
    sum(beaten.loss_sum * beaten.share) as loss_sum,
    sum(beaten.term_sum * beaten.share) as term_sum
from {beaten} as beaten
where beaten.standing > 0
