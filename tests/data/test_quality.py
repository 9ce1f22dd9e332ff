# ruff: noqa: E501 - tables are written as text
"""Every quality rule finds what was planted, and its list is as long as its count."""

import os

import pytest

from data import publish, quality
from data.quality import RULES
from data.release import Store
from data.store_problems import QualityRuleUnknown
from tests.support.deliveries import delivery

CUSTOMER = """
customer_id customer_type branch_id open_date credit_grade credit_grade_date risk_tolerance
A1 personal B1 2020-01-01 A 2026-01-01 -
A2 personal B1 2026-12-01 B 2024-01-01 3
A3 personal B2 2020-01-01 - - -
"""
SNAPSHOT = """
customer_id snapshot_date status aum_mavg aum_eop dep_demand_mavg dep_time_mavg loan_mavg last_txn_date product_cnt
A1 2026-01-31 open 100 100 60 40 0 2026-01-05 1
A1 2026-02-28 open 100 100 60 30 0 2026-03-05 2
A1 2026-03-31 open 400 100 360 40 0 2026-03-05 4
A2 2026-01-31 open -50 -50 -50 0 0 - 0
A2 2026-03-31 open 90 - 90 0 0 - 0
A3 2026-03-31 closed 10 10 10 0 0 - 0
Z9 2026-03-31 open 10 10 10 0 0 - 0
"""
OTHERS = {
    "branch": "branch_id name\nB1 East",
    "product": "product_id name_zh is_channel\nP1 定期 false\nP2 手机银行 true",
    "holding": "holding_id customer_id product_id open_date\nH1 A1 P1 2020-01-01\nH2 A1 P9 2020-01-01\nH3 A1 P2 2020-01-01",
    "complaint": "complaint_id received_ts closed_ts\nK1 2026-02-02 2026-02-01",
    "campaign_member": (
        "campaign_id customer_id arm assigned_on contacted_on converted_on\n"
        "C1 A1 control 2026-02-01 2026-02-03 2026-01-01"
    ),
    "control_total": "snapshot_date branch_id deposits loans customer_count\n"
    "2026-03-31 B1 490.00 - 3",
}
EXPECTED = {
    "unknown_customers": 1,
    "unknown_branches": 2,
    "unknown_products": 1,
    "negative_assets": 1,
    "month_gaps": 1,
    "parts_differ": 1,
    "closed_with_balance": 1,
    "balance_missing": 1,
    "dates_after_snapshot": 3,
    "stale_credit_grades": 1,
    "stale_risk_assessments": 1,
    "complaints_closed_before_received": 1,
    "conversions_before_assignment": 1,
    "contacted_controls": 1,
    "product_counts_differ": 1,
    "total_jumps": 2,
    "ledger_differences": 1,
}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("quality")
    made = Store(folder / "store")
    brought = {"customer": CUSTOMER, "customer_snapshot": SNAPSHOT} | OTHERS
    publish.publish(made, delivery(folder / "staged", brought))
    return made


@pytest.fixture(scope="module")
def results(store):
    return quality.report(store)


def test_each_rule_counts_what_was_planted(results):
    found = {result.rule.name: result.count for result in results if result.count}
    assert found == EXPECTED


@pytest.mark.parametrize("rule", [rule.name for rule in RULES])
def test_each_list_is_as_long_as_its_count(store, results, rule):
    count = next(result.count for result in results if result.rule.name == rule)
    rows = quality.rows(store, rule, 100)
    length = rows["row_count"].sum() if rule == "unknown_branches" else len(rows)
    assert length == count


def test_channels_and_unknown_products_are_not_among_the_products_held(store):
    row = quality.rows(store, "product_counts_differ").iloc[0]
    assert (row["customer_id"], row["product_cnt"], row["held_count"]) == ("A1", 4, 1)


def test_lists_are_paged(store):
    first = quality.rows(store, "dates_after_snapshot", 2)
    rest = quality.rows(store, "dates_after_snapshot", 2, 2)
    assert (len(first), len(rest)) == (2, 1)


def test_weights_add_up_and_the_score_names_the_three_worst(results):
    assert sum(rule.weight for rule in RULES) == pytest.approx(1)
    assert 0 < quality.score(results) < 1
    assert len(quality.worst(results)) == 3


def test_the_ledger_difference_is_ours_minus_the_ledgers(store):
    row = quality.ledger_differences(store).iloc[0]
    assert (row["measure"], row["ledger"], row["ours"], row["difference"]) == (
        "customer_count",
        3,
        2,
        -1,
    )


def test_an_unknown_rule_names_the_nearest(store):
    with pytest.raises(QualityRuleUnknown, match="Nearest: month_gaps"):
        quality.rows(store, "month_gap")


def test_the_report_says_how_far_it_is(store):
    shares = []
    quality.report(store, progress=shares.append)
    assert (len(shares), shares[0], shares[-1]) == (len(RULES), 1 / len(RULES), 1.0)
    assert shares == sorted(shares)


def test_a_release_is_judged_once_and_again_when_its_file_is_another(store, monkeypatch):
    release_id = store.current
    first = quality.kept_report(store, release_id)
    assert first == quality.report(store)

    judged = []
    monkeypatch.setattr(quality, "report", lambda *_: judged.append(1) or first)
    assert quality.kept_report(store, release_id) == first
    assert judged == []

    file = store.path(release_id)
    os.utime(file, ns=(0, file.stat().st_mtime_ns + 1))
    assert quality.kept_report(store, release_id) == first
    assert judged == [1]


def test_a_damaged_memory_of_the_quality_is_made_again(store):
    store.quality_path(store.current).write_text("{half", encoding="ascii")

    assert quality.kept_report(store, store.current) == quality.report(store)
    assert store.release_ids() == [store.current]
