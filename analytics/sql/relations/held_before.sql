-- What did each customer hold on :before, whatever the scope?
-- Grain: one row per holding opened by :before and not closed by then, of a product the bank named.
-- Holdings delivered by date are those of the newest one up to :before (before any: the oldest).
-- amount: the balance; without a date of its own it is known at the newest snapshot only.
-- yearly_rate: decimals a year; a rate quoted another way is read in its basis.
(
    select
        holding.holding_id,
        holding.snapshot_date,
        holding.customer_id,
        holding.product_id,
        product.line,
        coalesce(product.is_channel, product.line = 'e_channel') as is_channel,
        holding.open_date,
        holding.maturity_date,
        holding.overdue_days,
        case
            when holding.snapshot_date is not null
                or :before >= (select max(snapshot_date) from snapshot)
            then holding.balance
        end as amount,
        case holding.rate_basis
            when 'monthly_li' then holding.rate * 0.012
            when 'monthly_pct' then holding.rate * 0.12
            when 'flat_monthly_pct' then holding.rate * 0.12
            when 'daily_li' then holding.rate * 0.036
            else holding.rate
        end as yearly_rate
    from holding
    inner join product on product.product_id = holding.product_id
    where holding.open_date <= :before
        and (holding.close_date is null or holding.close_date > :before)
        and (
            holding.snapshot_date is null
            or holding.snapshot_date = (
                select coalesce(
                    max(case when snapshot_date <= :before then snapshot_date end),
                    min(snapshot_date)
                )
                from holding
            )
        )
)
