-- Who took money out of the bank from :before to :at? One page, the largest amount first.
-- Grain: one row per customer from whom money left the bank; ties by customer_id. See
-- balances_left.sql. Money in the release's currency. :least: the smallest amount listed.
select
    customer.customer_id,
    money_moves.customer_key,
    money_moves.customer_type,
    money_moves.branch_id,
    branch.name as branch_name,
    money_moves.manager_id,
    money_moves.tier,
    money_moves.segment,
    declined,
    least(declined, grown) as moved_inside,
    least(greatest(declined - grown, 0), repaid) as paid_down,
    greatest(declined - grown - repaid, 0) as left_bank,
    gone
from {money_moves} as money_moves
inner join customer on customer.customer_key = money_moves.customer_key
left join branch on branch.branch_id = money_moves.branch_id
where declined > 0 and greatest(declined - grown - repaid, 0) > :least
order by greatest(declined - grown - repaid, 0) desc nulls last, customer.customer_id nulls last
limit :page_size offset :skipped
