"""Each segment in one line: a bank of nine customers worked by hand, and the demo bank's twin."""

import datetime as dt
from types import SimpleNamespace

import duckdb
import numpy as np
import pandas as pd
import pytest

from analytics import problems
from analytics.engine import DuckDBEngine
from analytics.scope import Scope
from analytics.segment_gaps import segment_product_gaps
from analytics.segment_members import segment_customers
from analytics.segment_profiles import missing_tables, segment_profiles, segment_tier
from tests.support.releases import small_release, written_store
from tests.support.segment_fits import FITTED_ON, feature, quick_fit, segment, segmentation

AT = FITTED_ON  # 31 December 2025
BUSY_AND_QUIET = segmentation(
    [feature("txn_cnt_90d")],
    [
        segment("P1", 0, en="Quiet", zh="低频客户"),
        segment("P2", 20, en="Busy", zh="活跃客户"),
    ],
)
# P1: C1 to C4, P2: C5 to C8; C9's transactions are not known.
PEOPLE = """
customer_id | txn_cnt_90d | contribution_ttm | aum_mavg | loan_mavg | tier
C1          | 0           | 10               | 100      | 0         | mass
C2          | 1           | 20               | 0        | 0         | mass
C3          | 2           | 60               | 300      | 0         | vip
C4          | 3           |                  | 50       | 0         | mass
C5          | 20          | 400              | 1000     | 5000      | vip
C6          | 21          | 100              | 2000     | 0         | vip
C7          | 22          | 300              |          | 0         | mass
C8          | 23          | 200              | 3000     | 0         | mass
C9          |             | -90              | 500      | 0         | mass
"""
CONSENT = """
customer_id | purpose   | channel | recorded_on | granted | expires_on
C1          | marketing | sms     | 2025-01-01  | true    |
C1          | marketing | sms     | 2025-06-01  | false   |
C2          | marketing | sms     | 2025-01-01  | false   |
C2          | marketing | call    | 2025-01-01  | true    |
C3          | marketing | sms     | 2025-01-01  | true    | 2025-12-30
C4          | research  | sms     | 2025-01-01  | true    |
C5          | marketing | sms     | 2025-01-01  | true    | 2025-12-31
C6          | marketing | sms     | 2026-01-01  | true    |
C7          | marketing | sms     | 2025-01-01  | false   |
C7          | marketing | sms     | 2025-12-31  | true    |
"""
CONTACT = """
contact_id | customer_id | contact_ts          | channel | type      | result
K1         | C1          | 2025-07-04 09:00:00 | call    | care      | reached
K2         | C2          | 2025-07-03 09:00:00 | call    | service   | reached
K3         | C3          | 2025-12-30 09:00:00 | call    | marketing | reached
K4         | C3          | 2025-12-31 23:30:00 | call    | care      | not_reached
K5         | C5          | 2025-12-31 23:30:00 | call    | care      | reached
K6         | C5          | 2025-12-01 09:00:00 | call    | care      | reached
K7         | C6          | 2026-01-01 09:00:00 | call    | care      | reached
K8         | C7          | 2025-11-01 09:00:00 | call    | service   | reached
"""
CARE = """
scheme | customer_type | level | code | metric | lower_bound | hold_months | effective_from
CARE   | personal      | 1     | mass | rule   |             | 6           | 1900-01-01
CARE   | personal      | 4     | vip  | rule   | 30          | 1           | 1900-01-01
"""
PRODUCT = """
product_id | name_zh | line           | is_channel | status
A          | 定期    | deposit_time   | false      | active
B          | 理财    | wealth         | false      | active
C          | 旧理财  | fund_insurance | false      | inactive
D          | 手机    | e_channel      | true       | active
"""
HOLDING = """
holding_id | customer_id | product_id | open_date  | close_date
1          | C1          | A          | 2025-01-01 |
2          | C5          | A          | 2025-12-31 |
3          | C6          | A          | 2026-01-01 |
4          | C7          | A          | 2025-01-01 | 2025-12-31
5          | C8          | A          | 2025-01-01 | 2026-06-30
6          | C8          | A          | 2025-02-01 |
7          | C5          | B          | 2025-01-01 |
8          | C5          | D          | 2025-01-01 |
9          | C1          | C          | 2025-01-01 |
"""
TABLES = {
    "consent": CONSENT,
    "contact": CONTACT,
    "tier_policy": CARE,
    "product": PRODUCT,
    "holding": HOLDING,
}


