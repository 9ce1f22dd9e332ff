"""The real bank's products of three months: lift, penetration, gains and losses against pandas."""

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.engine import DuckDBEngine
from analytics.products import product_lines, products_summary
from analytics.products_pairs import product_pairs
from analytics.products_penetration import product_changes, product_penetration
from analytics.scope import Scope
from data.load import Source, load
from data.mapping import Mapping
from data.release import Store

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "real"
MAPPING = ROOT / "tests" / "fixtures" / "real_bank_mapping.toml"
DAYS = {1: "2018-01-31", 2: "2018-02-28", 3: "2018-03-31"}
DATES = {month: pd.Timestamp(day).date() for month, day in DAYS.items()}
WORDS = (
    ("current", "deposit_demand"),
    ("saving_account", "deposit_time"),
    ("savings_account", "deposit_time"),
    ("mortgage", "mortgage"),
    ("loan", "loan_personal"),
    ("homebanking", "e_channel"),
    ("pension", "wealth"),
)
"""How a product of the bank is told by its name; the rest is insurance."""

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the real bank's files are not here")


def line_of(name):
    return next((line for word, line in WORDS if word in name), "fund_insurance")


@pytest.fixture(scope="module")
def months():
    """By month: customers × products, whether held, straight from the files."""
    found = {}
    for month in DAYS:
        rows = pd.read_csv(REAL / f"bank_month_{month}.csv", dtype={"client_id": str})
        flags = [name for name in rows if name.startswith("has_")]
        table = rows.set_index("client_id")[flags].fillna(0).astype(int).astype(bool)
        found[month] = table.rename(columns=lambda name: name.removeprefix("has_"))
    return found


@pytest.fixture(scope="module")
def real_engine(months, tmp_path_factory):
    folder = tmp_path_factory.mktemp("real_products")
    product = folder / "product.csv"
    names = list(months[1])
    pd.DataFrame(
        {"product_id": names, "name_zh": names, "line": [line_of(name) for name in names]}
    ).to_csv(product, index=False)
    holding = folder / "holding.csv"
    with holding.open("w", newline="", encoding="utf-8") as file:
        written = csv.writer(file)
        written.writerow(["holding_id", "snapshot_date", "customer_id", "product_id", "open_date"])
        for month, table in months.items():
            at, which = np.nonzero(table.to_numpy())
            for customer, name in zip(table.index[at], table.columns[which], strict=True):
                written.writerow([f"{customer}-{name}", DAYS[month], customer, name, "2010-01-01"])
    store = Store(folder / "store")
    files = [REAL / f"bank_month_{month}.csv" for month in DAYS]
    sources = [
        Source(path=file, table=table)
        for table in ("customer", "customer_snapshot")
        for file in files
    ]
    load(store, sources, mapping=Mapping.from_toml(MAPPING))
    load(store, [Source(path=product, table="product"), Source(path=holding, table="holding")])
    engine = DuckDBEngine(store)
    yield engine
    engine.close()


def at(engine, month, before=None):
    return Scope.of(engine, at=DATES[month], before=DATES.get(before))


@pytest.mark.parametrize("month", DAYS)
def test_penetration(real_engine, months, month):
    found = product_penetration(real_engine, at(real_engine, month), by="customer_type")

    table = months[month]
    held = table.sum()
    assert len(table) == 27_300
    assert dict(zip(found["product_id"], found["holder_count"], strict=True)) == dict(held)
    assert np.allclose(found["penetration"], table.mean()[found["product_id"]], rtol=0, atol=1e-12)


@pytest.mark.parametrize("month", DAYS)
def test_lift_of_every_pair(real_engine, months, month):
    found = product_pairs(real_engine, at(real_engine, month), most=60)

    table = months[month].astype(float)
    both = table.T @ table
    n, held = len(table), table.sum()
    wanted = both * n / np.outer(held, held)
    for row in found.to_dict("records"):
        a, b = row["product"], row["other"]
        assert row["both_count"] == both.loc[a, b]
        assert row["lift"] == pytest.approx(wanted.loc[a, b], abs=1e-12)
        assert row["confidence"] == pytest.approx(both.loc[a, b] / held[a], abs=1e-12)
    k = int((held > 0).sum())
    assert len(found) == k * (k - 1)


@pytest.mark.parametrize(("before", "after"), [(1, 2), (2, 3), (1, 3)])
def test_gains_and_losses_between_months(real_engine, months, before, after):
    found = product_changes(real_engine, at(real_engine, after, before)).set_index("product_id")

    was, now = months[before], months[after].loc[months[before].index]
    assert dict(found["gained"]) == dict((now & ~was).sum())
    assert dict(found["lost"]) == dict((was & ~now).sum())
    assert dict(found["holders_before"]) == dict(was.sum())
    assert dict(found["holders_at"]) == dict(now.sum())
    assert found[["gained_new", "lost_left"]].to_numpy().sum() == 0


def test_products_per_customer_and_lines(real_engine, months):
    found = products_summary(real_engine, at(real_engine, 3)).set_index("customer_type")
    own = months[3][[name for name in months[3] if line_of(name) != "e_channel"]]
    lines = own.T.groupby([line_of(name) for name in own]).any().T
    count = lines.sum(axis=1)

    assert found.loc["personal", "per_customer"] == pytest.approx(count[count > 0].mean())
    assert found.loc["personal", "three_plus_share"] == pytest.approx(
        (count[count > 0] >= 3).mean()
    )
    assert found.loc["personal", "depth"] == pytest.approx(own.sum().sum() / lines.sum().sum())
    by_line = product_lines(real_engine, at(real_engine, 3)).set_index("line")["holder_count"]
    assert dict(by_line) == dict(lines.sum())
