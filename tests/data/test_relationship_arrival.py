"""Depth and class do not depend on the order in which dates and tables arrive."""

from datetime import date
from itertools import pairwise

import duckdb
import pandas as pd
import pytest

from data import publish, release, schema
from data.policy import TIER_POLICY
from data.relationship import DEPTHS, years_before
from data.release import Store
from data.sample import Plan
from data.sample.write import build
from data.touched import ALWAYS, first_day_touched
from tests.support.deliveries import delivery
from tests.support.relationships import (
    ENDS,
    LOYAL,
    PRODUCT,
    bank,
    contact,
    depths,
    described,
    frame,
    held,
)

PLAN = Plan(customers=400, months=15, weeks=3)
LATER = ("holding", "contact", "product")


@pytest.fixture(scope="module")
def sampled(tmp_path_factory):
    store = Store(tmp_path_factory.mktemp("sampled") / "store")
    build(store, PLAN)
    return store


@pytest.fixture(scope="module")
def files(sampled):
    """What the sampled bank would deliver, read back from its release."""
    with release.connect(sampled) as connection:
        tables = {name: connection.execute(f"from {name}").df() for name in (*LATER, "customer")}
        tables["customer_snapshot"] = connection.execute(
            """select customer_id, snapshot_date, status, f.branch_id, aum_mavg, loan_mavg,
                dep_demand_mavg, dep_time_mavg, wealth_mavg, payroll_in, product_cnt
            from customer_snapshot f join customer using (customer_key)"""
        ).df()
    keep = ["customer_id", "customer_type", "branch_id", "open_date"]
    tables["customer"] = tables["customer"][keep]
    return {name: rows.astype(object).where(rows.notna(), None) for name, rows in tables.items()}


@pytest.fixture(scope="module")
def at_once(files, tmp_path_factory):
    folder = tmp_path_factory.mktemp("at_once")
    store = Store(folder / "store")
    publish.publish(store, delivery(folder / "staged", files))
    return frame(store)


def plain_depth(files, tiers, day, ends):
    """The rule read aloud for every open customer of a month-end."""
    rows = files["customer_snapshot"]
    product = files["product"].set_index("product_id")
    lines = {}
    for _, row in files["holding"].iterrows():
        closed = row["close_date"]
        is_open = row["open_date"].date() <= day and (closed is None or day < closed.date())
        is_known = row["product_id"] in product.index
        if is_open and is_known and not product.loc[row["product_id"], "is_channel"]:
            line = product.loc[row["product_id"], "line"]
            lines.setdefault(row["customer_id"], set()).add(line)
    reached = {
        row["customer_id"]
        for _, row in files["contact"].iterrows()
        if row["result"] == "reached"
        and row["type"] != "collection"
        and 0 <= (day - row["contact_ts"].date()).days <= 90
    }
    window = [end for end in ends if end <= day][-13:]
    pay = {}
    for end in window[-3:]:
        paid = rows[(rows["snapshot_date"] == pd.Timestamp(end)) & (rows["status"] == "open")]
        for name, amount in zip(paid["customer_id"], paid["payroll_in"], strict=True):
            pay[name] = pay.get(name, 0) + bool(amount is not None and amount > 0)
    people = files["customer"].set_index("customer_id")
    order = {level.code: level.level for level in TIER_POLICY if level.scheme == "TIER"}
    for name in rows[(rows["snapshot_date"] == pd.Timestamp(day)) & (rows["status"] == "open")][
        "customer_id"
    ]:
        own, person = lines.get(name, set()), people.loc[name]
        levels = [order[tiers[end, name]] for end in window if tiers.get((end, name))]
        fallen = any(later < earlier for earlier, later in pairwise(levels))
        opened = person["open_date"]
        lasting = opened is not None and opened.date() <= years_before(day, 3)
        personal = person["customer_type"] == "personal"
        main = pay.get(name, 0) >= 2 if personal else "agency_acquiring" in own
        if len(own) >= 4 and lasting and main and not fallen:
            yield name, "loyal"
        else:
            yield name, "relationship" if len(own) >= 3 or name in reached else "existing"


