"""What was promised and what happened: worked by hand, and beside a plain twin on the demo bank."""

import datetime as dt
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pytest

from analytics.engine import DuckDBEngine
from analytics.promises import promised_customers, promises
from analytics.scope import Scope
from analytics.week_list import week_list, week_list_blocks
from data.release import Store
from tests.support.week_banks import AT, BEFORE, OFFERS, week_engine

TODAY = AT + dt.timedelta(days=5)


@dataclass(frozen=True)
class Made:
    """An action as far as its outcome asks for it."""

    customer_id: str
    status: str = "open"
    due_on: dt.date = BEFORE + dt.timedelta(days=7)
    at: dt.date = BEFORE
    manager_id: str | None = "M1"
    value_at_risk: float | None = None
    baseline: dict = field(default_factory=dict)


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return week_engine(tmp_path_factory.mktemp("promises") / "store")


@pytest.fixture(scope="module")
def scope(engine):
    return Scope.of(engine)


MADE = (
    Made("d", "done", baseline={"aum_mavg": 500_000.0, "contribution_ttm": 5_000.0}),
    Made("f", "open", baseline={"aum_mavg": 60_000.0}),
    Made("g", "open", due_on=TODAY),
    Made("a", "dismissed", at=AT),
)


def test_done_open_and_overdue_are_counted_and_money_compared(engine, scope):
    """d keeps half, f left, g keeps all; a is on the list of the newest date: he waits."""
    row = promises(engine, scope, made=MADE, today=TODAY, offers=OFFERS).iloc[0]

    counts = ["action_count", "done_count", "dismissed_count", "open_count", "overdue_count"]
    assert row[counts].tolist() == [4, 1, 1, 2, 1]
    assert row[["waiting_count", "customer_count", "gone_count"]].tolist() == [1, 3, 1]
    assert row[["aum_before", "aum_now"]].tolist() == [830_000, 520_000]
    assert row[["contribution_before", "contribution_now"]].tolist() == [8_300, 7_700]
    assert row["kept_count"] == 1
    assert row["kept_share"] == pytest.approx(1 / 3)
    assert row["kept_share_low"] < 1 / 3 < row["kept_share_high"]


def test_the_drift_is_that_of_similar_customers_without_an_action(engine, scope):
    """b (close to affluent) is like f; l is of another tier. f would have kept 60,000."""
    row = promises(engine, scope, made=MADE, today=TODAY, offers=OFFERS).iloc[0]

    assert row[["drift_count", "matched_count"]].tolist() == [1, 1]
    assert row["drift_share"] == 1
    assert row["aum_expected"] == 60_000
    assert row["difference"] == -1
    assert row["difference_low"] <= -1 <= row["difference_high"]


def test_each_promised_customer_is_told_of(engine, scope):
    found = promised_customers(engine, scope, made=MADE, today=TODAY).set_index("customer_id")

    assert found.index.tolist() == ["d", "f", "g"]
    assert found["change"].tolist() == [-250_000, -60_000, 0]
    assert found["is_overdue"].tolist() == [False, True, False]
    assert found["is_kept"].tolist() == [False, False, True]
    assert found["is_gone"].tolist() == [False, True, False]


def test_the_baseline_stays_what_it_was_when_the_action_was_made(engine, scope):
    """A release that corrects the past does not change what was promised."""
    corrected = (Made("g", baseline={"aum_mavg": 400_000.0}),)
    found = promised_customers(engine, scope, made=corrected, today=TODAY)
    assert found["aum_before"].tolist() == [400_000]
    assert not found["is_kept"][0]


def test_nothing_promised_is_an_answer_of_zeros(engine, scope):
    row = promises(engine, scope, made=(), today=TODAY, offers=OFFERS).iloc[0]
    assert row[["action_count", "customer_count", "drift_count"]].tolist() == [0, 0, 0]
    assert np.isnan(row["kept_share"])
    assert promised_customers(engine, scope, made=(), today=TODAY).empty


def test_customers_of_other_managers_are_counted_and_not_shown(engine):
    own = Scope.of(engine, where={"manager_id": ["M2"]})
    row = promises(engine, own, made=MADE, today=TODAY, offers=OFFERS).iloc[0]
    assert row[["action_count", "customer_count"]].tolist() == [4, 2]


def test_a_plain_twin_standardises_the_drift_alike(demo_store):
    engine = DuckDBEngine(Store(demo_store))
    scope = Scope.of(engine)
    then = Scope.of(engine, at=scope.before)
    listed = week_list(engine, then, limit=600)
    listed = listed[~listed["is_gone"]]
    made = [Made(each, at=scope.before) for each in listed["customer_id"]]
    row = promises(engine, scope, made=made, today=TODAY).iloc[0]

    everybody = pd.concat(week_list_blocks(engine, then, part="all"), ignore_index=True)
    everybody = everybody[~everybody["is_gone"]].set_index("customer_id")
    with engine._connection.cursor() as cursor:
        now = cursor.sql(
            """select customer_id, cast(aum_mavg as double) as aum_now from customer_snapshot
            join customer using (customer_key) where snapshot_date = $at and status = 'open'""",
            params={"at": scope.at},
        ).df()
    engine.close()
    told = everybody.join(now.set_index("customer_id"))
    told["kept"] = told["aum_now"] >= 0.9 * told["aum_mavg"]
    mine = told.index.isin([each.customer_id for each in made])
    kind = [told["customer_type"], told["tier"]]
    others = told[~mine].groupby([part[~mine] for part in kind])["kept"].agg(["mean", "size"])
    weight = told[mine].groupby([part[mine] for part in kind]).size()
    both = others.join(weight.rename("own"), how="inner")
    assert row["customer_count"] == mine.sum()
    assert row["kept_count"] == told.loc[mine, "kept"].sum()
    assert row["matched_count"] == both["own"].sum()
    assert row["drift_count"] == both["size"].sum()
    assert row["drift_share"] == pytest.approx(np.average(both["mean"], weights=both["own"]))
    assert row["drift_share_low"] < row["drift_share"] < row["drift_share_high"]
