-- What balances do other institutions have, by area and period?
-- Grain: one row per period, area and institution, as somebody entered it. Money in the release's
-- currency.
select
    period,
    area,
    institution,
    cast(deposits as double) as deposits,
    cast(loans as double) as loans
from peer_balance
