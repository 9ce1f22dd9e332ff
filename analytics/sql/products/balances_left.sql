-- Of the balances that fell from :before to :at, how much moved inside, paid down loans, or left?
-- Grain: one row per line of assets with customers whose money in it fell. Month averages, in the
-- release's currency. What a customer's other parts rose by moved inside; of the rest, what his
-- loans fell by paid them down; the rest left the bank. Each in proportion over the parts that fell.
select
    customer_type,
    count(*) as customer_count,
    cast(sum(case when d_demand > 0 then 1 else 0 end) as bigint) as deposit_demand_count,
    cast(sum(case when d_time > 0 then 1 else 0 end) as bigint) as deposit_time_count,
    cast(sum(case when d_wealth > 0 then 1 else 0 end) as bigint) as wealth_count,
    cast(sum(case when d_fund > 0 then 1 else 0 end) as bigint) as fund_insurance_count,
    sum(d_demand) as deposit_demand_declined,
    sum(d_time) as deposit_time_declined,
    sum(d_wealth) as wealth_declined,
    sum(d_fund) as fund_insurance_declined,
    sum(d_demand / declined * least(declined, grown)) as deposit_demand_moved,
    sum(d_time / declined * least(declined, grown)) as deposit_time_moved,
    sum(d_wealth / declined * least(declined, grown)) as wealth_moved,
    sum(d_fund / declined * least(declined, grown)) as fund_insurance_moved,
    sum(d_demand / declined * least(greatest(declined - grown, 0), repaid)) as deposit_demand_paid,
    sum(d_time / declined * least(greatest(declined - grown, 0), repaid)) as deposit_time_paid,
    sum(d_wealth / declined * least(greatest(declined - grown, 0), repaid)) as wealth_paid,
    sum(d_fund / declined * least(greatest(declined - grown, 0), repaid)) as fund_insurance_paid
from {money_moves} as money_moves
where declined > 0
group by customer_type
