-- Whose salary used to come and has stopped?
-- Grain: one row per customer, whatever the scope. {months}: month, place: the five newest month-ends,
-- 1 the newest. Stopped: no salary in the newest two, one in each of the three before. Who has no row
-- at one of the five is not judged. Money in the release's currency.
(
    select past.customer_key, past.payroll_in as last_payroll, months.month as last_paid_on
    from customer_snapshot as past
    inner join {months} as months on months.month = past.snapshot_date and months.place = 3
    where past.payroll_in > 0
        and past.customer_key in (
            select other.customer_key
            from customer_snapshot as other
            inner join {months} as month_1
                on month_1.month = other.snapshot_date and month_1.place = 1
            where other.payroll_in <= 0
        )
        and past.customer_key in (
            select other.customer_key
            from customer_snapshot as other
            inner join {months} as month_2
                on month_2.month = other.snapshot_date and month_2.place = 2
            where other.payroll_in <= 0
        )
        and past.customer_key in (
            select other.customer_key
            from customer_snapshot as other
            inner join {months} as month_4
                on month_4.month = other.snapshot_date and month_4.place = 4
            where other.payroll_in > 0
        )
        and past.customer_key in (
            select other.customer_key
            from customer_snapshot as other
            inner join {months} as month_5
                on month_5.month = other.snapshot_date and month_5.place = 5
            where other.payroll_in > 0
        )
)
