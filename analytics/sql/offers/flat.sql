-- Which flat rates and terms do our loans have, at whatever time?
-- Grain: one row per flat rate a month in billionths and term in months, of all loans ever delivered:
-- a question joins those it meets.
select distinct
    cast(round(given.monthly_rate * 1000000000) as bigint) as flat_key,
    given.term_months
from (
    select rate * 0.01 as monthly_rate, term_months
    from holding
    where rate_basis = 'flat_monthly_pct'
    union all
    select
        case rate_basis
            when 'annual_li' then rate * 0.01 / 12
            when 'monthly_li' then rate * 0.012 / 12
            when 'monthly_pct' then rate * 0.12 / 12
            when 'daily_li' then rate * 0.036 / 12
            else rate / 12
        end as monthly_rate,
        term_months
    from holding
    where repay_mode = 'flat' and coalesce(rate_basis, '') <> 'flat_monthly_pct'
) as given
where given.monthly_rate >= 0 and given.monthly_rate * 12 <= :highest and given.term_months > 0
