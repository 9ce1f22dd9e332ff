-- Which customers have a loan or a deposit at :at that an offer beats in price, like for like?
-- Grain: one row per customer in scope, offer (by its place) and pot: of loans the line, of deposits
-- each term. {offers}: place, line, side (1 loan, -1 deposit), taker (who may take it), restricted,
-- least_amount, most_amount. {costs}: what the offer costs or yields by way of repaying and term,
-- with pot, sure (0 where ours is not known). {flat_costs}: what our flat loans cost. {takers}: per
-- kind of taker, occupation and grade: 2 surely, 1 possibly; no row: not.
-- standing: 2 sure, 1 possible, 0 not: by occupation and grade, or overdue anywhere. Interbank
-- deposits are no customers' deposits. share: of the balance that the offer's limit covers.
-- Rates a year; *_sum are balance × rate; margin_sum: rate less transfer price and expected loss.
(
    select
        priced.customer_key,
        priced.place,
        priced.pot,
        min(priced.standing) as standing,
        count(*) as holding_count,
        cast(sum(priced.amount) as double) as balance,
        least(
            1.0, max(priced.most_amount) / nullif(cast(sum(priced.amount) as double), 0)
        ) as share,
        sum(cast(priced.amount as double) * priced.our_rate) as our_sum,
        sum(cast(priced.amount as double) * priced.their_rate) as their_sum,
        sum(cast(priced.amount as double) * priced.side * (priced.our_rate - priced.their_rate))
            as gap_sum,
        sum(cast(priced.amount as double) * priced.transfer) as transfer_sum,
        sum(cast(priced.amount as double) * priced.loss) as loss_sum,
        sum(cast(priced.amount as double)
            * (priced.side * (priced.earned - priced.transfer) - priced.loss)) as margin_sum,
        sum(cast(priced.amount as double) * priced.term_months) as term_sum,
        cast(sum(case when priced.is_due then priced.amount end) as double) as due_balance
    from (
        select
            visible.customer_key,
            offer.place,
            offer.side,
            offer.most_amount,
            offer.least_amount,
            cost.pot,
            cost.their_rate,
            held.amount,
            held.term_months,
            case
                when offer.side < 0 and held.term_months is null
                then power(1 + held.yearly_rate / 4, 4) - 1
                when offer.side < 0
                then power(1 + held.yearly_rate * held.term_months / 12, 12.0 / held.term_months)
                    - 1
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
            coalesce(held.maturity_date <= :due_until, false) as is_due,
            case
                when offer.side > 0
                    and (coalesce(visible.overdue_days, 0) > 0 or overdue.customer_id is not null)
                then 0
                when offer.restricted and visible.customer_type <> 'personal' then 0
                when cost.sure = 0 then least(1, coalesce(taker.standing, 0))
                else coalesce(taker.standing, 0)
            end as standing
        from {held} as held
        inner join {offers} as offer on offer.line = held.line
        inner join {costs} as cost
            on cost.place = offer.place
            and cost.repay_mode = coalesce(held.repay_mode, '')
            and cost.term_months = coalesce(held.term_months, 0)
        left join {flat_costs} as flat
            on flat.term_months = held.term_months
            and flat.flat_key = cast(round(held.yearly_rate / 12 * 1000000000) as bigint)
        inner join customer on customer.customer_id = held.customer_id
        inner join {rows} on visible.customer_key = customer.customer_key
        left join {takers} as taker
            on taker.taker = offer.taker
            and taker.occupation
                = coalesce(visible.occupation_group, customer.occupation_group, '')
            and taker.grade = coalesce(customer.job_grade, '')
        left join (
            select distinct late.customer_id from {held} as late where late.overdue_days > 0
        ) as overdue on overdue.customer_id = held.customer_id
        where held.yearly_rate <= :highest
            and (held.amount is null or held.amount > 0)
            and (offer.side > 0 or coalesce(customer.institution_type, '') <> 'interbank')
    ) as priced
    where priced.side * (priced.our_rate - priced.their_rate) > :least_gap
    group by priced.customer_key, priced.place, priced.pot
    having max(priced.least_amount) <= coalesce(cast(sum(priced.amount) as double), 1000000000000)
)
