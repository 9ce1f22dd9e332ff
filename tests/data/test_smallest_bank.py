"""The smallest upload: five columns and two dates, as the example in examples/smallest."""

import pandas as pd
import pytest

from analytics.contribution import contribution_summary, contribution_trend
from analytics.engine import DuckDBEngine
from analytics.scope import Scope
from data.load import Source, load
from data.release import Store
from tests.conftest import PROJECT

EXAMPLE = PROJECT / "examples" / "smallest"
FILES = ("customer.csv", "customer_snapshot.csv")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    store = Store(tmp_path_factory.mktemp("smallest"))
    return store, load(store, [Source(path=EXAMPLE / name) for name in FILES])


def by_hand(balances):
    """Twelve months' contribution of June's open customers, as DOMAIN 3.1 estimates it."""
    margin = balances["AUM月日均"] * (0.020 - 0.0135)
    margin += balances["贷款月日均"] * (0.060 - 0.030 - 0.015 * 0.45)
    month = (margin / 12 - 5).round(6)
    month = month.where(balances["状态"] == "正常", 0)
    total = month.groupby(balances["客户号"]).sum() * 12 / 2
    june = balances[balances["数据日期"] == "2026-06-30"].set_index("客户号")
    return total[june.index[june["状态"] == "正常"]].sort_values(ascending=False)


def test_the_report_says_what_stands_in(loaded):
    lines = str(loaded[1]).splitlines()
    assert lines[:4] == [
        "customer: customer.csv: 12 rows, 12 loaded, 0 refused",
        (
            "customer_snapshot: customer_snapshot.csv: 24 rows, 24 loaded, 0 refused, "
            "dates 2026-05-31, 2026-06-30"
        ),
        (
            "warning: customer_snapshot.csv aum_mavg: negative assets (an overdraft) are kept: "
            "1 rows (row 21: -35.20)"
        ),
        "note: no contribution and no interest income: it is estimated from balances",
    ]


def test_the_curve_is_that_of_a_hand_computation(loaded):
    engine = DuckDBEngine(loaded[0])
    answer = contribution_summary(engine, Scope.of(engine)).iloc[0]
    expected = by_hand(pd.read_csv(EXAMPLE / "customer_snapshot.csv", dtype={"客户号": str}))
    assert answer["customer_count"] == len(expected) == 11
    assert answer["total"] == pytest.approx(expected.sum(), abs=1e-4)
    assert answer["top20_share"] == pytest.approx(expected[:3].sum() / expected.sum(), abs=1e-9)
    assert answer["negative_count"] == (expected < 0).sum() == 2


def test_the_trend_of_few_or_equal_customers_is_the_summary_of_each_date(tmp_path):
    ids = [f"C{number:02d}" for number in range(12)]
    customers = "".join(f"{name},personal,B1\n" for name in ids)
    balances = "".join(
        f"{name},{day},1000,10\n" for day in ("2026-05-31", "2026-06-30") for name in ids
    )
    (tmp_path / "customer.csv").write_text("customer_id,customer_type,branch_id\n" + customers)
    (tmp_path / "balances.csv").write_text(
        "customer_id,snapshot_date,aum_mavg,contribution\n" + balances
    )
    store = Store(tmp_path / "store")
    load(store, [Source(path=tmp_path / name) for name in ("customer.csv", "balances.csv")])
    engine = DuckDBEngine(store)
    trend = contribution_trend(engine, Scope.of(engine))
    assert list(trend["gini_normalised"]) == [0.0, 0.0]
    assert list(trend["top20_share"]) == [0.25, 0.25]
