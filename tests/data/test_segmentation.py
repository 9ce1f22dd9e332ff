"""What is kept of a segmentation, and the SQL that gives everybody a segment."""

import datetime as dt
import re

import duckdb
import pytest

from data.segment_features import FEATURES
from data.segmentation import FittedFeature, Segment, Segmentation, assignment, coordinate_sql

ROWS = """(select * from (values
    (1, 100.0, 25.0, 0.0), (2, 100.0, 75.0, 50.0), (3, 100.0, null, 0.0), (4, 100.0, 50.0, 20.0)
) as given(customer_key, aum_mavg, dep_demand_mavg, loan_mavg))"""


def feature(name, **facts):
    plain = {"transform": "plain", "low": -1e9, "high": 1e9, "mean": 0.0, "scale": 1.0}
    return FittedFeature(name=name, **{**plain, **facts})


def segmentation(features, centres, codes=None):
    return Segmentation(
        customer_type="personal",
        features=tuple(features),
        segments=tuple(
            Segment(code=code, name_en=f"Group {code}", name_zh=f"客群{code}", centre=centre)
            for code, centre in zip(codes or ("P1", "P2", "P3"), centres, strict=False)
        ),
        fitted_on=dt.date(2026, 6, 30),
        release="000007",
        sample_count=4,
        extra={"note": "any facts", "numbers": [1, 2]},
    )


def answered(model, rows=ROWS):
    found = assignment(model)
    sql = re.sub(":(?=[a-z])", "$", found.over(rows))
    with duckdb.connect() as connection:
        connection.execute("create table customer (customer_key integer, service_group varchar)")
        connection.execute("insert into customer values (1, 'farmer'), (2, 'other'), (3, 'farmer')")
        return dict(
            connection.sql(
                f"select customer_key, segment_now from ({sql}) order by 1", params=found.bound
            ).fetchall()
        )


def test_it_reads_back_what_it_wrote():
    one = segmentation(
        [feature("loan_mavg", transform="rank", knots=(0.0, 1.5, 9.0)), feature("demand_share")],
        [(0.1, 1 / 3), (1e-17, -2.0)],
    )

    again = Segmentation.from_json(one.to_json())

    assert again == one
    assert again.extra == one.extra
    assert assignment(again) == assignment(one)


def test_the_nearest_centre_wins_and_of_equally_near_ones_the_first():
    model = segmentation([feature("demand_share"), feature("loan_mavg")], [(0.25, 0), (0.75, 50)])

    # Customer 4 has (0.5, 20): 400 + 0.0625 from the first, 900 + 0.0625 from the second.
    assert answered(model) == {1: "P1", 2: "P2", 3: None, 4: "P1"}
    twins = segmentation([feature("demand_share")], [(0.5,), (0.5,), (0.25,)])
    assert answered(twins) == {1: "P3", 2: "P1", 3: None, 4: "P1"}


def test_one_segment_takes_all_who_have_the_features():
    model = segmentation([feature("demand_share")], [(0.5,)])

    assert answered(model) == {1: "P1", 2: "P1", 3: None, 4: "P1"}


def test_a_code_asks_the_customer_table_and_an_unknown_code_is_missing():
    model = segmentation(
        [feature("service_group", value="farmer"), feature("loan_mavg")], [(1, 0), (0, 50)]
    )

    assert assignment(model).needs_customer
    assert answered(model) == {1: "P1", 2: "P2", 3: "P1", 4: None}


def test_customers_are_joined_only_when_a_feature_needs_them():
    found = assignment(segmentation([feature("loan_mavg")], [(0,), (1,)]))

    assert not found.needs_customer
    assert "customer as c" not in found.over("fact")


def test_every_number_and_word_binds():
    hostile = "farmer' or 1=1 --"
    model = segmentation(
        [feature("service_group", value=hostile), feature("loan_mavg", low=-0.123456789)],
        [(0.7071, 1), (0, 1)],
        codes=("P1'; drop table customer; --", "P2"),
    )
    found = assignment(model)

    sql = found.over("fact")

    assert "drop" not in sql
    assert "farmer" not in sql
    assert "0.7071" not in sql
    assert "0.123456789" not in sql
    assert set(re.findall(r":(\w+)", sql)) == set(found.bound)
    assert answered(model) == {1: "P2", 2: "P2", 3: "P2", 4: None}


def test_two_segmentations_bind_side_by_side():
    one = assignment(segmentation([feature("loan_mavg")], [(0,), (1,)]), prefix="old")
    other = assignment(segmentation([feature("loan_mavg")], [(0,), (1,)]), prefix="new")

    assert not set(one.bound) & set(other.bound)


@pytest.mark.parametrize("name", FEATURES)
def test_every_feature_is_sql_that_is_null_where_something_is_missing(name):
    bound = {}
    text = name if FEATURES[name].kind == "code" else ""
    sql = coordinate_sql(feature(name, value=text), "x", bound)
    needed = ", ".join(f"null as {column}" for column in FEATURES[name].needs)
    fact = needed if FEATURES[name].home == "fact" else "0 as nothing"
    home = needed if FEATURES[name].home == "customer" else "0 as nothing"
    values = {key: value for key, value in bound.items() if f":{key}" in sql}

    with duckdb.connect() as connection:
        (row,) = connection.sql(
            f"select {re.sub(':(?=[a-z])', '$', sql)} from "
            f"(select date '2026-06-30' as snapshot_date, {fact}) as s, (select {home}) as c",
            params=values,
        ).fetchall()

    assert row == (None,)
