"""Who newly meets conditions: worked by hand, and against two plain counts of the demo bank."""

import pandas as pd
import pytest

from analytics.alerts import alert_counts, alert_customers, alert_customers_blocks
from analytics.condition_text import group_from
from analytics.conditions import Population
from analytics.engine import DuckDBEngine
from analytics.populations import population_customers
from analytics.problems import NoEarlierDate, UnreadableOption
from analytics.scope import Scope
from data.release import Store
from tests.support.deliveries import rows_of
from tests.support.releases import month, small_release

ROWS = rows_of("""
id branch_before aum_before branch aum
up B01 50000 B01 150000
rich B01 150000 B01 160000
down B01 150000 B01 90000
moved B01 150000 B02 150000
moved_up B01 50000 B02 150000
new - - B01 200000
back - - B01 200000
left B01 150000 - -
""")
RICH = Population("rich", 0, group_from('{"all":[["aum_mavg","at_least",100000]]}'))


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    frames = []
    for number, suffix in ((11, "_before"), (12, "")):
        frame = ROWS[["id", f"branch{suffix}", f"aum{suffix}"]].dropna()
        frame.columns = ["customer_id", "branch_id", "aum_mavg"]
        frames.append(frame.assign(snapshot_date=month(number)))
    frames.append(
        pd.DataFrame(
            {"customer_id": ["back"], "branch_id": "B01", "aum_mavg": 1, "snapshot_date": month(9)}
        )
    )
    rows = pd.concat(frames, ignore_index=True)
    rows["aum_mavg"] = pd.to_numeric(rows["aum_mavg"])
    rows["contribution_ttm"] = rows["aum_mavg"] / 100
    branches = pd.DataFrame({"branch_id": ["B01", "B02"], "name": ["one", "two"]})
    return small_release(tmp_path_factory.mktemp("alerts") / "store", rows, branches=branches)


def test_who_newly_meets_it_is_told_apart_from_who_is_new(engine):
    scope = Scope.of(engine)
    counts = alert_counts(engine, scope, a=RICH).iloc[0].to_dict()
    assert counts == {
        "met_count": 6,
        "newly_count": 2,
        "new_count": 1,
        "returned_count": 1,
        "gone_off_count": 1,
    }
    found = alert_customers(engine, scope, a=RICH).set_index("customer_id")["arrival"]
    assert found.to_dict() == {
        "new": "new",
        "back": "returned",
        "up": "newly",
        "moved_up": "newly",
    }
    assert found.index.tolist()[:2] == ["back", "new"]


def test_a_transfer_is_no_news(engine):
    """moved met it at his old branch already; moved_up did not."""
    scope = Scope.of(engine, where={"branch_id": ["B02"]})
    assert alert_customers(engine, scope, a=RICH)["customer_id"].tolist() == ["moved_up"]
    counts = alert_counts(engine, scope, a=RICH).iloc[0]
    assert counts[["met_count", "newly_count", "gone_off_count"]].tolist() == [2, 1, 0]


def test_one_kind_can_be_asked_for_and_pages_add_up(engine):
    scope = Scope.of(engine)
    newly = alert_customers(engine, scope, a=RICH, kind="newly")
    assert set(newly["customer_id"]) == {"up", "moved_up"}
    blocks = pd.concat(alert_customers_blocks(engine, scope, a=RICH))
    pages = [alert_customers(engine, scope, a=RICH, limit=2, offset=at) for at in (0, 2)]
    assert pd.concat(pages)["customer_id"].tolist() == blocks["customer_id"].tolist()
    with pytest.raises(UnreadableOption):
        alert_customers(engine, scope, a=RICH, kind="old")


def test_without_an_earlier_date_there_is_no_news(engine):
    with pytest.raises(NoEarlierDate):
        alert_counts(engine, Scope.of(engine, at=month(9)), a=RICH)


@pytest.mark.parametrize(
    "text",
    [
        '{"all":[["tier","one_of","affluent","vip"]]}',
        '{"all":[["activity","one_of","dormant"],["value3","one_of","high"]]}',
        '{"any":[["max_outflow","at_least",200000],["last_txn_date","last_days",7]]}',
    ],
)
def test_a_plain_twin_meets_it_at_one_date_and_not_at_the_other(demo_store, text):
    engine = DuckDBEngine(Store(demo_store))
    scope = Scope.of(engine, where={"customer_type": ["personal"]})
    asked = Population("x", 0, group_from(text))
    then = Scope.of(engine, at=scope.before, where={"customer_type": ["personal"]})
    now, was = (
        {*population_customers(engine, each, a=asked, limit=10_000)["customer_id"]}
        for each in (scope, then)
    )
    found = alert_customers(engine, scope, a=asked, limit=10_000)
    counts = alert_counts(engine, scope, a=asked).iloc[0]
    engine.close()
    assert set(found["customer_id"]) == now - was
    assert counts["met_count"] == len(now)
    kinds = found["arrival"].value_counts()
    for kind in ("newly", "new", "returned"):
        assert kinds.get(kind, 0) == counts[f"{kind}_count"]
