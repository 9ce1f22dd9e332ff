"""What a delivery does to a store: dates replace, keys upsert, the same files change nothing."""

import random
import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from data import publish, release
from data.policy import TIER_POLICY, TierPolicy
from data.publish import Rules
from data.release import Store
from data.store_problems import (
    CustomersMissing,
    NothingToRollBack,
    ReleaseDamaged,
    ReleaseFromOtherVersion,
    ReleaseUnknown,
    StoreLocked,
    StoreMissing,
)
from data.workspace import Workspace
from tests.support.deliveries import delivery

CUSTOMERS = """
customer_id customer_type branch_id display_name phone
A1 personal B1 张三 13812345678
A2 personal B1 李四 -
C1 corporate B2 大江公司 -
"""
JANUARY = """
customer_id snapshot_date aum_mavg dep_demand_mavg dep_time_mavg loan_mavg
A1 2026-01-31 320000 100000 220000 0
A2 2026-01-31 40000 40000 0 0
C1 2026-01-31 90000 90000 0 1000000
"""
FEBRUARY = """
customer_id snapshot_date aum_mavg dep_demand_mavg dep_time_mavg loan_mavg
A1 2026-02-28 280000 60000 220000 0
A2 2026-02-28 50000 50000 0 0
C1 2026-02-28 90000 90000 0 1000000
"""
FACT = """select c.customer_id, f.* exclude (customer_key) from customer_snapshot f
    join customer c using (customer_key) order by f.snapshot_date, c.customer_id"""


def answer(store, sql, release_id=None):
    with release.connect(store, release_id) as connection:
        return connection.execute(sql).fetchall()


def frame(store, sql=FACT):
    with release.connect(store) as connection:
        return connection.execute(sql).df()


@pytest.fixture
def staged(tmp_path):
    return tmp_path / "staged"


@pytest.fixture
def store(tmp_path, staged):
    made = Store(tmp_path / "store")
    publish.publish(made, delivery(staged, {"customer": CUSTOMERS, "customer_snapshot": JANUARY}))
    return made


def test_first_release_holds_tiers_contribution_and_trailing_year(store):
    assert answer(
        store,
        """select c.customer_id, contribution, contribution_ttm, tier, tier_watch, deposit_mavg
        from customer_snapshot join customer c using (customer_key) order by 1""",
    ) == [
        ("A1", Decimal("239.166667"), Decimal("2870.000004"), "affluent", False, Decimal(320000)),
        ("A2", Decimal("45.000000"), Decimal("540.000000"), "mass", False, Decimal(40000)),
        ("C1", Decimal("2045.000000"), Decimal("24540.000000"), "growth", False, Decimal(90000)),
    ]
    assert answer(store, "select ttm_months, contribution_source, loans_given from snapshot") == [
        (1, "estimated", True)
    ]


def test_names_and_phones_live_in_a_file_of_their_own(store):
    columns = answer(
        store, "select column_name from duckdb_columns() where table_name = 'customer'"
    )
    assert not {"display_name", "phone"} & {row[0] for row in columns}
    with duckdb.connect(str(store.identity_path("000001")), read_only=True) as names:
        assert names.execute("select * from identity order by 1").fetchall() == [
            ("A1", "张三", "13812345678"),
            ("A2", "李四", None),
            ("C1", "大江公司", None),
        ]


def test_the_same_files_twice_change_nothing_and_say_so(store, staged):
    again = delivery(staged, {"customer": CUSTOMERS, "customer_snapshot": JANUARY})
    report = publish.publish(store, again)
    assert report.unchanged
    assert store.release_ids() == ["000001"]


def test_an_older_file_again_after_a_correction_is_a_change(store, staged):
    corrected = JANUARY.replace("40000 40000", "41000 41000")
    publish.publish(store, delivery(staged, {"customer_snapshot": corrected}))
    report = publish.publish(store, delivery(staged, {"customer_snapshot": JANUARY}))
    assert not report.unchanged


def test_a_delivered_date_replaces_the_whole_date(store, staged):
    publish.publish(store, delivery(staged, {"customer_snapshot": FEBRUARY}))
    only = JANUARY.strip().splitlines()
    report = publish.publish(store, delivery(staged, {"customer_snapshot": "\n".join(only[:2])}))
    assert report.outcome.dates == (date(2026, 1, 31),)
    assert report.outcome.derived_dates == (date(2026, 1, 31), date(2026, 2, 28))
    assert answer(
        store, "select snapshot_date, count(*) from customer_snapshot group by 1 order by 1"
    ) == [(date(2026, 1, 31), 1), (date(2026, 2, 28), 3)]


