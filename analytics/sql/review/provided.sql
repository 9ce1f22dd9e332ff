-- What did the bank give that a step of the review cannot do without?
-- Grain: one row; whether each table, or column of customers at :at or at :month, has anything.
select
    exists (select 1 from import_log where release_id in (select release_id from release))
        as import_log,
    exists (select 1 from control_total where snapshot_date = :at) as control_total,
    exists (select 1 from target) as target,
    exists (
        select 1 from customer_snapshot where snapshot_date = :at and manager_id is not null
    ) as manager,
    exists (select 1 from product) as product,
    exists (select 1 from holding) as holding,
    exists (select 1 from competitor_offer) as competitor_offer,
    exists (select 1 from complaint) as complaint,
    exists (select 1 from complaint where csat is not null) as csat,
    exists (
        select 1 from customer_snapshot where snapshot_date = :at and deposit_mavg is not null
    ) as deposit_mavg,
    exists (
        select 1 from customer_snapshot where snapshot_date = :at and loan_mavg is not null
    ) as loan_mavg,
    exists (
        select 1 from customer_snapshot where snapshot_date = :at and aum_eop is not null
    ) as aum_eop,
    exists (
        select 1 from customer_snapshot where snapshot_date = :month and contribution is not null
    ) as contribution
