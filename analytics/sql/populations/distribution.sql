-- How are the amounts spread in A alone, in B alone, in both and in neither?
-- Grain: one row per part (membership as in figures.sql), bar and half-percent value bucket that
-- hold somebody. {placed}: open customers in scope with their membership. {figure}: the amount;
-- {bar}: how many of :edge_0, :edge_1, … are not above it; {bucket}: the contract's bucket of
-- `value`. Customers without the amount are not counted.
select membership, bar, bucket, count(*) as customer_count
from (
    select membership, {bar} as bar, cast({bucket} as integer) as bucket
    from (
        select membership, money, cast(money as double) as value
        from (select membership, {figure} as money from {placed}) as amounts
        where money is not null
    ) as valued
) as barred
group by membership, bar, bucket