def test_the_twin_agrees_on_every_month_end_of_a_sampled_bank(sampled, files):
    with release.connect(sampled) as connection:
        ends = [
            row[0]
            for row in connection.execute(
                "select snapshot_date from snapshot where grain = 'month' order by 1"
            ).fetchall()
        ]
        tiers = {
            (day, name): tier
            for day, name, tier in connection.execute(
                """select snapshot_date, customer_id, tier from customer_snapshot
                join customer using (customer_key) where status = 'open'"""
            ).fetchall()
        }
    got = frame(sampled).dropna(subset="depth")
    for day in ends:
        wanted = dict(plain_depth(files, tiers, day, ends))
        here = got[got["snapshot_date"] == pd.Timestamp(day)]
        assert dict(zip(here["customer_id"], here["depth"], strict=True)) == wanted


def test_months_that_arrive_one_load_after_another_give_the_same(files, at_once, tmp_path):
    store, rows = Store(tmp_path / "store"), files["customer_snapshot"]
    days = sorted(rows["snapshot_date"].unique())
    for place, some in enumerate((days[:9], days[9:13], days[13:14], days[14:])):
        chosen = {"customer_snapshot": rows[rows["snapshot_date"].isin(some)]}
        publish.publish(
            store,
            delivery(tmp_path / "staged", (files if place == 0 else {}) | chosen),
        )
    pd.testing.assert_frame_equal(frame(store), at_once)


def test_an_earlier_month_that_arrives_last_gives_the_same(files, at_once, tmp_path):
    store, rows = Store(tmp_path / "store"), files["customer_snapshot"]
    late = sorted(rows["snapshot_date"].unique())[5]
    first = files | {"customer_snapshot": rows[rows["snapshot_date"] != late]}
    publish.publish(store, delivery(tmp_path / "staged", first))
    last = {"customer_snapshot": rows[rows["snapshot_date"] == late]}
    publish.publish(store, delivery(tmp_path / "staged", last))
    pd.testing.assert_frame_equal(frame(store), at_once)


@pytest.mark.parametrize("last", [*LATER, LATER], ids=[*LATER, "all of them"])
def test_tables_that_arrive_after_the_rows_give_the_same(files, at_once, tmp_path, last):
    store, later = Store(tmp_path / "store"), {last} if isinstance(last, str) else set(last)
    first = {name: rows for name, rows in files.items() if name not in later}
    publish.publish(store, delivery(tmp_path / "staged", first))
    rest = {name: rows for name, rows in files.items() if name in later}
    publish.publish(store, delivery(tmp_path / "staged", rest))
    pd.testing.assert_frame_equal(frame(store), at_once)


# Which dates a later file derives again

DAYS = ENDS[-6:]
LOADED = {
    "customer": described(),
    "product": PRODUCT,
    "holding": held(LOYAL),
    "contact": contact("2025-12-10"),
}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """A release in memory that holds these tables."""
    connection = duckdb.connect()
    for statement in schema.statements():
        connection.execute(statement)
    brought = delivery(tmp_path_factory.mktemp("loaded"), LOADED)
    connection.execute(f"attach '{brought.staging}' as first (read_only)")
    for table in LOADED:
        if table != "customer":
            connection.execute(
                f"insert into {table} by name select * exclude (_row, _file) from first.{table}"
            )
    yield connection
    connection.close()


