"""Every operator on every kind of column, in the engine and customer by customer."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.condition_algebra import complement, difference, intersection, union
from analytics.condition_columns import COLUMNS, OPERATORS, operators_of
from analytics.condition_sql import FEW_VALUES
from analytics.conditions import EVERYBODY, NOBODY, Condition, Group, Population
from analytics.engine import DuckDBEngine, dates_read
from analytics.populations import population_count, population_customers
from analytics.relations import Relations
from analytics.scope import Scope
from data.contract import DERIVED, IDENTITY_COLUMNS, TABLES
from data.release import Store
from tests.support.condition_twin import is_in, rows_at
from tests.support.releases import month, small_release

CASES = [(column, operator) for column in COLUMNS for operator in operators_of(column)]
HERE = ("B001", "B002", "B006")
HOSTILE = [
    "'; drop table customer; --",
    'a"b',
    "100%",
    "under_score",
    "back\\slash",
    "!bang",
    ":name",
    "$1",
    "{rows}",
    "张三 ünïcode 🏦",
    "?",
    "%",
    "_",
    "\\",
    "x" * 10_000,
]


@pytest.fixture(scope="module")
def demo(demo_store):
    return DuckDBEngine(Store(demo_store))


@pytest.fixture(scope="module")
def today(demo):
    return Scope.of(demo).at


@pytest.fixture(scope="module")
def people(demo, today):
    """Customers of three branches: enough of every kind, and few enough to judge in Python."""
    return [row for row in rows_at(demo, today) if row["branch_id"] in HERE]


def scope_at(day):
    return Scope(at=day, where=(("branch_id", HERE),))


def keys_of(engine, scope):
    """The customers whose rows a scope lets through, with their dates."""
    relations = Relations(scope=scope, dates=dates_read(scope, engine.snapshots()))
    sql = f"select customer_key, snapshot_date from {relations.rows()}"
    table = pa.Table.from_batches(engine._run(sql, relations.bound))
    return set(zip(*(column.to_pylist() for column in table.columns), strict=True))


def chosen(engine, group, day):
    scope = replace(scope_at(day), populations=(Population("A", 0, group),))
    return {key for key, _ in keys_of(engine, scope)}


def expected(people, member, day):
    return {row["customer_key"] for row in people if is_in(member, row, day)}


def sampled(people, column, operator):
    """A condition that some customers meet and some do not, where the data has both."""
    takes = OPERATORS[operator].takes
    if takes in {"none", "days"}:
        return Condition.of(column, operator, [90] if takes == "days" else [])
    values = [row[column] for row in people if row[column] is not None]
    if COLUMNS[column].codes:
        return Condition.of(column, operator, some_codes(COLUMNS[column], values, operator))
    values = sorted(values) or [nothing_of(COLUMNS[column].kind)]
    middle, high = values[len(values) // 2], values[len(values) * 9 // 10]
    if operator in {"contains", "starts_with"}:
        part = str(middle)[1:3] if operator == "contains" else str(middle)[:2].lower()
        return Condition.of(column, operator, [part or middle])
    return Condition.of(column, operator, [middle, high][: 1 if takes == "one" else 2])


def some_codes(column, values, operator):
    if column.kind == "tags":
        values = [tag for tags in values for tag in tags]
    codes = sorted(set(values)) or [code.value for code in column.codes]
    return codes[: 1 if operator == "has_all" else 2]


def nothing_of(kind):
    return {"date": dt.date(2020, 1, 1), "code": "P1", "id": "X1", "text": "X1"}.get(kind, 1)


@pytest.mark.parametrize(("column", "operator"), CASES)
def test_an_operator_means_the_same_to_the_engine_and_to_a_person(
    demo, people, today, column, operator
):
    condition = sampled(people, column, operator)
    wanted = expected(people, condition, today)

    assert chosen(demo, Group((condition,)), today) == wanted
    negated = chosen(demo, Group((condition,), negated=True), today)
    assert negated == {row["customer_key"] for row in people} - wanted


def test_every_column_of_a_customer_can_be_asked_about_but_names():
    tables = (TABLES["customer_snapshot"].names, TABLES["customer"].names, tuple(DERIVED))
    known = {name for names in tables for name in names}

    assert known - set(COLUMNS) == {*IDENTITY_COLUMNS, "snapshot_date", "status"}
    assert set(COLUMNS) - known == {"area", "parent_id", "staff_cnt"}
    assert {name for name, column in COLUMNS.items() if column.protected} == {
        "gender", "birth_year", "family_stage",
    }  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:20])
@pytest.mark.parametrize("column", ["manager_id", "customer_id"])
@pytest.mark.parametrize("operator", ["one_of", "none_of", "contains", "starts_with"])
def test_a_hostile_text_is_only_a_value(demo, people, today, column, operator, text):
    condition = Condition.of(column, operator, [text])

    assert chosen(demo, Group((condition,)), today) == expected(people, condition, today)
    sql = demo.text("populations/count", Scope(at=today), populations=(Group((condition,)),))
    assert len(text) == 1 or text not in sql


def test_signs_of_patterns_stand_for_themselves(tmp_path):
    ids = ["a%b", "axb", "a_b", "a\\b", "a!b", "A%B", "ab", "%", "_"]
    rows = {"customer_id": ids, "snapshot_date": [month(12)] * len(ids)}
    engine = small_release(tmp_path / "store", rows)

    def found(operator, text):
        group = Group((Condition.of("customer_id", operator, [text]),))
        page = population_customers(engine, Scope.of(engine), a=Population("A", 0, group))
        return set(page["customer_id"])

    assert found("contains", "%") == {"a%b", "A%B", "%"}
    assert found("contains", "_") == {"a_b", "_"}
    assert found("contains", "\\") == {"a\\b"}
    assert found("contains", "!") == {"a!b"}
    assert found("starts_with", "a%") == {"a%b", "A%B"}
    assert found("starts_with", "A_") == {"a_b"}


def test_a_thousand_pasted_ids_are_found(demo, people, today):
    ids = [row["customer_id"] for row in people[:1_000]]
    listed = Group((Condition.of("customer_id", "one_of", ids),))
    left = Group((Condition.of("customer_id", "none_of", ids),))

    assert chosen(demo, listed, today) == {row["customer_key"] for row in people[:1_000]}
    assert chosen(demo, left, today) == {row["customer_key"] for row in people[1_000:]}


def test_a_long_list_of_a_column_with_unknown_values_keeps_its_meaning(demo, people, today):
    managers = sorted({row["manager_id"] for row in people if row["manager_id"]})[:20]
    assert len(managers) > FEW_VALUES
    for operator in ("one_of", "none_of"):
        condition = Condition.of("manager_id", operator, managers)
        assert chosen(demo, Group((condition,)), today) == expected(people, condition, today)


def test_the_edges_of_a_range_are_inside_and_those_of_a_day_count(tmp_path):
    day = month(12)
    rows = {
        "customer_id": ["a", "b", "c", "d"],
        "snapshot_date": [day] * 4,
        "aum_mavg": [99.99, 100, 200, 200.01],
        "last_txn_date": [day, day - dt.timedelta(29), day - dt.timedelta(30), None],
    }
    engine = small_release(tmp_path / "store", rows)

    def count(*condition):
        group = Group((Condition.of(*condition),))
        counted = population_count(
            engine, Scope.of(engine), populations=(Population("A", 0, group),)
        )
        return counted["customer_count"].iloc[1]

    assert count("aum_mavg", "between", [100, 200]) == 2
    assert count("aum_mavg", "equal", [Decimal("99.99")]) == 1
    assert count("last_txn_date", "last_days", [30]) == 2
    assert count("last_txn_date", "last_days", [31]) == 3


CONDITIONS = st.sampled_from(
    [
        Condition.of("tier", "one_of", ["vip", "affluent"]),
        Condition.of("manager_id", "none_of", ["M001", "M005"]),
        Condition.of("aum_mavg", "at_least", [50_000]),
        Condition.of("wealth_return_12m", "below", ["2%"]),
        Condition.of("is_valid", "no"),
        Condition.of("credit_grade", "not_given"),
        Condition.of("gender", "one_of", ["F"]),
        Condition.of("open_date", "after", [dt.date(2015, 1, 1)]),
        Condition.of("open_date", "last_days", [700]),
        Condition.of("traits", "has_any", ["outward", "patented"]),
        Condition.of("traits", "has_all", ["policy_favoured", "patented"]),
        Condition.of("needs", "has_none", ["purchase"]),
        Condition.of("annual_income", "not_equal", [100_000]),
        Condition.of("area", "none_of", ["urban"]),
        Condition.of("staff_cnt", "above", [10]),
        Condition.of("sign", "one_of", ["loss_making"]),
        Condition.of("last_txn_date", "last_days", [30]),
    ]
)


def joined(members):
    return st.builds(
        Group, st.lists(members, max_size=4).map(tuple), st.booleans(), st.booleans()
    ).filter(lambda group: group.depth <= 4)


GROUPS = st.recursive(joined(CONDITIONS), lambda inner: joined(CONDITIONS | inner), max_leaves=6)


@settings(max_examples=25)
@given(GROUPS)
def test_groups_inside_each_other_mean_the_same(demo, people, today, group):
    assert chosen(demo, group, today) == expected(people, group, today)


@settings(max_examples=25)
@given(GROUPS, GROUPS)
def test_set_algebra_is_that_of_sets(demo, people, today, one, other):
    everybody = {row["customer_key"] for row in people}
    a, b = (expected(people, group, today) for group in (one, other))

    for made, wanted in (
        (union, a | b),
        (intersection, a & b),
        (difference, a - b),
    ):
        if max(one.depth, other.depth) < 4:
            assert chosen(demo, made(one, other), today) == wanted
    assert chosen(demo, complement(one), today) == everybody - a


@settings(max_examples=25)
@given(st.lists(GROUPS, min_size=1, max_size=4))
def test_several_populations_are_counted_in_one_pass(demo, people, today, groups):
    populations = [Population(str(at), 0, group) for at, group in enumerate(groups)]
    counted = population_count(demo, scope_at(today), populations=populations)

    assert list(counted["customer_count"]) == [
        len(people), *(len(expected(people, group, today)) for group in groups)
    ]  # fmt: skip


def test_everybody_and_nobody(demo, people, today):
    assert len(chosen(demo, EVERYBODY, today)) == len(people)
    assert chosen(demo, NOBODY, today) == set()