def test_customers_upsert_and_a_column_not_brought_stays(store, staged):
    publish.publish(
        store,
        delivery(
            staged,
            {
                "customer": """
                customer_id customer_type branch_id service_group
                A2 personal B9 farmer
                A0 personal B1 merchant
                """
            },
        ),
    )
    assert answer(
        store, "select customer_key, customer_id, branch_id, service_group from customer order by 1"
    ) == [
        (1, "A1", "B1", None),
        (2, "A2", "B9", "farmer"),
        (3, "C1", "B2", None),
        (4, "A0", "B1", "merchant"),
    ]
    with duckdb.connect(str(store.identity_path("000002")), read_only=True) as names:
        assert names.execute("select count(*) from identity").fetchone() == (3,)


def test_a_customer_whose_type_changes_is_derived_again_everywhere(store, staged):
    publish.publish(
        store,
        delivery(staged, {"customer": "customer_id customer_type branch_id\nA1 corporate B1"}),
    )
    assert answer(
        store,
        """select customer_type, tier from customer_snapshot join customer c
        using (customer_key, customer_type) where c.customer_id = 'A1'""",
    ) == [("corporate", "basic")]


def test_branches_replace_and_products_held_upsert(store, staged):
    branch = "branch_id name area\nB1 East urban\nB2 West county"
    holding = "holding_id customer_id product_id open_date\nH1 A1 P1 2020-01-01"
    publish.publish(store, delivery(staged, {"branch": branch, "holding": holding}))
    branch = "branch_id name\nB1 Eastern"
    holding = "holding_id customer_id product_id\nH1 A1 P2\nH2 A2 P1"
    publish.publish(store, delivery(staged, {"branch": branch, "holding": holding}))
    assert answer(store, "select branch_id, name, area from branch") == [("B1", "Eastern", None)]
    assert answer(store, "select holding_id, product_id, open_date from holding order by 1") == [
        ("H1", "P2", date(2020, 1, 1)),
        ("H2", "P1", None),
    ]


def test_holdings_of_a_product_lie_together_in_their_customers_order(store, staged):
    holding = """
    holding_id customer_id product_id
    H1 C1 P2
    H2 A1 P1
    H3 A2 P2
    H4 C1 P1
    """
    publish.publish(store, delivery(staged, {"holding": holding}))
    assert answer(store, "select holding_id from holding") == [("H2",), ("H4",), ("H3",), ("H1",)]
    later = "holding_id customer_id product_id\nH5 A2 P3\nH4 C1 P9\nH2 A1 P3"
    publish.publish(store, delivery(staged, {"holding": later}))
    assert answer(store, "select holding_id from holding")[2:] == [("H2",), ("H5",), ("H4",)]


def test_weekly_rows_carry_tier_and_contribution_of_the_last_month_end(store, staged):
    week = """
    customer_id snapshot_date aum_mavg dep_demand_mavg dep_time_mavg loan_mavg
    A1 2026-02-08 1 1 0 0
    A2 2026-02-08 9000000 9000000 0 0
    """
    publish.publish(store, delivery(staged, {"customer_snapshot": week}))
    assert answer(
        store,
        """select c.customer_id, aum_mavg, tier, contribution, contribution_ttm
        from customer_snapshot join customer c using (customer_key)
        where snapshot_date = '2026-02-08' order by 1""",
    ) == [
        ("A1", Decimal(1), "affluent", Decimal("239.166667"), Decimal("2870.000004")),
        ("A2", Decimal(9000000), "mass", Decimal("45.000000"), Decimal("540.000000")),
    ]
    assert answer(
        store, "select grain, month_date, is_complete from snapshot order by snapshot_date"
    ) == [("month", date(2026, 1, 31), True), ("week", date(2026, 1, 31), True)]


def test_a_single_date_before_day_25_stands_for_itself(tmp_path, staged):
    made = Store(tmp_path / "single")
    rows = JANUARY.replace("2026-01-31", "2026-01-20")
    publish.publish(made, delivery(staged, {"customer": CUSTOMERS, "customer_snapshot": rows}))
    assert answer(made, "select tier from customer_snapshot order by customer_key") == [
        ("affluent",),
        ("mass",),
        ("growth",),
    ]
    assert answer(made, "select grain, month_date, ttm_months from snapshot") == [("week", None, 1)]


