-- Which customers have a loan or a deposit at :at that an offer beats in price, like for like?
-- Grain: one row per customer in scope, offer (by its place) and pot: of loans the line, of deposits
-- each term. {offers}: what an offer costs or yields a year (their_rate) for loans or deposits of a
-- line, one way of repaying and terms from low to high, with place, pot, side (1 loan, -1 deposit),
-- sure (0 where our way or term is not known), taker (who may take it), restricted, least_amount,
-- most_amount. {flat_costs}: what our flat loans cost. {takers}: per kind of taker, occupation and
-- grade: 2 surely, 1 possibly; no row: not.
-- standing: 2 sure, 1 possible, 0 not: by occupation and grade; of loans also when the loan or its
-- customer is overdue. Interbank deposits are no customers' deposits. share: of the balance that the
-- offer's limit covers. Rates a year; *_sum are balance × rate, earned: what we are paid or pay.
(
    select
        priced.customer_key,
        priced.place,
        priced.pot,
        max(priced.side) as side,
        min(priced.standing) as standing,
        count(*) as holding_count,
        sum(priced.amount) as balance,
        least(1.0, max(priced.most_amount) / nullif(sum(priced.amount), 0)) as share,
        sum(priced.amount * priced.our_rate) as our_sum,
        sum(priced.amount * priced.their_rate) as their_sum,
        sum(priced.amount * priced.earned) as earned_sum,
        sum(priced.amount * priced.transfer) as transfer_sum,
        sum(priced.amount * priced.loss) as loss_sum,
        sum(priced.amount * priced.term_months) as term_sum,
        sum(case when priced.is_due then priced.amount end) as due_balance
    from (
        select
            visible.customer_key,
            dear.place,
            dear.pot,
            dear.side,
            dear.least_amount,
            dear.most_amount,
            dear.amount,
            dear.our_rate,
            dear.their_rate,
            dear.earned,
            dear.transfer,
            dear.loss,
            dear.term_months,
            dear.is_due,
            case
                when dear.side > 0 and (dear.late or coalesce(visible.overdue_days, 0) > 0) then 0
                when dear.restricted and visible.customer_type <> 'personal' then 0
                when dear.sure = 0 then least(1, coalesce(taker.standing, 0))
                else coalesce(taker.standing, 0)
            end as standing
        from (
            select
                held.customer_id,
                held.term_months,
                cast(held.amount as double) as amount,
                coalesce(held.overdue_days > 0, false) as late,
                offer.place,
                offer.pot,
                offer.side,
                offer.sure,
                offer.taker,
                offer.restricted,
                offer.least_amount,
                offer.most_amount,
                offer.their_rate,
                case
                    when offer.side < 0 and held.term_months is null
                    then power(1 + held.yearly_rate / 4, 4) - 1
                    when offer.side < 0
                    then power(
                        1 + held.yearly_rate * held.term_months / 12, 12.0 / held.term_months
                    ) - 1
                    when held.repay_mode = 'flat' then flat.our_rate
                    else held.yearly_rate
                end as our_rate,
                case
                    when offer.side > 0 and held.repay_mode = 'flat' then flat.our_rate
                    else held.yearly_rate
                end as earned,
                coalesce(
                    held.ftp,
                    case held.line
                        when 'deposit_demand' then :ftp_demand
                        when 'deposit_time' then :ftp_time
                        else :ftp_loan
                    end
                ) as transfer,
                case
                    when offer.side > 0
                    then coalesce(held.pd, :pd) * coalesce(held.lgd, :lgd)
                    else 0
                end as loss,
                coalesce(held.maturity_date <= :due_until, false) as is_due
            from {held} as held
            inner join {offers} as offer
                on offer.line = held.line
                and offer.repay_mode
                    = case when offer.side < 0 then '' else coalesce(held.repay_mode, '') end
                and coalesce(held.term_months, 0) between offer.low and offer.high
            left join {flat_costs} as flat
                on flat.term_months = held.term_months
                and flat.flat_key = cast(round(held.yearly_rate / 12 * 1000000000) as bigint)
            where held.yearly_rate <= :highest
                and (held.amount is null or held.amount > 0)
        ) as dear
        inner join customer on customer.customer_id = dear.customer_id
        inner join {rows} on visible.customer_key = customer.customer_key
        left join {takers} as taker
            on taker.taker = dear.taker
            and taker.occupation
                = coalesce(visible.occupation_group, customer.occupation_group, '')
            and taker.grade = coalesce(customer.job_grade, '')
        where dear.side * (dear.our_rate - dear.their_rate) > :least_gap
            and (dear.side > 0 or coalesce(customer.institution_type, '') <> 'interbank')
    ) as priced
    group by priced.customer_key, priced.place, priced.pot
    having sum(priced.amount) is null or sum(priced.amount) >= max(priced.least_amount)
)
