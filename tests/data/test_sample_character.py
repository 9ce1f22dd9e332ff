"""The published demo bank has the character of real banks, and its planted truths are there."""

from contextlib import closing
from datetime import date

import numpy as np
import pytest

from data import quality
from data.release import Store, connect
from data.sample import Plan, latent_segments, planted

LAST, BEFORE = date(2026, 10, 31), date(2026, 9, 30)
WEEK, WEEK_BEFORE = date(2026, 10, 25), date(2026, 10, 18)
LEVELS = ("mass", "mass_affluent", "affluent", "vip")


@pytest.fixture(scope="module")
def ask(demo_store):
    with closing(connect(demo_store)) as connection:
        yield lambda sql, **bound: connection.execute(sql, bound).fetchall()


@pytest.fixture(scope="module")
def truths():
    return planted(Plan())


def amounts(ask, column, day=LAST):
    rows = ask(
        f"""select {column}::double from customer_snapshot
        where snapshot_date = $day and status = 'open' order by 1 desc""",
        day=day,
    )
    return np.array([row[0] for row in rows])


def share_of_best(values, share):
    return values[: int(np.ceil(share * len(values)))].sum() / values.sum()


def test_the_best_fifth_brings_two_thirds_to_three_quarters_of_contribution(ask):
    values = amounts(ask, "contribution_ttm")
    assert 0.65 <= share_of_best(values, 0.20) <= 0.75
    assert 0.11 <= share_of_best(values, 0.01) <= 0.28
    assert 0.05 <= np.mean(values < 0) <= 0.09
    assert 0.01 <= -values[values < 0].sum() / values.sum() <= 0.06


def test_the_best_fiftieth_holds_a_fifth_to_three_tenths_of_assets(ask):
    values = amounts(ask, "aum_mavg")
    assert 0.20 <= share_of_best(values, 0.02) <= 0.30
    assert 0.01 <= np.mean(values == 0) <= 0.10
    assert 0 < np.mean(values < 0) <= 0.002


def test_types_are_mixed_like_a_rural_bank(ask):
    rows = dict(ask("select customer_type, count(*) / 20000 from customer group by all"))
    assert rows["personal"] == pytest.approx(0.92, abs=0.01)
    assert rows["corporate"] == pytest.approx(0.07, abs=0.01)
    assert rows["institution"] == pytest.approx(0.01, abs=0.004)
    assert ask("select count(*) from customer where institution_type = 'interbank'")[0][0] > 3


def test_two_customers_in_five_are_dormant(ask):
    rows = ask(
        """select avg((activity = 'dormant')::int) from customer_snapshot
        where snapshot_date = $day and status = 'open'""",
        day=LAST,
    )
    assert rows[0][0] == pytest.approx(0.40, abs=0.03)


def test_each_quarter_five_in_a_hundred_rise_and_about_one_is_lost(ask):
    rows = ask(
        """with level as (
            select customer_key, snapshot_date, list_position($levels, tier) as level
            from customer_snapshot where status = 'open' and customer_type = 'personal')
        select avg((b.level > a.level)::int), avg((b.level < a.level)::int),
            avg((b.level is null)::int)
        from level a left join level b on a.customer_key = b.customer_key
            and b.snapshot_date = last_day(a.snapshot_date + interval 3 month)
        where a.snapshot_date = last_day(a.snapshot_date) and month(a.snapshot_date) % 3 = 1
            and a.snapshot_date < $last
        group by a.snapshot_date order by a.snapshot_date""",
        levels=LEVELS,
        last=LAST,
    )
    rising, falling, lost = np.array(rows).T
    assert len(rows) == 7
    assert 0.05 <= rising.mean() <= 0.10
    assert ((rising > 0.04) & (rising < 0.10)).all()
    assert ((falling > 0.02) & (falling < rising.max())).all()
    assert ((lost > 0.005) & (lost < 0.02)).all()


def test_deposits_surge_in_january_and_february(ask):
    rows = dict(
        ask(
            """select snapshot_date, sum(deposit_mavg)::double from customer_snapshot
            where status = 'open' group by 1"""
        )
    )
    spring = rows[date(2026, 2, 28)] / rows[date(2025, 12, 31)] - 1
    after = rows[date(2026, 5, 31)] / rows[date(2026, 2, 28)] - 1
    assert 0.05 <= spring <= 0.15
    assert -0.08 <= after <= -0.01


