-- Which offer threatens each customer's loans and deposits most at :at?
-- Grain: one row per customer in scope and pot (see beaten.sql): the offer he surely may take before
-- one he possibly may, then the one that saves or brings him most, to a yuan, then the first. score:
-- the standing, that amount and the place as one number.
-- Amounts in the currency, those of a year last: margin (what we would lose), saving (his gain).
(
    with beaten as (select * from {beaten} as every),
    best as (
        select
            customer_key,
            pot,
            max(
                standing * 1000000000000000000
                + cast(
                    floor(
                        least(coalesce(gap_sum * share, 0), 100000000000000)
                    ) as bigint
                ) * 1000
                + (999 - place)
            ) as score
        from beaten
        group by customer_key, pot
    )
    select
        beaten.customer_key,
        beaten.pot,
        beaten.place,
        beaten.standing,
        beaten.holding_count,
        beaten.balance,
        beaten.balance * beaten.share as exposed_balance,
        beaten.our_sum * beaten.share as our_sum,
        beaten.margin_sum * beaten.share as margin,
        beaten.gap_sum * beaten.share as saving,
        beaten.due_balance
    from beaten
    inner join best
        on best.customer_key = beaten.customer_key
        and best.pot = beaten.pot
        and beaten.place = 999 - best.score % 1000
)
