"""Depth of relationship: one case per rule and boundary."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from data import publish
from data.branch_classes import CLASSES
from data.contract import DERIVED
from data.policy import TIER_POLICY, TierPolicy
from data.publish import Rules
from data.relationship import DEPTHS, depth_levels, years_before
from data.release import Store
from tests.support.deliveries import delivery
from tests.support.relationships import (
    ENDS,
    LAST,
    LOYAL,
    PRODUCT,
    bank,
    contact,
    depths,
    described,
    frame,
    held,
)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


@pytest.fixture
def load(store, tmp_path):
    def deliver(**tables):
        return publish.publish(store, delivery(tmp_path / "staged", tables))

    return deliver


@pytest.mark.parametrize(
    ("lines", "reached", "main", "lasting", "fallen", "expected"),
    [
        (4, False, True, True, False, "loyal"),
        (3, False, True, True, False, "relationship"),
        (4, False, False, True, False, "relationship"),
        (4, False, True, False, False, "relationship"),
        (4, False, True, True, True, "relationship"),
        (2, False, True, True, False, "existing"),
        (2, True, True, True, False, "relationship"),
        (1, False, False, False, False, "existing"),
        (np.nan, True, True, True, False, "relationship"),
        (np.nan, False, True, True, False, "existing"),
    ],
)
def test_the_ladder(lines, reached, main, lasting, fallen, expected):
    level = depth_levels(
        np.array([lines], dtype=float),
        reached=np.array([reached]),
        is_main_bank=np.array([main]),
        is_lasting=np.array([lasting]),
        has_fallen=np.array([fallen]),
    )
    assert DEPTHS[level[0]] == expected


def test_the_words_are_those_of_the_contract():
    assert tuple(code.value for code in DERIVED["abc_class"].codes) == CLASSES
    assert tuple(code.value for code in DERIVED["depth"].codes) == DEPTHS


def test_three_years_before_a_leap_day_is_the_last_of_february():
    assert years_before(date(2028, 2, 29), 3) == date(2025, 2, 28)
    assert years_before(date(2027, 2, 28), 3) == date(2024, 2, 28)


@dataclass(frozen=True, kw_only=True)
class Case:
    """A customer, loyal unless something is said: holdings, pay and AUM of the last months."""

    expected: str
    kind: str = "personal"
    since: str | None = "2010-01-01"
    lines: str = LOYAL
    opened: str | date = "2015-01-01"
    closed: date | None = None
    pay: tuple = (5_000, 5_000, 5_000)
    aum: tuple = (400_000,)
    said: tuple = ()


def reached(ago, result="reached", purpose="care"):
    return (LAST - timedelta(days=ago), result, purpose)


def fallen(ago):
    """AUM below the line long enough for a tier to be lost `ago` months ago."""
    return (400_000,) * (len(ENDS) - 3 - ago) + (100_000,) * (3 + ago)


DAY = timedelta(days=1)
CASES = {
    "everything together": Case(expected="loyal"),
    "one product and no contact": Case(lines="D", expected="existing"),
    "three lines": Case(lines="D T W", expected="relationship"),
    "two lines": Case(lines="D T", expected="existing"),
    "two products of one line are one": Case(lines="D T W T2", expected="relationship"),
    "a flagged channel is no line": Case(lines="D T M", expected="existing"),
    "an unflagged channel is no line": Case(lines="D T N", expected="existing"),
    "an unknown product is no line": Case(lines="D T X", expected="existing"),
    "holdings opened that day": Case(opened=LAST, expected="loyal"),
    "holdings opened the day after": Case(opened=LAST + DAY, expected="existing"),
    "holdings closed the day after": Case(closed=LAST + DAY, expected="loyal"),
    "holdings closed that day": Case(closed=LAST, expected="existing"),
    "with us three years that day": Case(since="2023-03-31", expected="loyal"),
    "with us a day short": Case(since="2023-04-01", expected="relationship"),
    "with us nobody knows since when": Case(since=None, expected="relationship"),
    "paid in the two months before": Case(pay=(1, 1, 0), expected="loyal"),
    "paid now and two months ago": Case(pay=(1, 0, 1), expected="loyal"),
    "paid this month only": Case(pay=(0, 0, 1), expected="relationship"),
    "paid two months ago only": Case(pay=(1, 0, 0), expected="relationship"),
    "paid nothing, taken back, paid": Case(pay=(None, -1, 1), expected="relationship"),
    "paid until the month before last": Case(pay=(1, 1, 1, 0, 0), expected="relationship"),
    "a firm without agency": Case(kind="corporate", expected="relationship"),
    "a firm with agency": Case(kind="corporate", lines="D T W A", pay=(0,), expected="loyal"),
    "an institution": Case(kind="institution", lines="D T W A", pay=(0,), expected="loyal"),
    "a person with agency": Case(lines="D T W A", pay=(0,), expected="relationship"),
    "reached that day": Case(lines="D", said=reached(0), expected="relationship"),
    "reached 90 days ago": Case(lines="D", said=reached(90), expected="relationship"),
    "reached 91 days ago": Case(lines="D", said=reached(91), expected="existing"),
    "reached the day after": Case(lines="D", said=reached(-1), expected="existing"),
    "not reached": Case(lines="D", said=reached(5, "not_reached"), expected="existing"),
    "refused": Case(lines="D", said=reached(5, "refused"), expected="existing"),
    "no result": Case(lines="D", said=reached(5, None), expected="existing"),
    "marketing": Case(lines="D", said=reached(5, purpose="marketing"), expected="relationship"),
    "education": Case(lines="D", said=reached(5, purpose="education"), expected="relationship"),
    "no purpose": Case(lines="D", said=reached(5, purpose=None), expected="relationship"),
    "collection": Case(lines="D", said=reached(5, purpose="collection"), expected="existing"),
    "a tier lost this month": Case(aum=fallen(0), expected="relationship"),
    "a tier lost eleven months ago": Case(aum=fallen(11), expected="relationship"),
    "a tier lost twelve months ago": Case(aum=fallen(12), expected="loyal"),
    "below the line, still protected": Case(aum=(400_000, 100_000, 100_000), expected="loyal"),
}


def padded(values):
    """One value per month-end, the first repeated for the months before."""
    return [values[0]] * (len(ENDS) - len(values)) + list(values)


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    folder = tmp_path_factory.mktemp("judged")
    names = {name: f"P{place:02d}" for place, name in enumerate(CASES)}
    own = {names[name]: case for name, case in CASES.items()}
    tables = {
        "customer": [described(case.kind, case.since, name) for name, case in own.items()],
        "holding": [
            held(case.lines, opened=case.opened, closed=case.closed, name=name)
            for name, case in own.items()
        ],
        "contact": [
            contact(*case.said, name=name, number=name) for name, case in own.items() if case.said
        ],
        "customer_snapshot": [
            bank(ENDS, people=name, payroll_in=padded(case.pay), aum_mavg=padded(case.aum))
            for name, case in own.items()
        ],
    }
    brought = {name: pd.concat(rows).astype(object) for name, rows in tables.items()}
    brought = {name: rows.where(rows.notna(), None) for name, rows in brought.items()}
    store = Store(folder / "store")
    publish.publish(store, delivery(folder / "staged", brought | {"product": PRODUCT}))
    newest = frame(store).query("snapshot_date == @LAST").set_index("customer_id")["depth"]
    return {name: newest[key] for name, key in names.items()}


@pytest.mark.parametrize("case", CASES)
def test_each_rule_at_its_boundary(judged, case):
    assert judged[case] == CASES[case].expected


def test_a_closed_row_has_no_class_and_no_depth(load, store):
    rows = bank(status=["open", "open", "closed"])
    load(customer=described(), product=PRODUCT, holding=held(LOYAL), customer_snapshot=rows)
    last = frame(store).iloc[-1]
    assert pd.isna(last["depth"])
    assert pd.isna(last["abc_class"])
    assert depths(store)[-2] == "loyal"


def test_without_holdings_the_delivered_product_count_stands_in(load, store):
    rows = bank(people="P Q R S", product_cnt=4)
    rows["product_cnt"] = rows["customer_id"].map({"P": 4, "Q": 3, "R": 2})
    load(customer=described(names="P Q R S"), customer_snapshot=rows)
    assert [depths(store, name)[-1] for name in "PQRS"] == [
        "loyal",
        "relationship",
        "existing",
        "existing",
    ]


def test_with_contacts_alone_depth_ends_at_relationship(load, store):
    load(
        customer=described(names="P Q"), customer_snapshot=bank(people="P Q"), contact=contact(LAST)
    )
    assert depths(store, "P")[-2:] == ["existing", "relationship"]
    assert set(depths(store, "Q")) == {"existing"}


def test_depth_is_not_provided_when_nothing_tells_it(load, store):
    load(customer=described(), customer_snapshot=bank())
    assert set(depths(store)) == {None}


def test_holdings_nobody_described_count_as_not_delivered(load, store):
    load(customer=described(), holding=held(LOYAL), customer_snapshot=bank(product_cnt=3))
    assert set(depths(store)) == {"relationship"}


def test_holdings_by_date_are_read_from_the_newest_before(load, store):
    days = ENDS[-3:]
    by_date = [held(LOYAL, day=days[0]), held("D", day=days[1])]
    load(
        customer=described(),
        product=PRODUCT,
        holding=pd.concat(by_date),
        customer_snapshot=bank(ENDS[-4:], product_cnt=1),
    )
    assert depths(store) == ["relationship", "loyal", "existing", "existing"]
    load(holding=held("D T W", day=days[2]))
    assert depths(store) == ["relationship", "loyal", "existing", "relationship"]


def test_a_weekly_row_carries_its_month_end(load, store):
    week = date(2026, 4, 10)
    rows = pd.concat([bank(people="P Q"), bank([week], people="P Q R")])
    rows.loc[(rows["snapshot_date"] == week) & (rows["customer_id"] == "Q"), "status"] = "closed"
    load(
        customer=described(names="P Q R"),
        product=PRODUCT,
        holding=pd.concat([held(LOYAL, name=name) for name in "PQR"]),
        customer_snapshot=rows,
    )
    weekly = frame(store).query("snapshot_date == @week").set_index("customer_id")
    assert weekly.loc["P"].tolist()[1:] == ["A", "loyal"]
    assert weekly.loc["Q"].isna().tolist()[1:] == [True, True]
    assert weekly.loc["R"].tolist()[1:] == ["C", "existing"]


def test_a_week_without_a_month_end_stands_for_itself(load, store):
    load(
        customer=described(),
        product=PRODUCT,
        holding=held("D T W"),
        customer_snapshot=bank([date(2026, 4, 10)]),
    )
    assert frame(store)[["abc_class", "depth"]].to_numpy().tolist() == [["A", "relationship"]]


def test_a_customer_nobody_described_has_no_branch_to_be_classed_in(load, store):
    rows = pd.concat([bank(ENDS[-2:]), bank(ENDS[-1:], people="Z")])
    load(
        customer=described(),
        product=PRODUCT,
        holding=pd.concat([held(LOYAL), held("D T W", name="Z")]),
        customer_snapshot=rows,
    )
    assert depths(store) == ["relationship", "loyal"]
    unknown = frame(store).query("customer_id == 'Z'")
    assert unknown["abc_class"].isna().tolist() == [True]
    assert unknown["depth"].tolist() == ["relationship"]


def test_a_downgrade_is_one_under_the_rules_in_force(load, store):
    """250,000 is a fall from affluent by the shipped line, and none by one of 200,000."""
    eased = tuple(
        replace(level, lower_bound=200_000) if level.code == "affluent" else level
        for level in TIER_POLICY
        if (level.scheme, level.customer_type) == ("TIER", "personal")
    )
    rows = bank(ENDS[-7:], aum_mavg=[400_000] * 2 + [250_000] * 5)
    tables = {"customer": described(), "product": PRODUCT, "holding": held(LOYAL)}
    load(**tables, customer_snapshot=rows)
    assert depths(store)[-2:] == ["relationship", "relationship"]
    policy = TierPolicy().with_levels(eased, LAST)
    publish.publish(store, None, rules=Rules(policy=policy))
    assert depths(store)[-2:] == ["relationship", "loyal"]