@pytest.mark.parametrize(
    ("table", "rows", "first"),
    [
        ("holding", held(LOYAL).assign(balance=7), None),
        ("holding", held(LOYAL), None),
        ("holding", held("A", opened="2026-02-10"), date(2026, 2, 10)),
        ("holding", held("D", closed="2026-01-10"), date(2026, 1, 10)),
        ("holding", held("D", opened="2025-08-15"), date(2015, 1, 1)),
        ("holding", held("D").assign(product_id="T2"), date(2015, 1, 1)),
        ("holding", held("D", day="2026-03-31"), ALWAYS),
        ("contact", contact("2026-03-05", number=2), date(2026, 3, 5)),
        ("contact", contact("2025-12-10"), None),
        ("contact", contact("2025-12-10").drop(columns="type"), None),
        ("contact", contact("2025-12-10", "refused"), date(2025, 12, 10)),
        ("contact", contact("2026-03-05", "not_reached", number=2), None),
        ("contact", contact("2026-03-05", purpose="collection", number=2), None),
        ("contact", contact("2025-11-05"), date(2025, 11, 5)),
        ("product", PRODUCT, None),
        ("product", PRODUCT.assign(line=["card", *PRODUCT["line"][1:]]), date(2015, 1, 1)),
        ("product", PRODUCT.drop(columns="is_channel"), None),
        ("product", PRODUCT[PRODUCT["product_id"] != "M"], None),
        ("product", PRODUCT[PRODUCT["product_id"] != "D"], date(2015, 1, 1)),
        ("customer", LOADED["customer"], None),
    ],
    ids=[
        "another balance",
        "the same holdings",
        "a new holding",
        "a closing",
        "another opening",
        "another product",
        "the first holdings by date",
        "a new contact",
        "the same contact",
        "the same contact without its purpose",
        "a contact that was none",
        "nobody reached",
        "a collection call",
        "another day",
        "the same products",
        "another line",
        "channels told by their line",
        "a channel nobody holds",
        "a product less",
        "another table",
    ],
)
def test_the_first_day_a_file_touches(loaded, tmp_path, table, rows, first):
    staging = delivery(tmp_path / "staged", {table: rows}).staging
    loaded.execute(f"attach '{staging}' as staging (read_only)")
    try:
        found = first_day_touched(loaded, {table: set(rows.columns)}, ())
    finally:
        loaded.execute("detach staging")
    assert found == first


@pytest.mark.parametrize(
    ("table", "rows", "first"),
    [
        ("holding", held("D T"), date(2015, 1, 1)),
        ("holding", held(LOYAL), None),
        ("contact", contact("2026-03-05", number=2), date(2025, 12, 10)),
    ],
)
def test_replacing_a_table_touches_what_it_leaves_out(loaded, tmp_path, table, rows, first):
    staging = delivery(tmp_path / "staged", {table: rows}).staging
    loaded.execute(f"attach '{staging}' as staging (read_only)")
    try:
        found = first_day_touched(loaded, {table: set(rows.columns)}, {table})
    finally:
        loaded.execute("detach staging")
    assert found == first


def test_later_files_derive_again_only_what_they_touch(tmp_path):
    store = Store(tmp_path / "store")

    def load(*, replace=(), **tables):
        report = publish.publish(store, delivery(tmp_path / "staged", tables, replace=replace))
        return report.outcome.derived_dates

    load(**LOADED, customer_snapshot=bank(DAYS, payroll_in=0))
    assert load(holding=held(LOYAL).assign(balance=7)) == ()
    assert load(contact=contact("2026-03-05", number=2)) == (DAYS[5],)
    assert load(holding=held("T W C", closed="2026-01-10")) == tuple(DAYS[3:])
    assert depths(store) == ["relationship"] * 6
    april = bank([date(2026, 4, 30)], payroll_in=0)
    assert load(customer_snapshot=april, contact=contact("2026-04-03", number=3)) == (
        date(2026, 4, 30),
    )
    assert load(contact=contact("2025-11-05", number=9), replace=("contact",)) == (
        *DAYS[1:],
        date(2026, 4, 30),
    )
    assert depths(store) == ["relationship"] * 4 + ["existing"] * 3


# The demo bank


def test_all_classes_and_depths_occur_in_the_demo_bank(sampled):
    newest = frame(
        sampled,
        """select abc_class, depth from customer_snapshot where status = 'open'
            and snapshot_date = (select max(snapshot_date) from snapshot)""",
    )
    assert set(newest["abc_class"]) == {"A", "B", "C"}
    assert set(newest["depth"]) == set(DEPTHS)


def test_pursuit_stages_and_none_add_up_to_all_customers(sampled):
    counts = frame(
        sampled,
        """select coalesce(c.pursuit_stage, 'none') as stage, count(*) as customer_count
        from customer_snapshot join customer c using (customer_key)
        where status = 'open' and snapshot_date = (select max(snapshot_date) from snapshot)
        group by 1""",
    ).set_index("stage")["customer_count"]
    open_count = frame(sampled, "select open_count from snapshot order by snapshot_date")
    assert set(counts.index) == {"target", "priority", "core", "none"}
    assert counts.sum() == open_count["open_count"].iloc[-1]
