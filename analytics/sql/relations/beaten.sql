-- Which customers have a loan or a deposit at :at that an offer beats in price, like for like?
-- Grain: one row per customer in scope and offer (by its place). pot: what of his it is about: of
-- loans the line, of deposits each term.
-- {offers}: place, pot, side (1 loan, -1 deposit), taker (who may take it), restricted, least_amount,
-- most_amount. {costs}: what an offer costs or yields a year (their_rate) for a line, one way of
-- repaying and terms from low to high; sure: 0 where our way or term is not known. {flat_costs}: what
-- our flat loans cost. {takers}: per kind of taker, occupation and grade: 2 surely, 1 possibly; no
-- row: not.
-- :least_quoted: no rate below it is beaten; said of the column as delivered, it spares the scan.
-- standing: 2 sure, 1 possible, 0 not: by occupation and grade; of loans also when the loan or its
-- customer is overdue. Interbank deposits are no customers' deposits. share: of the balance that the
-- offer's limit covers. Rates a year; *_sum are balance × rate: our, gap (his gain), margin (what we
-- earn after transfer price and expected loss), carry (the two).
(
    select
        found.customer_key,
        found.place,
        offer.pot,
        found.standing,
        found.holding_count,
        found.balance,
        least(1.0, offer.most_amount / nullif(found.balance, 0)) as share,
        found.our_sum,
        found.gap_sum,
        found.margin_sum,
        found.transfer_sum,
        found.loss_sum,
        found.term_sum,
        found.due_balance
    from (
        select
            visible.customer_key,
            dear.place,
            min(
                case
                    when offer.side > 0 and (dear.late or coalesce(visible.overdue_days, 0) > 0)
                    then 0
                    when offer.restricted and visible.customer_type <> 'personal' then 0
                    when dear.sure = 0 then least(1, coalesce(taker.standing, 0))
                    else coalesce(taker.standing, 0)
                end
            ) as standing,
            count(*) as holding_count,
            sum(dear.amount) as balance,
            sum(dear.amount * dear.our_rate) as our_sum,
            sum(dear.amount * dear.gap) as gap_sum,
            sum(dear.amount * dear.margin) as margin_sum,
            sum(dear.amount * dear.transfer) as transfer_sum,
            sum(dear.amount * dear.loss) as loss_sum,
            sum(dear.amount * dear.term_months) as term_sum,
            sum(case when dear.is_due then dear.amount end) as due_balance
        from (
            select
                priced.customer_id,
                priced.place,
                priced.sure,
                priced.amount,
                priced.late,
                priced.our_rate,
                priced.transfer,
                priced.loss,
                priced.term_months,
                priced.is_due,
                priced.side * (priced.our_rate - priced.their_rate) as gap,
                priced.side * (priced.earned - priced.transfer) - priced.loss as margin
            from (
                select
                    held.customer_id,
                    held.term_months,
                    cast(held.amount as double) as amount,
                    coalesce(held.overdue_days > 0, false) as late,
                    cost.place,
                    cost.side,
                    cost.sure,
                    cost.their_rate,
                    case
                        when cost.side < 0 and held.term_months is null
                        then power(1 + held.yearly_rate / 4, 4) - 1
                        when cost.side < 0
                        then power(
                            1 + held.yearly_rate * held.term_months / 12, 12.0 / held.term_months
                        ) - 1
                        when held.repay_mode = 'flat' then flat.our_rate
                        else held.yearly_rate
                    end as our_rate,
                    case
                        when cost.side > 0 and held.repay_mode = 'flat' then flat.our_rate
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
                        when cost.side > 0
                        then coalesce(held.pd, :pd) * coalesce(held.lgd, :lgd)
                        else 0
                    end as loss,
                    coalesce(held.maturity_date <= :due_until, false) as is_due
                from {held} as held
                inner join {costs} as cost
                    on cost.line = held.line
                    and cost.repay_mode
                        = case when cost.side < 0 then '' else coalesce(held.repay_mode, '') end
                    and coalesce(held.term_months, 0) between cost.low and cost.high
                left join {flat_costs} as flat
                    on flat.term_months = held.term_months
                    and flat.flat_key = cast(round(held.yearly_rate / 12 * 1000000000) as bigint)
                where held.quoted_rate >= :least_quoted
                    and held.yearly_rate <= :highest
                    and (held.amount is null or held.amount > 0)
            ) as priced
            where priced.side * (priced.our_rate - priced.their_rate) > :least_gap
        ) as dear
        inner join customer on customer.customer_id = dear.customer_id
        inner join {rows} on visible.customer_key = customer.customer_key
        inner join {offers} as offer on offer.place = dear.place
        left join {takers} as taker
            on taker.taker = offer.taker
            and taker.occupation
                = coalesce(visible.occupation_group, customer.occupation_group, '')
            and taker.grade = coalesce(customer.job_grade, '')
        where offer.side > 0 or coalesce(customer.institution_type, '') <> 'interbank'
        group by visible.customer_key, dear.place
    ) as found
    inner join {offers} as offer on offer.place = found.place
    where found.balance is null or found.balance >= offer.least_amount
)
