-- Which offer threatens each customer's loans and deposits most at :at?
-- Grain: one row per customer in scope and pot (see beaten.sql): the offer he surely may take before
-- one he possibly may, then the one that saves or brings him most, then the first.
-- Amounts in the currency, those of a year last: margin (what we would lose), saving (his gain).
(
    select
        beaten.customer_key,
        beaten.pot,
        beaten.place,
        beaten.standing,
        beaten.holding_count,
        beaten.balance,
        beaten.balance * beaten.share as exposed_balance,
        beaten.our_sum * beaten.share as our_sum,
        beaten.their_sum * beaten.share as their_sum,
        beaten.margin_sum * beaten.share as margin,
        beaten.gap_sum * beaten.share as saving,
        beaten.transfer_sum * beaten.share as transfer_sum,
        beaten.loss_sum * beaten.share as loss_sum,
        beaten.term_sum * beaten.share as term_sum,
        beaten.due_balance
    from {beaten} as beaten
    inner join (
        select scored.customer_key, scored.pot, min(scored.place) as place
        from {beaten} as scored
        inner join (
            select
                customer_key,
                pot,
                max(standing * 10000000000000 + coalesce(gap_sum * share, 0)) as score
            from {beaten} as ranked
            group by customer_key, pot
        ) as best
            on best.customer_key = scored.customer_key
            and best.pot = scored.pot
            and best.score
                = scored.standing * 10000000000000 + coalesce(scored.gap_sum * scored.share, 0)
        group by scored.customer_key, scored.pot
    ) as chosen
        on chosen.customer_key = beaten.customer_key
        and chosen.pot = beaten.pot
        and chosen.place = beaten.place
)
