-- What would a published rate for a line cost and keep, part by part of the customers at :at?
-- Grain: one row per value of a column of the fact: customers whose loans of the line cost more than
-- :new_rate, all their loans of it at their mean rate. exposed_*: of it what the offer threatens.
-- Rates a year; *_sum are balance × rate. Money in the release's currency.
select
    book.part,
    count(*) as customer_count,
    sum(book.balance) as balance,
    sum(book.our_sum) as our_sum,
    sum(book.carry_sum) as carry_sum,
    count(beaten.customer_key) as exposed_count,
    sum(beaten.balance * beaten.share) as exposed_balance,
    sum(book.our_sum * beaten.balance * beaten.share / book.balance) as exposed_our_sum,
    sum(book.carry_sum * beaten.balance * beaten.share / book.balance) as exposed_carry_sum
from (
    select
        visible.{dimension} as part,
        visible.customer_key,
        cast(sum(held.amount) as double) as balance,
        sum(cast(held.amount as double)
            * case when held.repay_mode = 'flat' then flat.our_rate else held.yearly_rate end)
            as our_sum,
        sum(cast(held.amount as double)
            * (coalesce(held.ftp, :ftp_loan) + coalesce(held.pd, :pd) * coalesce(held.lgd, :lgd)))
            as carry_sum
    from {held} as held
    left join {flat_costs} as flat
        on flat.term_months = held.term_months
        and flat.flat_key = cast(round(held.yearly_rate / 12 * 1000000000) as bigint)
    inner join customer on customer.customer_id = held.customer_id
    inner join {rows} on visible.customer_key = customer.customer_key
    where held.line = :line
        and held.yearly_rate <= :highest
        and held.amount > 0
        and (held.repay_mode is null or held.repay_mode <> 'flat' or flat.our_rate is not null)
    group by visible.{dimension}, visible.customer_key
) as book
left join (
    select * from {beaten} as every where every.standing > 0
) as beaten on beaten.customer_key = book.customer_key
where book.our_sum > :new_rate * book.balance
group by book.part