@pytest.mark.parametrize(
    ("columns", "source", "contribution"),
    [
        ("contribution\nA1 2026-01-31 100 0 12.34", "given", Decimal("12.340000")),
        (
            (
                "nii_deposit nii_loan fee_income cost_to_serve expected_loss"
                "\nA1 2026-01-31 100 0 10 20 5 3 1.5"
            ),
            "parts",
            Decimal("30.500000"),
        ),
        ("\nA1 2026-01-31 120000 150000", "estimated", Decimal("350.625000")),
    ],
)
def test_contribution_comes_from_what_the_date_brings(
    tmp_path, staged, columns, source, contribution
):
    made = Store(tmp_path / "sources")
    rows = f"customer_id snapshot_date aum_mavg loan_mavg {columns}"
    publish.publish(made, delivery(staged, {"customer": CUSTOMERS, "customer_snapshot": rows}))
    got = answer(made, "select contribution_source, contribution from snapshot, customer_snapshot")
    assert got == [(source, contribution)]


def test_assets_alone_are_read_as_time_deposits_and_say_so(tmp_path, staged):
    made = Store(tmp_path / "assets")
    rows = "customer_id snapshot_date aum_eop\nA1 2026-01-31 120000"
    publish.publish(made, delivery(staged, {"customer": CUSTOMERS, "customer_snapshot": rows}))
    assert answer(
        made,
        """select contribution_source, aum_source, loans_given, aum_mavg, contribution
        from snapshot, customer_snapshot""",
    ) == [("assets_only", "eop", False, Decimal(120000), Decimal("60.000000"))]


def test_balances_of_unknown_customers_are_kept_and_counted(store, staged):
    rows = "customer_id snapshot_date aum_mavg loan_mavg\nZ9 2026-02-28 100 0"
    report = publish.publish(store, delivery(staged, {"customer_snapshot": rows}))
    assert report.outcome.unknown_customer_count == 1
    assert answer(
        store,
        "select customer_key, customer_type, tier from customer_snapshot "
        "where snapshot_date = '2026-02-28'",
    ) == [(4, None, None)]


def months(count, seed=5):
    """A small bank over months, with gaps, closures, returns and newcomers."""
    chance = random.Random(seed)
    rows = []
    for number in range(60):
        amount = chance.choice([3_000, 60_000, 400_000, 1_500_000])
        for month in range(count):
            amount *= chance.choice([0.5, 0.8, 1, 1.1, 1.6])
            if chance.random() < 0.12:
                continue
            rows.append(
                {
                    "customer_id": f"K{number:03d}",
                    "snapshot_date": (
                        pd.Timestamp(2024, 1, 31) + pd.offsets.MonthEnd(month)
                    ).date(),
                    "status": "closed" if chance.random() < 0.05 else "open",
                    "branch_id": f"B{number % 4}",
                    "aum_mavg": round(amount, 2),
                    "dep_demand_mavg": round(amount / 3, 2),
                    "dep_time_mavg": round(amount / 3, 2),
                    "loan_mavg": round(amount * chance.choice([0, 0, 3]), 2),
                    "txn_cnt_90d": chance.randrange(40),
                    "last_txn_date": date(2024, 1, 1),
                }
            )
    return pd.DataFrame(rows)


def people():
    kinds = ["personal", "personal", "corporate", "institution"]
    return pd.DataFrame(
        {
            "customer_id": [f"K{number:03d}" for number in range(60)],
            "customer_type": [kinds[number % 4] for number in range(60)],
            "branch_id": "B0",
            "credit_grade": ["ABCD"[number % 4] if number % 3 else None for number in range(60)],
        }
    )


@pytest.mark.parametrize("drop_rule", ["last", "window_max"])
def test_months_one_by_one_equal_all_months_at_once(tmp_path, staged, drop_rule):
    levels = tuple(replace(level, drop_rule=drop_rule) for level in TIER_POLICY)
    rules = Rules(policy=TierPolicy(levels=levels, version="v1"))
    rows = months(15)
    at_once, one_by_one = Store(tmp_path / "once"), Store(tmp_path / "steps")
    publish.publish(
        at_once, delivery(staged, {"customer": people(), "customer_snapshot": rows}), rules=rules
    )
    brought = {"customer": people()}
    for _, month in rows.groupby("snapshot_date"):
        brought |= {"customer_snapshot": month}
        publish.publish(one_by_one, delivery(staged, brought), rules=rules)
        brought = {}
    pd.testing.assert_frame_equal(frame(at_once), frame(one_by_one))
    cubes = "select * from cube_bucket order by all"
    pd.testing.assert_frame_equal(frame(at_once, cubes), frame(one_by_one, cubes))


