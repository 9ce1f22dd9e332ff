"""Eight customers worked by hand, and the numbers of the domain model through the whole house."""

import numpy as np
import pandas as pd
import pytest

from analytics.products import line_growth, product_lines, products_summary
from analytics.products_deposits import deposit_mix
from analytics.products_left import balances_left, balances_left_customers
from analytics.products_maturity import maturing_customers, maturity_retention
from analytics.products_pairs import product_pairs
from analytics.products_penetration import product_attrition, product_changes, product_penetration
from analytics.products_rollover import short_term_rollover
from analytics.products_white import gap_to_peers
from analytics.scope import Scope
from tests.support.deliveries import rows_of
from tests.support.product_banks import AT, BEFORE, PARTS, holdings, product_engine

# a has five lines, b to e fewer; f leaves, g comes, i is another bank.
PEOPLE = rows_of("""
customer_id tier demand_before time_before wealth_before loan_before demand time wealth loan
a affluent 10000 200000 100000 50000 10000 120000 160000 50000
b affluent 50000 0 0 30000 20000 0 0 10000
c mass 6000 4000 0 0 6000 0 0 0
d mass 1000 0 0 0 3000 0 0 0
e mass 0 5000 0 0 0 5000 0 0
f mass 2000 8000 0 0 - - - -
g mass - - - - 7000 0 0 0
i basic 900000 0 0 0 900000 0 0 0
""")
HELD = """
    a D 2020-01-01
    a T 2024-01-01 2025-12-10
    a W2 2025-11-20 2025-12-05 90000 2025-12-05
    a W2 2025-12-05 - 90000 2026-01-10
    a C 2021-01-01
    a A 2021-01-01
    a M 2021-01-01
    b D 2020-01-01
    b L 2024-01-01
    c D 2020-01-01
    c T 2025-12-01 - 4000 2026-01-07
    d D 2020-01-01
    d M 2025-12-15
    e T 2025-01-01 - 5000 2026-02-15
    f D 2020-01-01
    f T 2025-01-01
    g D 2025-12-02
    i D 2020-01-01
"""


def rows_at(day, suffix):
    columns = dict(
        zip(("demand", "time", "wealth", "loan"), (*PARTS[:3], "loan_mavg"), strict=True)
    )
    frame = PEOPLE[["customer_id", "tier"]].copy()
    for name, column in columns.items():
        frame[column] = pd.to_numeric(PEOPLE[f"{name}{suffix}"])
    frame = frame.dropna(subset=[PARTS[0]])
    total = frame[list(PARTS[:3])].sum(axis=1)
    kinds = np.where(frame["customer_id"] == "i", "institution", "personal")
    return frame.assign(
        snapshot_date=day, customer_type=kinds, other_aum_mavg=0.0, aum_mavg=total, aum_eop=total
    )


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    rows = pd.concat([rows_at(BEFORE, "_before"), rows_at(AT, "")])
    return product_engine(
        tmp_path_factory.mktemp("golden") / "store",
        rows,
        customers=pd.DataFrame({"customer_id": ["i"], "institution_type": ["interbank"]}),
        holding=holdings(HELD),
    )


@pytest.fixture(scope="module")
def scope(engine):
    return Scope.of(engine)


def test_width_depth_and_products_per_customer(engine, scope):
    """Lines at the end: a D W C A, b D L, c D T, d D, e T, g D: 4 + 2 + 2 + 1 + 1 + 1 = 11 of 6."""
    row = products_summary(engine, scope).set_index("customer_type").loc["personal"]

    assert (row["customer_count"], row["holder_count"]) == (6, 6)
    assert row["per_customer"] == pytest.approx(11 / 6)
    assert row["three_plus_share"] == pytest.approx(1 / 6)
    assert (row["width"], row["depth"]) == (6, 1)
    # Before: a D T W C A, b D L, c D, d D, e T, f D T: 5 + 2 + 1 + 1 + 1 + 2.
    assert row["per_customer_before"] == pytest.approx(12 / 6)


