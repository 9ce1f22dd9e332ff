-- What did each customer hold on :at, whatever the scope?
-- Grain: one row per holding opened by :at and not closed by then, of a product the bank named.
-- Holdings delivered by date are those of the newest such date up to :at (the oldest before any).
-- amount: the balance; without a date of its own it is known at the newest snapshot only.
-- yearly_rate: decimals a year; a rate quoted another way is read in its basis, which never makes
-- it higher than quoted_rate.
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
        holding.term_months,
        case when holding.rate_basis = 'flat_monthly_pct' then 'flat' else holding.repay_mode end
            as repay_mode,
        holding.ftp,
        holding.pd,
        holding.lgd,
        case
            when holding.snapshot_date is not null
                or :at >= (select max(snapshot_date) from snapshot)
            then holding.balance
        end as amount,
        holding.rate as quoted_rate,
        case holding.rate_basis
            when 'annual_li' then holding.rate * 0.01
            when 'monthly_li' then holding.rate * 0.012
            when 'monthly_pct' then holding.rate * 0.12
            when 'flat_monthly_pct' then holding.rate * 0.12
            when 'daily_li' then holding.rate * 0.036
            else holding.rate
        end as yearly_rate
    from holding
    inner join product on product.product_id = holding.product_id
    where holding.open_date <= :at
        and (holding.close_date is null or holding.close_date > :at)
        and (
            holding.snapshot_date is null
            or holding.snapshot_date = (
                select coalesce(
                    max(case when snapshot_date <= :at then snapshot_date end), min(snapshot_date)
                )
                from holding
            )
        )
)
