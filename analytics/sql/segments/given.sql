-- Which of the tables that describe segments did the bank ever give?
-- Grain: one row; how many rows each has, 0 for a table that was not given.
select
    (select count(*) from consent where purpose = 'marketing') as consent,
    (select count(*) from contact) as contact,
    (select count(*) from holding) as holding