def test_money_by_line_and_its_concentration(engine, scope):
    found = line_growth(engine, scope).set_index(["customer_type", "line"])

    assert found.loc[("personal", "deposit_demand"), ["before", "at"]].tolist() == [69_000, 46_000]
    assert found.loc[("personal", "deposit_time"), ["before", "at"]].tolist() == [217_000, 125_000]
    assert found.loc[("personal", "wealth"), "growth_share"] == pytest.approx(0.6)
    assert found.loc[("all", "deposit_demand"), "at"] == 46_000
    money = np.array([46, 125, 160, 0, 60]) / 391
    hhi = products_summary(engine, scope).set_index("customer_type")["hhi"]
    assert hhi["personal"] == pytest.approx((money**2).sum())


def test_holders_of_each_line(engine, scope):
    found = product_lines(engine, scope).set_index(["customer_type", "line"])

    row = found.loc[("personal", "deposit_demand")]
    assert row[["holder_count", "holder_before"]].tolist() == [5, 5]
    row = found.loc[("personal", "deposit_time")]
    assert row[["holder_count", "holder_before", "balance"]].tolist() == [2, 3, 9_000]
    assert found.loc[("personal", "wealth"), "balance_share"] == pytest.approx(90 / 99)


def test_gains_and_losses(engine, scope):
    found = (
        product_changes(engine, scope).set_index(["customer_type", "product_id"]).loc["personal"]
    )

    names = ["holders_before", "gained", "gained_new", "lost", "lost_left", "holders_at"]
    assert found.loc["D", names].tolist() == [5, 0, 1, 0, 1, 5]
    assert found.loc["T", names].tolist() == [3, 1, 0, 1, 1, 2]
    assert found.loc["M", names].tolist() == [1, 1, 0, 0, 0, 2]
    assert found.loc["W2", names].tolist() == [1, 0, 0, 0, 0, 1]


def test_penetration_and_attrition(engine, scope):
    found = product_penetration(engine, scope).set_index(["part", "product_id"])
    row = found.loc[("mass", "D")]
    assert row[["holder_count", "customer_count"]].tolist() == [3, 4]
    assert row["penetration"] == 0.75
    assert not row["enough"]

    lost = product_attrition(engine, scope, attrition="closed").set_index(
        ["customer_type", "line_count"]
    )
    assert lost.loc[("personal", 2), ["customer_count", "lost_count"]].tolist() == [2, 1]
    assert lost.loc[("personal", 1), ["customer_count", "lost_count"]].tolist() == [3, 0]
    assert lost.loc[("personal", 2), "halved_count"] == 1


def test_where_balances_went(engine, scope):
    """Of a 80,000 of time fell, wealth rose 60,000, no loan repaid: 20,000 left; of b 30,000, loans
    by 20,000: 10,000 left. c: 4,000 left. f: 10,000 and gone. d rose, e stayed.
    """
    found = balances_left(engine, scope).set_index(["customer_type", "line"])

    total = found.loc[("all", "total")]
    names = ["declined", "moved_inside", "paid_down", "left_bank"]
    assert total[names].tolist() == [124_000, 60_000, 20_000, 44_000]
    assert found.loc[("all", "deposit_time"), names].tolist() == [92_000, 60_000, 0, 32_000]
    people = balances_left_customers(engine, scope)
    assert people["customer_id"].tolist() == ["a", "b", "f", "c"]
    assert people["left_bank"].tolist() == [20_000, 10_000, 10_000, 4_000]
    assert people["gone"].tolist() == [False, False, True, False]
    few = balances_left_customers(engine, scope, least=9_000, limit=1, offset=2)
    assert few["customer_id"].tolist() == ["f"]


def test_deposits_without_other_banks(engine, scope):
    found = deposit_mix(engine, scope).set_index(["customer_type", "line"])

    assert found.loc[("all", "total"), "balance"] == 171_000
    assert found.loc[("all", "deposit_demand"), "share"] == pytest.approx(46 / 171)
    assert set(found["rate_source"]) == {"parameter"}
    cost = 46_000 * 0.001 + 125_000 * 0.0135
    assert found.loc[("all", "total"), "yearly_cost"] == pytest.approx(cost)