def test_correcting_an_early_month_equals_loading_it_right_at_once(tmp_path, staged):
    wrong, right = months(15, seed=5), months(15, seed=6)
    second = sorted(wrong["snapshot_date"].unique())[1]
    mixed = pd.concat(
        [wrong[wrong["snapshot_date"] != second], right[right["snapshot_date"] == second]]
    )
    at_once, corrected = Store(tmp_path / "once"), Store(tmp_path / "corrected")
    publish.publish(at_once, delivery(staged, {"customer": people(), "customer_snapshot": mixed}))
    publish.publish(corrected, delivery(staged, {"customer": people(), "customer_snapshot": wrong}))
    publish.publish(
        corrected,
        delivery(staged, {"customer_snapshot": right[right["snapshot_date"] == second]}),
    )
    pd.testing.assert_frame_equal(frame(at_once), frame(corrected))


def test_trailing_year_counts_twelve_month_ends_and_the_fact_is_in_order(tmp_path, staged):
    made = Store(tmp_path / "year")
    rows = months(15)
    publish.publish(made, delivery(staged, {"customer": people(), "customer_snapshot": rows}))
    fact = frame(made)
    is_open = fact["status"] == "open"
    totals = fact[is_open].pivot_table(
        index="customer_id", columns="snapshot_date", values="contribution", aggfunc="sum"
    )
    last = fact[(fact["snapshot_date"] == fact["snapshot_date"].max()) & is_open]
    expected = totals.iloc[:, -12:].sum(axis=1)[last["customer_id"]]
    assert last["contribution_ttm"].tolist() == pytest.approx(expected.tolist(), abs=1e-5)
    order = answer(made, "select snapshot_date, branch_id, customer_key from customer_snapshot")
    assert order == sorted(order)


def test_rules_saved_in_the_workspace_reach_the_next_release(store):
    Workspace(store).save_parameters({"ftp_demand": 0.026})
    report = publish.rederive(store)
    assert report.release_id == "000002"
    assert answer(
        store,
        """select contribution, parameter_version, default_parameters
        from customer_snapshot, release where customer_key = 2""",
    ) == [(Decimal("78.333333"), "v1", False)]
    assert publish.rederive(store).unchanged


