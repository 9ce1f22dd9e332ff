"""Rules a branch can apply by hand: their words, their roundness, and how well they do."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analytics.engine import DuckDBEngine
from analytics.rule_rounding import FINENESS, rounded
from analytics.rule_terms import Rules, RuleTerm, rule_text, rules_sql
from analytics.scope import Scope
from analytics.segment_people import People, segment_people
from analytics.segment_rules import drafted_rules, measured, names_whom, segment_rules
from analytics.segment_sample import Sample
from tests.support.releases import small_release
from tests.support.segment_fits import FITTED_ON, feature, quick_fit, segment, segmentation

OPERATORS = {
    ">=": np.greater_equal,
    "<": np.less,
    ">": np.greater,
    "<=": np.less_equal,
}


def term(name="time_share", operator=">=", threshold=0.0, *, kind="share", value=""):
    return RuleTerm(feature=name, operator=operator, threshold=threshold, kind=kind, value=value)


@pytest.fixture(scope="module")
def demo(demo_store):
    engine = DuckDBEngine(demo_store)
    scope = Scope.of(engine)
    found = quick_fit(engine, scope)
    return SimpleNamespace(
        engine=engine,
        scope=scope,
        segmentation=found,
        people=segment_people(engine, scope, found),
        rules=segment_rules(engine, scope, found),
    )


@pytest.mark.parametrize(
    ("given", "coarse", "fine"),
    [
        (term(threshold=0.4371), ">= 0.4", ">= 0.437"),
        (term(threshold=0.004), "> 0", ">= 0.004"),
        (term(operator="<", threshold=0.0004), "<= 0", "<= 0"),
        (term("txn_cnt_90d", "<", 4.5, kind="count"), "< 5", "< 5"),
        (term("txn_cnt_90d", ">=", 4.5, kind="count"), ">= 5", ">= 5"),
        (term("txn_cnt_90d", ">=", 36.5, kind="count"), ">= 40", ">= 37"),
        (term("txn_cnt_90d", "<", 0.5, kind="count"), "< 1", "< 1"),
        (term("loan_mavg", ">=", 19_873.52, kind="money"), ">= 20000", ">= 19870"),
        (term("loan_mavg", ">=", 0.5, kind="money"), "> 0", "> 0"),
        (term("loan_mavg", "<", -1_234.5, kind="money"), "< -1000", "< -1234"),
        (term("loan_mavg", ">=", 0.0, kind="money"), ">= 0", ">= 0"),
        (term("service_group", "is", kind="code", value="farmer"), "is farmer", "is farmer"),
    ],
)
def test_thresholds_are_rounded_to_numbers_one_can_remember(given, coarse, fine):
    assert rule_text((rounded((given,), 0),)) == f"{given.feature} {coarse}"
    assert rule_text((rounded((given,), FINENESS - 1),)) == f"{given.feature} {fine}"


def test_a_rule_reads_as_one_line():
    rule = (
        (term(threshold=0.6), term("txn_cnt_90d", "<", 5.0, kind="count")),
        (term("service_group", "is_not", kind="code", value="farmer"),),
    )

    assert rule_text(rule) == "time_share >= 0.6 and txn_cnt_90d < 5 or service_group is_not farmer"
    assert rule_text(((),)) == "everybody"
    assert rule_text(()) == ""


def test_a_rules_values_are_bound_whatever_they_hold():
    hostile = "x' or 1=1 --"
    sql, bound = rules_sql(
        Rules(
            features=("service_group",),
            rules=(((term("service_group", "is", kind="code", value=hostile),),), (), ((),)),
        )
    )

    assert hostile not in sql
    assert bound == {"rule_0_0_0": hostile}
    assert sql == (
        "sum(case when (f0 = :rule_0_0_0) then 1 else 0 end) as named_0, "
        "sum(case when false then 1 else 0 end) as named_1, "
        "sum(case when (true) then 1 else 0 end) as named_2"
    )


def test_the_demo_banks_segments_have_short_rules_that_hold(demo):
    found = demo.rules

    assert list(found["segment"]) == ["P1", "P2", "P3", "P4", "P5"]
    assert found["precision"].min() > 0.95
    assert found["recall"].min() > 0.85
    assert all(len(rule) == 1 and 1 <= len(rule[0]) <= 3 for rule in found["rule"])


def test_precision_and_recall_equal_brute_force_over_everybody(demo):
    everybody = demo.people  # the demo bank is smaller than the sample
    names = [each.name for each in demo.segmentation.features]
    frame = pd.DataFrame(everybody.raw, columns=names)
    for number, row in enumerate(demo.rules.itertuples()):
        named = pd.Series(data=False, index=frame.index)
        for terms in row.rule:
            every = pd.Series(data=True, index=frame.index)
            for each in terms:
                every &= OPERATORS[each.operator](frame[each.feature], each.threshold)
            named |= every
        inside = everybody.number == number
        assert row.named_count == named.sum()
        assert row.hit_count == (named & inside).sum()
        assert row.customer_count == inside.sum()
        assert row.precision == pytest.approx((named & inside).sum() / named.sum())
        assert row.recall == pytest.approx((named & inside).sum() / inside.sum())


def test_the_rules_are_the_same_whatever_the_order_of_customers(demo):
    order = np.random.default_rng(5).permutation(len(demo.people.number))
    shuffled = People(
        segmentation=demo.segmentation,
        customer_key=demo.people.customer_key[order],
        raw=demo.people.raw[order],
        standard=demo.people.standard[order],
        number=demo.people.number[order],
    )

    assert drafted_rules(shuffled) == drafted_rules(demo.people)


def test_thresholds_of_shares_are_whole_percents_and_counts_whole_numbers(demo):
    terms = [each for rule in demo.rules["rule"] for each in rule[0]]
    assert {"count", "share"} <= {each.kind for each in terms}
    for each in terms:
        if each.kind == "count":
            assert each.threshold == int(each.threshold)
        if each.kind == "share":
            assert each.threshold * 100 == pytest.approx(round(each.threshold * 100))


def two_groups(groups, *, features=None):
    """People of two segments told apart by one yes-or-no feature."""
    features = features or [feature("service_group", value="farmer")]
    found = segmentation(features, [segment("P1", 1), segment("P2", 0)])
    values = {"service_group": np.array(groups, dtype=object)}
    return People.of(found, Sample(customer_key=np.arange(len(groups)), values=values))


def test_a_code_makes_a_rule_that_says_is_or_is_not():
    found = drafted_rules(two_groups(["farmer"] * 20 + ["other"] * 30))

    assert [rule_text(rule) for rule in found] == [
        "service_group is farmer",
        "service_group is_not farmer",
    ]


def test_everybody_in_one_segment_is_everybodys_rule_and_nobodys_has_none():
    assert drafted_rules(two_groups(["farmer"] * 20)) == (((),), ())


def test_two_ways_into_a_segment_are_both_told():
    """The segment lies at both ends of one feature: no single leaf holds it."""
    found = segmentation(
        [feature("txn_cnt_90d"), feature("time_share")],
        [segment("P1", 0, 100), segment("P2", 0, 0)],
    )
    moves = np.array([0.0] * 40 + [50.0] * 40 + [100.0] * 40)
    ends = (moves != 50).astype(float) * 100
    people = People(
        segmentation=found,
        customer_key=np.arange(120),
        raw=np.column_stack([moves, np.zeros(120)]),
        standard=np.column_stack([moves, ends]),
        number=np.where(ends > 0, 0, 1),
    )
    first, second = drafted_rules(people)

    assert rule_text(first) == "txn_cnt_90d < 20 or txn_cnt_90d >= 80"
    assert names_whom(people, first).tolist() == (ends > 0).tolist()
    assert names_whom(people, second).tolist() == (ends == 0).tolist()


def test_who_lacks_a_feature_is_named_only_where_the_rule_does_not_ask_for_it(tmp_path):
    rows = pd.DataFrame(
        {
            "customer_id": ["C1", "C2", "C3", "C4"],
            "snapshot_date": FITTED_ON,
            "txn_cnt_90d": [9, 1, None, 9],
            "digital_login_30d": [5, 0, 5, None],
        }
    )
    engine = small_release(tmp_path / "store", rows)
    found = segmentation(
        [feature("txn_cnt_90d"), feature("digital_login_30d")],
        [segment("P1", 9, 5), segment("P2", 0, 0)],
    )
    rules = (
        ((term("txn_cnt_90d", ">=", 5.0, kind="count"),),),
        ((term("txn_cnt_90d", ">=", 100.0, kind="count"),),),
    )
    answer = measured(engine, Scope.of(engine), found, rules).set_index("segment")

    assert answer.loc["P1", ["named_count", "hit_count", "customer_count"]].tolist() == [2, 1, 1]
    assert answer.loc["P1", "precision"] == 0.5
    assert answer.loc["P2", "named_count"] == 0
    assert np.isnan(answer.loc["P2", "precision"])
    assert answer.loc["P2", "recall"] == 0
