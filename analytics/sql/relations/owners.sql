-- Which customers in scope hold what is asked for at :at, and how much of it?
-- Grain: one row per such customer. Money in the release's currency; the rate as decimals a year.
-- :product, :line: empty for any. :part: a value of {dimension}, empty for unknown, null for any.
-- :rate_step: whole steps of :step the rate holds, -1 for no rate, null for any. :due_from, :due_to:
-- days of maturity, null for any; :undated: only what has none. :without_interbank: leaves interbank
-- out. :idle: only who did not log in for 30 days.
(
    select
        customer.customer_id,
        visible.customer_key,
        visible.customer_type,
        visible.branch_id,
        visible.manager_id,
        visible.tier,
        visible.segment,
        owned.holding_count,
        owned.balance,
        owned.rated_balance,
        owned.interest,
        owned.next_maturity,
        visible.aum_mavg,
        visible.contribution_ttm
    from {rows}
    inner join customer on customer.customer_key = visible.customer_key
    inner join (
        select
            held.customer_id,
            count(*) as holding_count,
            sum(held.amount) as balance,
            sum(case when held.yearly_rate is not null then held.amount end) as rated_balance,
            sum(cast(held.amount as double) * held.yearly_rate) as interest,
            min(held.maturity_date) as next_maturity
        from {held} as held
        where (:product = '' or held.product_id = :product)
            and (:line = '' or held.line = :line)
            and (
                :rate_step is null
                or coalesce(cast(floor(round(held.yearly_rate / :step, 6)) as integer), -1)
                    = :rate_step
            )
            and (
                :due_from is null
                or (held.maturity_date >= :due_from and held.maturity_date <= :due_to)
            )
            and (not :undated or held.maturity_date is null)
        group by held.customer_id
    ) as owned on owned.customer_id = customer.customer_id
    where (:part is null or coalesce(visible.{dimension}, '') = :part)
        and (not :without_interbank or customer.institution_type is distinct from 'interbank')
        and (not :idle or visible.digital_login_30d = 0)
)