def rows(text):
    """A text table as a frame of text, empty cells as None."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    frame = pd.DataFrame(lines[1:], columns=lines[0])
    return frame.where(frame != "", None)


def engine_of(folder, *, tables=TABLES):
    people = rows(PEOPLE).assign(snapshot_date=AT)
    numbers = ["txn_cnt_90d", "contribution_ttm", "aum_mavg", "loan_mavg"]
    people[numbers] = people[numbers].astype(float)
    store = written_store(folder, people)
    with duckdb.connect(str(store.path("000001"))) as connection:
        for table, text in tables.items():
            frame = rows(text)
            connection.register("given", frame)
            connection.execute(f"insert into {table} by name select * from given")
            connection.unregister("given")
    return DuckDBEngine(store)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    engine = engine_of(tmp_path_factory.mktemp("profiles") / "store")
    scope = Scope.of(engine)
    found = segment_profiles(engine, scope, BUSY_AND_QUIET).set_index("segment")
    return SimpleNamespace(engine=engine, scope=scope, profiles=found)


def test_sizes_money_and_shares(small):
    found = small.profiles

    assert list(found.index) == ["P1", "P2", ""]
    assert list(found["customer_count"]) == [4, 4, 1]
    assert list(found["contribution_ttm"]) == [90, 1000, -90]
    assert list(found["contribution_share"]) == [0.09, 1.0, -0.09]
    assert found.loc["P1", "contribution_mean"] == 30
    assert found.loc["P1", "contribution_median"] == 20
    assert found.loc["P2", "contribution_median"] == 250
    assert list(found["aum_mavg"]) == [450, 6000, 500]
    assert found.loc["P1", "aum_median"] == 75
    assert found.loc["P2", ["aum_mean", "aum_median"]].tolist() == [2000, 2000]
    assert list(found["valid_count"]) == [2, 3, 1]
    assert found["share"].sum() == pytest.approx(1)
    assert list(found["name_zh"].fillna("")) == ["低频客户", "活跃客户", ""]


def test_the_newest_record_of_a_channel_decides_and_no_record_is_no(small):
    """C1 took it back, C2 agreed by phone, C3's expired, C6's is later; C5 and C7 agreed."""
    assert list(small.profiles["consented_count"]) == [1, 2, 0]
    assert list(small.profiles["consented_share"]) == [0.25, 0.5, 0]


def test_only_who_was_reached_in_care_or_service_within_the_limit_of_the_tier_is_cared_for(small):
    """180 days for mass: C1 on the day, C2 a day late; C3 reached by marketing only; C5 today."""
    found = small.profiles

    assert list(found["care_due_count"]) == [4, 4, 1]
    assert list(found["care_kept_count"]) == [1, 2, 0]
    assert list(found["care_share"]) == [0.25, 0.5, 0]
    assert list(found["never_reached_count"]) == [2, 2, 1]
    assert found.loc["P1", "care_days_median"] == 180.5
    assert found.loc["P2", "care_days_median"] == 30
    assert np.isnan(found.loc["", "care_days_median"])


def test_what_a_segment_lacks_is_measured_against_all_others(small):
    """Of A, opened by then and not closed: C1; C5 and C8 (once). Of B: C5. C is withdrawn."""
    found = segment_product_gaps(small.engine, small.scope, BUSY_AND_QUIET)

    table = found.set_index(["segment", "line"])
    assert list(table.index) == [
        (segment, line) for segment in ("P1", "P2") for line in ("deposit_time", "wealth")
    ]
    assert list(table["holder_count"]) == [1, 0, 2, 1]
    assert list(table["held_share"]) == [0.25, 0, 0.5, 0.25]
    assert list(table["rest_share"]) == [0.5, 0.25, 0.25, 0]
    assert list(table["gap"]) == [0.25, 0.25, -0.25, -0.25]
    assert table["best_segment"].isna().all(), "nobody with ten customers is an example"


def test_the_widest_gap_stands_in_the_profile(small):
    found = small.profiles

    assert found.loc["P1", ["gap_line", "gap_count", "gap_customers"]].tolist() == [
        "deposit_time",
        3,
        1,
    ]
    assert found.loc["P2", ["gap_line", "gap_share"]].isna().all()


def test_the_tables_a_bank_never_gave_are_named_and_leave_nulls(tmp_path):
    engine = engine_of(tmp_path / "store", tables={})
    scope = Scope.of(engine)
    found = segment_profiles(engine, scope, BUSY_AND_QUIET)

    assert missing_tables(engine, scope) == ("consent", "contact", "holding")
    nothing = ["consented_count", "care_due_count", "never_reached_count", "gap_line"]
    assert found[nothing].isna().all(axis=None)
    assert list(found["customer_count"]) == [4, 4, 1]
    assert segment_product_gaps(engine, scope, BUSY_AND_QUIET).empty


def test_a_total_that_is_not_above_zero_has_no_shares(tmp_path):
    lossy = pd.DataFrame(
        {
            "customer_id": ["C1", "C2"],
            "snapshot_date": AT,
            "txn_cnt_90d": [0, 20],
            "contribution_ttm": [5, -6],
            "aum_mavg": [0, 0],
        }
    )
    engine = small_release(tmp_path / "store", lossy)
    found = segment_profiles(engine, Scope.of(engine), BUSY_AND_QUIET)

    assert found[["contribution_share", "aum_share"]].isna().all(axis=None)
    assert list(found["contribution_ttm"]) == [5, -6]


def test_nobody_in_scope_is_said(small):
    scope = Scope(at=dt.date(2020, 1, 31))
    with pytest.raises(problems.EmptyScope):
        segment_profiles(small.engine, scope, BUSY_AND_QUIET)
    with pytest.raises(problems.EmptyScope):
        segment_tier(small.engine, scope, BUSY_AND_QUIET)


def test_tiers_and_segments_add_up(small):
    found = segment_tier(small.engine, small.scope, BUSY_AND_QUIET)

    table = found.pivot_table("customer_count", "tier", "segment", fill_value=0)
    assert table.loc["mass"].to_dict() == {"": 1, "P1": 3, "P2": 2}
    assert table.loc["vip"].to_dict() == {"": 0, "P1": 1, "P2": 2}
    assert found["contribution_ttm"].sum() == 1000
    assert found.groupby("tier")["tier_share"].sum().to_list() == pytest.approx([1, 1])
    assert found.groupby("segment")["segment_share"].sum().to_list() == pytest.approx([1, 1, 1])
    assert list(found["tier"]) == ["mass"] * 3 + ["vip"] * 2
    assert list(found["segment"]) == ["P1", "P2", "", "P1", "P2"]


@pytest.fixture(scope="module")
def demo(demo_store):
    engine = DuckDBEngine(demo_store)
    scope = Scope.of(engine)
    found = quick_fit(engine, scope)
    return SimpleNamespace(engine=engine, scope=scope, segmentation=found)


def test_the_demo_bank_equals_a_twin_in_pandas(demo):
    """Medians, consent and contacts counted from the rows themselves, segment by segment."""
    consents, contacts = (
        demo.engine._connection.cursor().sql(f"select * from {table}").df()
        for table in ("consent", "contact")
    )
    found = segment_profiles(demo.engine, demo.scope, demo.segmentation).set_index("segment")
    for code in found.index:
        people = segment_customers(
            demo.engine, demo.scope, demo.segmentation, segment=code, limit=10_000
        )
        ids = set(people["customer_id"])
        assert found.loc[code, "customer_count"] == len(ids)
        assert found.loc[code, "contribution_median"] == pytest.approx(
            people["contribution_ttm"].median()
        )
        assert found.loc[code, "aum_mavg"] == pytest.approx(people["aum_mavg"].sum())
        assert found.loc[code, "consented_count"] == len(agreed(consents) & ids)
        assert found.loc[code, "never_reached_count"] == len(ids - cared_for(contacts))


def agreed(consent):
    at = pd.Timestamp("2026-10-31")
    known = consent[(consent["purpose"] == "marketing") & (consent["recorded_on"] <= at)]
    newest = known.sort_values("recorded_on").groupby(["customer_id", "channel"]).last()
    stands = newest["granted"] & ~(newest["expires_on"] < at).fillna(value=False)
    return set(newest[stands].index.get_level_values("customer_id"))


def cared_for(contact):
    right = contact[(contact["result"] == "reached") & contact["type"].isin(["care", "service"])]
    return set(right["customer_id"])


def test_the_demo_banks_tiers_by_segment_add_up_to_the_bank(demo):
    found = segment_tier(demo.engine, demo.scope, demo.segmentation)
    profiles = segment_profiles(demo.engine, demo.scope, demo.segmentation)

    assert found["customer_count"].sum() == profiles["customer_count"].sum() == 17_073
    for amount in ("contribution_ttm", "aum_mavg"):
        assert found[amount].sum() == pytest.approx(profiles[amount].sum(), abs=0.005)