def test_a_cancelled_preview_leaves_nothing_behind(store):
    wanted = Workspace(store).parameters().changed({"cost_base_month": 105})
    before = sorted(path.name for path in store.releases.iterdir())

    def cancel(name, share):
        assert 0 < share < 1
        if name.startswith("derive"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish.preview(store, wanted, cancel)
    assert sorted(path.name for path in store.releases.iterdir()) == before


def test_a_preview_shows_the_effect_and_publishes_nothing(store):
    wanted = Workspace(store).parameters().changed({"cost_base_month": 105})
    effect = publish.preview(store, wanted)
    row = effect[(effect["figure"] == "contribution") & (effect["customer_type"] == "personal")]
    assert row["change"].tolist() == [-200.0]
    assert store.release_ids() == ["000001"]
    assert not list(store.releases.glob("next-*"))


def test_roll_back_and_forward_move_only_the_pointer(store, staged):
    publish.publish(store, delivery(staged, {"customer_snapshot": FEBRUARY}))
    assert store.roll_back() == "000001"
    assert store.release_ids() == ["000001", "000002"]
    with pytest.raises(NothingToRollBack):
        store.roll_back()
    assert store.roll_back("000002") == "000002"
    with pytest.raises(ReleaseUnknown, match="Releases kept: 000001, 000002"):
        store.roll_back("000009")


def test_a_load_after_a_roll_back_builds_on_the_release_in_use(store, staged):
    publish.publish(store, delivery(staged, {"customer_snapshot": FEBRUARY}))
    store.roll_back()
    march = FEBRUARY.replace("2026-02-28", "2026-03-31")
    report = publish.publish(store, delivery(staged, {"customer_snapshot": march}))
    assert (report.release_id, report.parent_id) == ("000003", "000001")
    assert answer(store, "select count(*) from snapshot") == [(2,)]


def test_a_roll_back_goes_to_what_the_release_was_made_from(store, staged):
    publish.publish(store, delivery(staged, {"customer_snapshot": FEBRUARY}))
    store.roll_back()
    march = FEBRUARY.replace("2026-02-28", "2026-03-31")
    publish.publish(store, delivery(staged, {"customer_snapshot": march}))
    assert store.roll_back() == "000001"


def test_a_damaged_release_still_knows_what_it_was_made_from(store, staged):
    publish.publish(store, delivery(staged, {"customer_snapshot": FEBRUARY}))
    store.roll_back()
    march = FEBRUARY.replace("2026-02-28", "2026-03-31")
    publish.publish(store, delivery(staged, {"customer_snapshot": march}))
    store.path("000003").write_bytes(b"")
    assert store.before("000003") == "000001"


def test_without_its_parent_a_roll_back_goes_to_the_newest_older_release(store, staged):
    publish.publish(store, delivery(staged, {"customer_snapshot": FEBRUARY}))
    store.roll_back()
    march = FEBRUARY.replace("2026-02-28", "2026-03-31")
    publish.publish(store, delivery(staged, {"customer_snapshot": march}))
    store.manifest_path("000001").unlink()
    assert store.roll_back() == "000002"


def test_the_last_six_releases_stay_readable(store, staged):
    for number in range(7):
        rows = JANUARY.replace("40000 40000", f"4{number}000 4{number}000").replace(
            "-01-31", "-03-31"
        )
        publish.publish(store, delivery(staged, {"customer_snapshot": rows}))
    assert store.release_ids() == [f"{number:06d}" for number in range(3, 9)]
    assert answer(store, "select release_id from release", "000003") == [("000003",)]


def test_no_customers_at_all_is_refused(tmp_path, staged):
    with pytest.raises(CustomersMissing):
        publish.publish(Store(tmp_path / "none"), delivery(staged, {"customer_snapshot": JANUARY}))


def test_an_empty_folder_says_how_to_fill_it(tmp_path):
    with pytest.raises(StoreMissing, match="There is no data in"):
        release.connect(Store(tmp_path / "nothing"))


def test_a_second_writer_is_told_to_wait(store, staged):
    with store.locked(), pytest.raises(StoreLocked, match="Another load is writing"):
        publish.publish(store, delivery(staged, {"customer_snapshot": FEBRUARY}))


def test_a_truncated_release_is_damaged_and_another_version_is_named(store, staged):
    publish.publish(store, delivery(staged, {"customer_snapshot": FEBRUARY}))
    path = store.path("000002")
    path.write_bytes(path.read_bytes()[:-4096])
    with pytest.raises(ReleaseDamaged, match="Release 000002"):
        release.connect(store)
    assert store.roll_back() == "000001"
    store.manifest_path("000001").unlink()
    with duckdb.connect(str(store.path("000001"))) as connection:
        connection.execute("update release set schema_version = 99")
    with pytest.raises(ReleaseFromOtherVersion, match="another version of Tierview"):
        release.connect(store)


def test_a_release_from_before_segments_is_named_and_no_load_touches_it(store, staged):
    with duckdb.connect(str(store.path("000001"))) as connection:
        connection.execute("update release set schema_version = 2")
    store.manifest_path("000001").unlink()
    with pytest.raises(ReleaseFromOtherVersion, match="Load the files again into a new store"):
        release.connect(store)
    with pytest.raises(ReleaseFromOtherVersion):
        publish.publish(store, delivery(staged, {"customer_snapshot": FEBRUARY}))
    assert store.release_ids() == ["000001"]


def test_the_release_is_locked_down_for_readers(store):
    with (
        release.connect(store) as connection,
        pytest.raises(duckdb.Error, match="file system operations are disabled"),
    ):
        connection.execute("select * from read_csv('/etc/hostname')")


CRASHING = """
import os, sys
from pathlib import Path
from data import publish
from data.delivery import DeliveredFile, Delivery
from data.release import Store

def step(name):
    global left
    left -= 1
    if left == 0:
        os._exit(9)

left = int(sys.argv[3])
file = DeliveredFile(table="customer_snapshot", name="customer_snapshot.csv", sha256="new",
    rows_in=3, rows_ok=3, rows_rejected=0)
delivery = Delivery(staging=Path(sys.argv[2]), files=(file,))
publish.publish(Store(sys.argv[1]), delivery, progress=step)
print("finished")
"""


def crash(store, staging, at):
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(CRASHING), store.folder, staging, str(at)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_a_killed_load_leaves_the_old_release_and_the_next_load_works(store, staged):
    before = answer(store, FACT)
    february = delivery(staged, {"customer_snapshot": FEBRUARY})
    points = 0
    while True:
        done = crash(store, february.staging, points + 1)
        if done.stdout.strip() == "finished":
            break
        assert done.returncode == 9, done.stderr
        points += 1
        current = store.current
        kept = answer(store, FACT, "000001")
        assert kept == before
        if current != "000001":
            assert answer(store, "select count(*) from snapshot") == [(2,)]
            store.roll_back("000001")
    assert points >= 12
    assert answer(store, "select count(*) from snapshot") == [(2,)]
    assert not list(store.releases.glob("next-*"))
