"""How customers stand when actions are made of them, and how much a manager can do in a week."""

import datetime as dt

import duckdb
import pandas as pd
import pytest

from analytics.action_facts import customer_standing, manager_capacity
from analytics.engine import DuckDBEngine
from analytics.scope import Scope
from tests.support.releases import written_store

AT = dt.date(2026, 6, 30)
ROWS = {
    "customer_id": ["C1", "C2", "C3", "C4"],
    "snapshot_date": [AT] * 4,
    "status": ["open", "open", "closed", "open"],
    "branch_id": ["B01", "B02", "B01", "B01"],
    "manager_id": ["M1", None, "M1", "M2"],
    "aum_mavg": [100, 200, 0, 400],
    "contribution_ttm": [10, -5, 0, 40],
    "tier": ["vip", "mass", "mass", "mass"],
}
CONSENTS = """insert into consent by name select * from (values
    ('C1', 'marketing', 'call', date '2026-01-01', true),
    ('C1', 'marketing', 'sms', date '2026-01-01', false),
    ('C2', 'marketing', 'call', date '2025-01-01', true),
    ('C2', 'marketing', 'call', date '2026-02-01', false),
    ('C4', 'personalised_reco', 'call', date '2026-01-01', true))
    as given(customer_id, purpose, channel, recorded_on, granted)"""
MANAGERS = """insert into manager by name select * from (values
    ('M1', '张三', 'B01', 5), ('M2', null, 'B01', 300), ('M3', '李四', 'B02', null))
    as given(manager_id, name, branch_id, capacity)"""
CAPS = """insert into parameter by name select * from (values
    ('rm_weekly_cap', 30, date '2000-01-01'), ('rm_weekly_cap', 12, date '2026-06-01'),
    ('rm_weekly_cap', 50, date '2026-07-01'))
    as given(name, value, effective_from)"""


def bank(folder, *statements):
    store = written_store(folder, pd.DataFrame(ROWS))
    with duckdb.connect(str(store.path("000001"))) as connection:
        for statement in statements:
            connection.execute(statement)
    return DuckDBEngine(store)


def test_a_customer_stands_as_the_row_of_the_date_says_and_the_newest_answer_decides(tmp_path):
    engine = bank(tmp_path / "store", CONSENTS)
    found = customer_standing(engine, Scope.of(engine), customer_ids=["C4", "C2", "C1", "C3", "X"])
    told = found[["customer_id", "manager_id", "tier", "aum_mavg", "contribution_ttm"]]
    assert told.astype(object).where(told.notna(), None).to_numpy().tolist() == [
        ["C1", "M1", "vip", 100.0, 10.0],
        ["C2", None, "mass", 200.0, -5.0],
        ["C4", "M2", "mass", 400.0, 40.0],
    ]
    assert list(found["marketing_agreed"]) == [True, False, False]
    assert list(found["may_market"]) == [False, False, False], "nobody agreed to personal offers"


REFUSED = """insert into contact by name select * from (values
    ('C1', 'call', 'marketing', 'refused', timestamp '2026-03-01 09:00:00'),
    ('C4', 'call', 'marketing', 'refused', timestamp '2025-12-01 09:00:00'),
    ('C4', 'sms', 'marketing', 'refused', timestamp '2026-03-01 09:00:00'))
    as given(customer_id, channel, type, result, contact_ts)"""
WILLING = """insert into consent by name select customer_id, purpose, 'call' as channel,
    date '2026-01-01' as recorded_on, true as granted
    from (values ('C1'), ('C4')) as those(customer_id),
        (values ('marketing'), ('personalised_reco')) as asked(purpose)"""


def test_who_refused_contact_since_he_agreed_may_not_be_sent_marketing(tmp_path):
    engine = bank(tmp_path / "store", WILLING, REFUSED)
    found = customer_standing(engine, Scope.of(engine), customer_ids=["C1", "C2", "C4"])
    assert list(found["marketing_agreed"]) == [True, False, True]
    assert list(found["may_market"]) == [False, False, True]


def test_the_scope_limits_who_is_told_of(tmp_path):
    engine = bank(tmp_path / "store")
    scope = Scope.of(engine, where={"branch_id": ["B02"]})
    found = customer_standing(engine, scope, customer_ids=["C1", "C2"])
    assert list(found["customer_id"]) == ["C2"]
    assert customer_standing(engine, scope).empty


@pytest.mark.parametrize(("caps", "expected"), [((), [5, 20, 20]), ((CAPS,), [5, 12, 12])])
def test_a_week_is_the_smaller_of_his_own_and_the_bank_s_cap_in_force(tmp_path, caps, expected):
    engine = bank(tmp_path / "store", MANAGERS, *caps)
    found = manager_capacity(engine, Scope.of(engine))
    assert list(found["manager_id"]) == ["M1", "M2", "M3"]
    assert list(found["week_count"]) == expected


def test_without_managers_there_is_nobody_to_count(tmp_path):
    engine = bank(tmp_path / "store")
    assert manager_capacity(engine, Scope.of(engine)).empty