def test_balances_persist_with_heavy_tails(ask):
    rows = ask(
        """select a.aum_mavg::double, b.aum_mavg::double, c.aum_mavg::double
        from customer_snapshot a join customer_snapshot b using (customer_key)
            join customer_snapshot c using (customer_key)
        where a.snapshot_date = '2025-10-31' and b.snapshot_date = '2026-08-31'
            and c.snapshot_date = '2026-09-30' and a.aum_mavg > 1000 and b.aum_mavg > 1000
            and c.aum_mavg > 1000 and a.customer_type = 'personal'"""
    )
    year_ago, month_ago, now = np.log(np.array(rows)).T
    month = now - month_ago
    robust = 1.4826 * np.median(np.abs(month - np.median(month)))
    assert 0.05 <= robust <= 0.20
    assert month.std() > 2 * robust
    low, middle, high = np.quantile(np.exp(now - year_ago), [0.10, 0.50, 0.90])
    assert 0.55 <= low <= 0.80
    assert 0.97 <= middle <= 1.10
    assert 1.35 <= high <= 1.95


def test_customers_arrive_leave_come_back_and_move(ask):
    new, back, moved = ask(
        """select
            (select count(*) from (select customer_key, min(snapshot_date) as day
                from customer_snapshot group by 1) where day > '2024-11-30'),
            (select count(*) from (select status, snapshot_date, lag(status) over one as old
                from customer_snapshot
                window one as (partition by customer_key order by snapshot_date))
             where status = 'open' and old = 'closed'),
            (select count(*) from (select customer_key from customer_snapshot
                group by 1 having count(distinct branch_id) > 1))"""
    )[0]
    assert 2_500 <= new <= 4_200
    assert back >= 20
    assert 140 <= moved <= 260


def test_missing_values_have_real_rates(ask):
    rows = ask(
        """select avg((occupation_group is null)::int), avg((gender is null)::int),
            avg((annual_income is null)::int), avg((family_stage is null)::int),
            avg((open_date is null)::int)
        from customer where customer_type = 'personal'"""
    )[0]
    for share, usual in zip(rows, (0.11, 0.02, 0.11, 0.30, 0.004), strict=True):
        assert share == pytest.approx(usual, rel=0.35)
    unknown = ask(
        """select avg((last_txn_date is null)::int) from customer_snapshot
        where snapshot_date = $day and status = 'open'""",
        day=LAST,
    )
    assert unknown[0][0] == pytest.approx(0.10, abs=0.03)


def test_three_complaints_in_a_hundred_or_more_are_late_and_some_wait(ask):
    late, done, waiting = ask(
        """with due as (select *, case complexity when 'simple' then 15 when 'complex' then 30
            else 60 end as days from complaint where closed_ts is null or closed_ts >= received_ts)
        select count(*) filter (closed_ts::date > received_ts::date + days),
            count(*) filter (closed_ts is not null), count(*) filter (closed_ts is null)
        from due"""
    )[0]
    assert 0.03 <= late / done <= 0.12
    assert waiting >= 5


def test_the_depositor_of_thirty_million_leaves_in_the_last_week(ask, truths):
    rows = ask(
        """select snapshot_date, status, aum_eop from customer_snapshot
        join customer using (customer_key)
        where customer_id = $id and snapshot_date in ($a, $b, $c, $d) order by 1""",
        id=truths.leaver, a=BEFORE, b=WEEK_BEFORE, c=WEEK, d=LAST,
    )  # fmt: skip
    assert rows == [
        (BEFORE, "open", 30_000_000),
        (WEEK_BEFORE, "open", 30_000_000),
        (WEEK, "closed", 0),
        (LAST, "closed", 0),
    ]


def test_the_outflow_is_the_largest_fall_of_its_branch_and_those_planted_are_in_it(ask, truths):
    rows = ask(
        """with before as (from customer_snapshot where snapshot_date = $before),
            after as (from customer_snapshot where snapshot_date = $last),
            moved as (select b.customer_key, b.aum_mavg as v0, a.aum_mavg as v1, a.status,
                list_position($levels, a.tier) - list_position($levels, b.tier) as step
                from before b join after a using (customer_key)
                where b.branch_id = $branch and b.status = 'open')
        select case when status <> 'open' then 'lost' when step < 0 then 'down'
            when step > 0 then 'up' when v1 < v0 then 'less' else 'more' end as bucket,
            sum(v1 - v0)::double as change, list(customer_id)
        from moved join customer using (customer_key) group by 1 order by 2""",
        before=BEFORE, last=LAST, levels=LEVELS, branch=truths.outflow_branch,
    )  # fmt: skip
    bucket, change, customers = rows[0]
    assert bucket == "down"
    assert change < 1.2 * rows[1][1]
    assert set(truths.outflow) <= set(customers)


