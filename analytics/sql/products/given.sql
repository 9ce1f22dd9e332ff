-- Which of the tables that the questions on products read did the bank ever give?
-- Grain: one row; whether each has rows.
select
    exists (select 1 from product) as product,
    exists (select 1 from holding) as holding,
    exists (select 1 from consent) as consent
