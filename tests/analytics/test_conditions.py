"""Conditions as values: read, refused, written as text, put together."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.condition_algebra import complement, difference, intersection, simplified, union
from analytics.condition_columns import COLUMNS, OPERATORS, operators_of
from analytics.condition_text import JOINTS, group_from, text_of
from analytics.conditions import DEEPEST, EVERYBODY, NOBODY, Condition, Group, Population
from data.problems import Problem
from tests.support.condition_twin import is_in

A = Condition("tier", "one_of", ("vip",))
B = Condition("aum_mavg", "at_least", (Decimal(50_000),))
C = Condition("is_valid", "yes")
DAY = dt.date(2026, 6, 30)


def text_value(kind):
    """Values of a kind as `Condition.of` takes them."""
    numbers = st.decimals(-(10**15), 10**15, places=2, allow_nan=False)
    return {
        "money": numbers,
        "number": numbers,
        "integer": st.integers(-(10**15), 10**15),
        "date": st.dates(dt.date(1800, 1, 1), dt.date(2200, 12, 31)),
    }.get(
        kind,
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(
            lambda text: text.strip() and "\0" not in text
        ),
    )


@st.composite
def conditions(draw):
    column = draw(st.sampled_from(list(COLUMNS)))
    operator = draw(st.sampled_from(operators_of(column)))
    known, takes = COLUMNS[column], OPERATORS[operator].takes
    value = text_value(known.kind)
    if known.codes:
        value = st.sampled_from([code.value for code in known.codes])
    count = {"none": 0, "one": 1, "two": 2, "days": 1}.get(takes) or draw(st.integers(1, 4))
    if takes == "days":
        value = st.integers(1, 36_500)
    values = [draw(value) for _ in range(0 if takes == "none" else count)]
    return Condition.of(column, operator, sorted(values) if takes == "two" else values)


def joined(members):
    lists = st.lists(members, max_size=4)
    return st.builds(
        lambda inside, all_of, negated: Group(tuple(inside), all_of or not inside, negated),
        lists,
        st.booleans(),
        st.booleans(),
    )


GROUPS = st.recursive(
    joined(conditions()), lambda inner: joined(conditions() | inner), max_leaves=8
).filter(lambda group: group.depth <= DEEPEST)
SMALL = st.recursive(
    joined(st.sampled_from([A, B, C])),
    lambda inner: joined(st.sampled_from([A, B, C]) | inner),
    max_leaves=6,
).filter(lambda group: group.depth < DEEPEST)
WORLDS = [
    {"tier": tier, "aum_mavg": amount, "is_valid": valid}
    for tier in ("vip", "mass", None)
    for amount in (Decimal(80_000), Decimal(1), None)
    for valid in (True, False, None)
]


def inside(group):
    """Which of all possible customers are in a group."""
    return {place for place, row in enumerate(WORLDS) if is_in(group, row, DAY)}


@given(GROUPS)
def test_a_group_survives_its_text(group):
    assert group_from(text_of(group)) == group


@given(GROUPS)
def test_a_text_is_canonical(group):
    assert text_of(group_from(text_of(group))) == text_of(group)
    assert hash(group_from(text_of(group))) == hash(group)


def test_a_text_is_short_and_plain():
    inner = Group(
        (C, Condition.of("open_date", "before", ["2020/1/5"])), all_of=False, negated=True
    )
    group = Group((A, Condition.of("aum_mavg", "between", ["5万", "1.2亿"]), inner))

    assert text_of(group) == (
        '{"all":[["tier","one_of","vip"],["aum_mavg","between",50000,120000000],'
        '{"not_any":[["is_valid","yes"],["open_date","before","2020-01-05"]]}]}'
    )


@pytest.mark.parametrize("text", ["", "  ", '{"all":[]}', '{"any":[]}'])
def test_no_conditions_are_everybody(text):
    assert group_from(text) == EVERYBODY


@pytest.mark.parametrize("text", ['{"not_all":[]}', '{"not_any":[]}'])
def test_the_complement_of_no_conditions_is_nobody(text):
    assert group_from(text) == NOBODY


@pytest.mark.parametrize(
    "text",
    [
        "tier=vip",
        "[]",
        "{}",
        "null",
        "3",
        '{"all":{}}',
        '{"some":[]}',
        '{"all":[],"any":[]}',
        '{"all":[],"all":[]}',
        '{"all":["tier"]}',
        '{"all":[["tier"]]}',
        '{"all":[[1,2]]}',
        '{"all":[["aum_mavg","at_least",NaN]]}',
        '{"all":[["aum_mavg","at_least",Infinity]]}',
        '{"all":[["aum_mavg","at_least",true]]}',
        '{"all":[["aum_mavg","at_least",null]]}',
        '{"all":[["aum_mavg","at_least",[1]]]}',
        '{"all":[["aum_mavg","at_least",{"all":[]}]]}',
        '{"all":[["tier","one_of","vip"]]',
        "[" * 100_000,
        '{"all":[' * 50_000,
        '{"all":[["manager_id","one_of","' + "x" * 300_000 + '"]]}',
    ],
    ids=lambda text: text[:40],
)
def test_an_unreadable_text_is_said(text):
    with pytest.raises(Problem) as caught:
        group_from(text)

    assert caught.value.code == "E_CONDITIONS_UNREADABLE"
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        (
            ("teir", "one_of", ["vip"]),
            "No column for conditions is named teir. The nearest names are tier, tier_raw.",
        ),
        (
            ("phone", "one_of", ["1"]),
            "No column for conditions is named phone. The nearest names are",
        ),
        (
            ("tier", "at_least", ["vip"]),
            "tier cannot be compared by at_least. It takes one_of, none_of, given, not_given.",
        ),
        (
            ("tier", "one_of", ["vipp"]),
            "tier is never vipp. The nearest values are vip.",
        ),
        (
            ("aum_mavg", "at_least", ["much"]),
            "aum_mavg: much cannot be read. Write an amount such as 50000, 5万 or 1.2亿.",
        ),
        (
            ("txn_cnt_90d", "above", ["2.5"]),
            "txn_cnt_90d: 2.5 cannot be read. Write a whole number such as 12.",
        ),
        (
            ("open_date", "after", ["2026-02-30"]),
            "open_date: 2026-02-30 cannot be read. Write a date such as 2026-06-30.",
        ),
        (
            ("open_date", "last_days", [0]),
            "open_date: 0 cannot be read. Write a whole number of days from 1 to 36500.",
        ),
        (
            ("aum_mavg", "between", [1]),
            "The condition on aum_mavg with between has 1 values. Give it two.",
        ),
        (
            ("tier", "one_of", []),
            "The condition on tier with one_of has 0 values. Give it at least one.",
        ),
        (
            ("tier", "given", ["vip"]),
            "The condition on tier with given has 1 values. Give it none.",
        ),
        (
            ("aum_mavg", "between", [2, 1]),
            "aum_mavg: 2 is above 1. Write the lower one first.",
        ),
        (
            ("customer_id", "one_of", tuple(map(str, range(1_001)))),
            "The condition on customer_id has 1001 values, and at most 1000 are allowed. Split",
        ),
        (("manager_id", "one_of", [" "]), "manager_id:   cannot be read."),
        (("manager_id", "one_of", ["a\0b"]), "manager_id: a\ufffdb cannot be read."),
        (("manager_id", "one_of", ["\ud800"]), "manager_id: \ufffd cannot be read."),
        (("aum_mavg", "above", [True]), "aum_mavg: True cannot be read."),
        (("aum_mavg", "above", [float("nan")]), "aum_mavg: nan cannot be read."),
        (("aum_mavg", "above", ["1e400"]), "aum_mavg: 1e400 cannot be read."),
        (("aum_mavg", "above", [10**16]), "aum_mavg: 10000000000000000 cannot be read."),
        (("value_score", "above", ["5%"]), "value_score: 5% cannot be read."),
    ],
    ids=str,
)  # fmt: skip
def test_a_wrong_condition_is_told_what_is_expected(condition, message):
    with pytest.raises(Problem) as caught:
        Condition.of(*condition)

    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("column", "typed", "read"),
    [
        ("aum_mavg", "50,000", Decimal(50_000)),
        ("aum_mavg", " 5万 ", Decimal(50_000)),
        ("aum_mavg", "1.2亿", Decimal(120_000_000)),
        ("aum_mavg", "2k", Decimal(2_000)),
        ("aum_mavg", "3M", Decimal(3_000_000)),
        ("aum_mavg", "-0", Decimal(0)),
        ("aum_mavg", "−12.50", Decimal("-12.5")),
        ("aum_mavg", "１，０００", Decimal(1_000)),
        ("aum_mavg", 0.1, Decimal("0.1")),
        ("wealth_return_12m", "3.25%", Decimal("0.0325")),
        ("birth_year", "1966", 1966),
    ],
)
def test_numbers_are_read_as_bankers_write_them(column, typed, read):
    (value,) = Condition.of(column, "at_least", [typed]).values

    assert value == read
    assert type(value) is type(read)
    assert "E" not in str(value)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-06-05",
        "2026/6/5",
        "2026.06.05",
        "20260605",
        "2026年6月5日",
        dt.date(2026, 6, 5),
        dt.datetime(2026, 6, 5, 12, tzinfo=dt.UTC),
    ],
)
def test_dates_are_read_as_bankers_write_them(typed):
    assert Condition.of("open_date", "on", [typed]).values == (dt.date(2026, 6, 5),)


def test_codes_are_read_by_label_and_kept_once_in_the_contract_s_order():
    typed = ["VIP", "mass", "vip", "mass"]

    assert Condition.of("tier", "one_of", typed).values == ("mass", "vip")
    assert Condition.of("gender", "one_of", ["女"]).values == ("F",)
    assert Condition.of("manager_id", "one_of", ["M2", "M1", "M2"]).values == ("M1", "M2")


def test_too_many_conditions_and_too_deep_groups_are_said():
    with pytest.raises(Problem, match="51 conditions are too many: at most 50 are allowed"):
        Group.of([C] * 51)
    deep = Group((A,))
    for _ in range(DEEPEST):
        deep = Group((deep,))
    with pytest.raises(Problem, match="Groups stand 5 deep inside each other"):
        Group.of([deep.members[0]])
    with pytest.raises(Problem, match="Groups stand 5 deep inside each other"):
        group_from(text_of(deep))


def test_a_population_is_a_key():
    population = Population("Old farmers", 2, Group((A,)))

    assert population.key == "Old farmers@2"
    assert Population("A", 0, Group((A,))).key == "A"
    assert {population: 1}[Population("Old farmers", 2, group_from(text_of(Group((A,)))))] == 1


def test_what_moves_is_known():
    assert Group((A,)).moves
    assert not Group((Condition.of("gender", "one_of", ["F"]),)).moves
    assert not Group((Condition.of("customer_type", "one_of", ["personal"]),)).moves
    assert Group((Condition.of("open_date", "last_days", [30]),)).moves
    assert Group((Condition.of("area", "one_of", ["urban"]),)).moves


@given(SMALL)
def test_simplified_holds_the_same_customers_and_is_settled(group):
    plain = simplified(group)

    assert inside(plain) == inside(group)
    assert simplified(plain) == plain
    assert plain.depth <= group.depth
    assert plain.size <= group.size


@given(SMALL)
def test_a_complement_is_everybody_else_and_its_own_inverse(group):
    assert inside(complement(group)) == set(range(len(WORLDS))) - inside(group)
    assert complement(complement(group)) == simplified(group)
    assert complement(group).size <= group.size


@given(SMALL, SMALL)
def test_union_intersection_and_difference_are_those_of_sets(one, other):
    a, b = inside(one), inside(other)

    assert inside(union(one, other)) == a | b
    assert inside(intersection(one, other)) == a & b
    assert inside(difference(one, other)) == a - b
    assert inside(union(one, one)) == a == inside(intersection(one, one))
    assert inside(complement(union(one, other))) == inside(
        intersection(complement(one), complement(other))
    )


@given(SMALL)
def test_everybody_and_nobody_are_neutral(group):
    plain = simplified(group)

    assert union(group, NOBODY) == intersection(group, EVERYBODY) == plain
    assert union(group, EVERYBODY) == EVERYBODY == union(NOBODY, EVERYBODY)
    assert intersection(group, NOBODY) == NOBODY == union()
    assert difference(group, NOBODY) == plain
    assert complement(EVERYBODY) == NOBODY


def test_algebra_reads_as_a_person_would_write_it():
    vip = Group((A,))
    rich = Group((B, C))

    assert text_of(complement(vip)) == '{"all":[["tier","none_of","vip"]]}'
    assert text_of(intersection(vip, rich)) == (
        '{"all":[["tier","one_of","vip"],["aum_mavg","at_least",50000],["is_valid","yes"]]}'
    )
    assert text_of(difference(rich, vip)) == (
        '{"all":[["aum_mavg","at_least",50000],["is_valid","yes"],["tier","none_of","vip"]]}'
    )
    assert text_of(difference(vip, rich)) == (
        '{"all":[["tier","one_of","vip"],'
        '{"not_all":[["aum_mavg","at_least",50000],["is_valid","yes"]]}]}'
    )


def test_every_word_of_the_text_and_every_opposite_is_known():
    assert len({*JOINTS.values()}) == 4
    for operator in OPERATORS.values():
        if operator.opposite:
            assert OPERATORS[operator.opposite].opposite == operator.code
            assert OPERATORS[operator.opposite].takes == operator.takes
    assert {code for column in COLUMNS for code in operators_of(column)} == set(OPERATORS)