def test_the_outflow_happens_in_the_last_week(ask, truths):
    rows = ask(
        """select snapshot_date, sum(aum_eop)::double from customer_snapshot
        join customer using (customer_key)
        where list_contains($ids, customer_id) and snapshot_date in ($a, $b)
        group by 1 order by 1""",
        ids=truths.outflow, a=WEEK_BEFORE, b=WEEK,
    )  # fmt: skip
    assert rows[1][1] < 0.2 * rows[0][1]


def test_the_real_campaign_has_its_planted_counts_and_the_placebo_only_looks_good(ask, truths):
    rows = ask(
        """select campaign_id, arm, count(*), count(responded_on), count(converted_on)
        from campaign_member group by all order by all"""
    )
    assert rows[:5] == [
        (truths.real_campaign, "control", 1_000, 0, 50),
        (truths.real_campaign, "treat", 4_000, 448, 320),
        (truths.placebo_campaign, "control", 1_000, 0, 75),
        (truths.placebo_campaign, "treat", 3_000, 570, 226),
        (truths.campaign_without_control, "treat", 1_200, 114, 48),
    ]


def test_planted_borrowers_are_surely_possibly_or_never_exposed(ask, truths):
    for ids, sure, known in (
        (truths.exposed_sure, True, True),
        (truths.exposed_possible, False, False),
    ):
        rows = ask(
            """select count(*), min(h.rate), bool_and(occupation_group is not null),
                bool_and(h.overdue_days = 0), bool_and(job_grade is not null)
            from holding h join customer using (customer_id)
            where product_id = 'P11' and close_date is null and list_contains($ids, customer_id)""",
            ids=ids,
        )
        count, rate, has_work, timely, has_grade = rows[0]
        assert (count, has_work, timely, has_grade) == (len(ids), known, True, sure)
        assert rate > 0.07
    wrong = ask(
        """select count(*) from holding h join customer using (customer_id)
        where product_id = 'P11' and close_date is null and list_contains($ids, customer_id)
            and h.rate > 0.06 and h.overdue_days = 0 and list_contains($easy, occupation_group)""",
        ids=truths.not_eligible,
        easy=["civil_servant", "public_institution", "central_soe", "teacher", "doctor"],
    )
    assert wrong == [(0,)]


def test_the_shipped_offers_have_no_date_until_somebody_confirms_one(ask):
    rows = ask(
        """select offer_id, max_amount, quote_value, quote_basis, is_floor, repay_modes, observed_on
        from competitor_offer where product_name like '优享贷%' order by 1"""
    )
    modes = ["annuity", "bullet"]
    assert rows == [
        ("O01", 300_000, 5.0, "monthly_li", True, modes, None),
        ("O02", 500_000, 5.0, "monthly_li", True, modes, None),
    ]


def test_salaries_stop_two_months_before_the_end(ask, truths):
    rows = ask(
        """select snapshot_date, count(*) filter (payroll_in > 0) from customer_snapshot
        join customer using (customer_key) where list_contains($ids, customer_id)
            and snapshot_date in ('2026-06-30', '2026-07-31', '2026-08-31', '2026-09-30', $last)
        group by 1 order by 1""",
        ids=truths.payroll_stopped,
        last=LAST,
    )
    assert [row[1] for row in rows] == [80, 80, 80, 0, 0]


def test_the_potentials_earn_like_the_best_and_hold_like_the_middle(ask, truths):
    rows = ask(
        """select count(*), min(annual_income), min(external_aum_est),
            list_distinct(list(tier))
        from customer_snapshot join customer using (customer_key)
        where snapshot_date = $last and list_contains($ids, customer_id)""",
        ids=truths.potentials,
        last=LAST,
    )
    assert rows[0][0] == 50
    assert rows[0][1] > 350_000
    assert rows[0][2] > 700_000
    assert rows[0][3] == ["mass_affluent"]


def test_the_ledger_differs_from_the_customers_in_one_branch_by_the_planted_amount(ask, truths):
    rows = ask(
        """select t.branch_id, t.deposits - sum(f.deposit_mavg)
                filter (c.institution_type is distinct from 'interbank') as difference,
            t.loans - sum(f.loan_mavg), t.customer_count - count(*)
        from customer_snapshot f join customer c using (customer_key) join control_total t
            on t.snapshot_date = f.snapshot_date and t.branch_id = f.branch_id
        where f.status = 'open' group by f.snapshot_date, t.branch_id, t.deposits, t.loans,
            t.customer_count
        having difference <> 0 or t.loans <> sum(f.loan_mavg) or t.customer_count <> count(*)"""
    )
    assert [(branch, float(d), float(loans), n) for branch, d, loans, n in rows] == [
        (truths.control_branch, truths.control_difference, 0.0, 0)
    ]