def test_what_falls_due_and_what_was_bought_again(engine, scope):
    week = maturing_customers(engine, scope, window="week")
    assert week[["customer_id", "days_left", "balance"]].to_numpy().tolist() == [["c", 7, 4_000]]
    month = maturing_customers(engine, scope, window="month")
    assert month["customer_id"].tolist() == ["a", "c"]
    ahead = maturing_customers(engine, scope, window="ahead")
    assert ahead[["customer_id", "days_left"]].to_numpy().tolist() == [["e", 46]]

    assert short_term_rollover(engine, scope).empty
    rolled = short_term_rollover(engine, scope, days=15).iloc[0]
    assert rolled[["product_id", "matured_count", "rolled_count"]].tolist() == ["W2", 1, 1]
    assert rolled["rolled_amount"] == 90_000


def test_two_hundred_thousand_matured_and_assets_fell_by_eighty(tmp_path):
    """Domain model 3.20: 60 % kept."""
    rows = {
        "customer_id": ["a", "a"],
        "snapshot_date": [BEFORE, AT],
        "aum_mavg": [500_000, 420_000],
        "maturing_next_30d": [200_000, 0],
    }
    engine = product_engine(tmp_path / "store", rows)

    found = maturity_retention(engine, Scope.of(engine)).iloc[0]

    assert found[["matured", "left", "kept_share"]].tolist() == [200_000, 80_000, 0.6]


def test_a_thousand_customers_of_whom_240_hold_both(tmp_path):
    """Domain model 3.13: A 300, B 500, both 240: 0.80 and 0.48, lift 1.60, leverage 0.09."""
    ids = [f"C{number:04d}" for number in range(1_000)]
    rows = {"customer_id": ids, "snapshot_date": [AT] * 1_000}
    lines = [f"{name} T 2025-01-01" for name in ids[:300]]
    lines += [f"{name} C 2025-01-01" for name in ids[60:560]]
    engine = product_engine(tmp_path / "store", rows, holding=holdings("\n".join(lines)))

    found = product_pairs(engine, Scope.of(engine)).set_index(["product", "other"])

    there, back = found.loc[("T", "C")], found.loc[("C", "T")]
    assert (there["both_count"], there["holder_count"], there["other_count"]) == (240, 300, 500)
    assert (there["confidence"], back["confidence"]) == (0.8, 0.48)
    assert there["lift"] == back["lift"] == pytest.approx(1.6)
    assert there["leverage"] == pytest.approx(0.09)
    assert there["named"]


def test_a_concentration_of_sixty_twenty_five_and_fifteen(tmp_path):
    rows = {"customer_id": ["a"], "snapshot_date": [AT], "aum_mavg": [100]}
    money = dict(zip((*PARTS, "loan_mavg"), ([60], [25], [15], [0], [0]), strict=True))
    engine = product_engine(tmp_path / "store", rows | money, holding=holdings("a D 2025-01-01"))

    found = products_summary(engine, Scope.of(engine)).set_index("customer_type")

    assert found.loc["all", "hhi"] == pytest.approx(0.445)
    assert np.isnan(found.loc["all", "hhi_before"])


def test_the_gap_to_the_upper_quartile_of_branches():
    """Shares 0.1, 0.2, 0.3, 0.4 of 10, 20, 30, 40: the quartile is 0.325; the first three lack
    2.25, 2.5 and 0.75. A fifth branch of five customers says nothing.
    """
    sizes, have = np.array([10.0, 20, 30, 40, 5]), np.array([1.0, 4, 9, 16, 5])

    found = gap_to_peers(sizes, have, np.array([0.3, 0.5]))

    assert (found["peers"], found["peer_count"]) == ("branches", 4)
    assert found["peer_upper"] == pytest.approx(0.325)
    assert found["prize_count"] == pytest.approx(5.5)
    assert found["gap"] == 0
    few = gap_to_peers(sizes[:3], have[:3], np.array([0.2, 0.6]))
    assert (few["peers"], few["peer_upper"]) == ("parts", pytest.approx(0.5))
    assert few["prize_count"] == pytest.approx((0.5 - 14 / 60) * 60)