def test_the_planted_faults_are_there_and_no_others(ask, truths):
    parts = ask(
        """select customer_id from customer_snapshot join customer using (customer_key)
        where status = 'open' and abs(dep_demand_mavg + dep_time_mavg + wealth_mavg
            + other_aum_mavg - aum_mavg) > 1 order by 1"""
    )
    assert [row[0] for row in parts] == list(truths.parts_mismatch)
    closed = ask(
        """select distinct customer_id from customer_snapshot join customer using (customer_key)
        where status = 'closed' and aum_mavg <> 0 order by 1"""
    )
    assert [row[0] for row in closed] == list(truths.closed_with_balance)
    unknown = ask("select count(*) from holding anti join product using (product_id)")
    assert unknown == [(truths.unknown_product_holdings,)]
    backwards = ask("select count(*) from complaint where closed_ts < received_ts")
    assert backwards == [(3,)]
    early = ask("select count(*) from campaign_member where converted_on < assigned_on")
    touched = ask(
        "select count(*) from campaign_member where arm = 'control' and contacted_on is not null"
    )
    assert (early, touched) == ([(4,)], [(6,)])


def test_products_held_agree_with_the_holdings_except_where_planted(ask, truths):
    rows = ask(
        """with held as (
            select customer_id, count(distinct line) as lines
            from holding join product using (product_id)
            where not is_channel and open_date <= $last
                and (close_date is null or close_date > $last) group by 1)
        select customer_id from customer_snapshot join customer using (customer_key)
            join held using (customer_id)
        where snapshot_date = $last and status = 'open' and lines <> product_cnt order by 1""",
        last=LAST,
    )
    assert [row[0] for row in rows] == list(truths.product_count_wrong)


def test_one_branch_draws_the_complaints(ask, truths):
    rows = ask(
        """with people as (select branch_id, count(*) as n from customer group by 1)
        select branch_id, count(*) / any_value(n) as rate
        from complaint join people using (branch_id)
        group by 1 order by 2 desc"""
    )
    assert rows[0][0] == truths.complaint_branch
    assert rows[0][1] > 1.5 * rows[1][1]


def test_five_behaviours_come_back_from_plain_clustering(ask):
    cluster = pytest.importorskip("sklearn.cluster")
    metrics = pytest.importorskip("sklearn.metrics")
    rows = ask(
        """select customer_id, dep_demand_mavg::double, dep_time_mavg::double,
            wealth_mavg::double, other_aum_mavg::double, txn_cnt_90d, digital_login_30d,
            payroll_in::double, loan_mavg::double
        from customer_snapshot join customer using (customer_key)
        where snapshot_date = $day and status = 'open'
            and customer_snapshot.customer_type = 'personal'
        order by 1""",
        day=LAST,
    )
    truth = dict(zip(*latent_segments(Plan()).to_pydict().values(), strict=True))
    numbers = np.array([row[1:] for row in rows])
    money, rest = np.clip(numbers[:, :4], 0, None), np.log1p(numbers[:, 4:])
    shares = money / np.maximum(money.sum(axis=1, keepdims=True), 1)
    features = np.hstack([shares, rest])
    features = (features - features.mean(axis=0)) / features.std(axis=0)
    found = cluster.KMeans(5, n_init=3, random_state=0).fit_predict(features)
    assert metrics.adjusted_rand_score([truth[row[0]] for row in rows], found) > 0.85


def test_the_quality_report_finds_what_was_planted_and_nothing_else(demo_store, truths):
    found = {result.rule.name: result for result in quality.report(Store(demo_store))}
    counts = {name: result.count for name, result in found.items() if result.count}
    natural = {"negative_assets", "stale_credit_grades", "stale_risk_assessments"}
    assert {name: count for name, count in counts.items() if name not in natural} == {
        "unknown_products": truths.unknown_product_holdings,
        "unknown_codes": 6,
        "month_gaps": len(truths.month_missing),
        "parts_differ": len(truths.parts_mismatch),
        "closed_with_balance": 18,
        "complaints_closed_before_received": 3,
        "conversions_before_assignment": 4,
        "contacted_controls": 6,
        "product_counts_differ": len(truths.product_count_wrong),
        "ledger_differences": 1,
    }
    assert quality.score(found.values()) > 0.99
