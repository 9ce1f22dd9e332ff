"""The demo bank's planted outflow and leaver are among the first findings of month and week."""

import json

import pytest

from analytics.__main__ import main
from analytics.engine import DuckDBEngine
from analytics.findings import SHOWN, finding_customers, findings
from analytics.scope import Scope
from data.sample.plan import Plan
from data.sample.truths import planted

TRUTHS = planted(Plan())
DATES = {"month": TRUTHS.event_month, "week": TRUTHS.event_week}


@pytest.fixture(scope="module")
def demo(demo_store):
    return DuckDBEngine(demo_store)


@pytest.fixture(scope="module")
def found(demo):
    return {name: findings(demo, Scope.of(demo, at=day)) for name, day in DATES.items()}


@pytest.mark.parametrize("when", DATES)
def test_the_single_leaver_is_first_although_no_rate_test_fires(found, when):
    first = found[when].iloc[0]

    assert (first["kind"], first["customer_id"]) == ("single_customer", TRUTHS.leaver)
    assert (first["move"], first["change"]) == ("left", -TRUTHS.leaver_amount)
    assert first["gate"] == "money"
    rates = found[when][found[when]["gate"] != "money"]
    assert not ((rates["branch_id"] == TRUTHS.leaver_branch) & (rates["level"] == "vip")).any()
    assert first["merged_count"] >= 3, "branch, tier and bank say nothing else"


@pytest.mark.parametrize(("when", "move"), [("month", "down"), ("week", "drained")])
def test_the_outflow_is_one_finding_among_the_first_five(demo, found, when, move):
    frame = found[when]
    here = frame[(frame["branch_id"] == TRUTHS.outflow_branch) & (frame["level"] == "affluent")]

    assert len(here) == 1
    row = here.iloc[0]
    assert row["shown"]
    assert row["rank"] <= SHOWN
    assert (row["kind"], row["gate"], row["move"]) == ("branch", "both", move)
    assert row["is_bad"]
    assert row["excess_count"] > 0.9 * len(TRUTHS.outflow)
    people = finding_customers(
        demo, Scope.of(demo, at=DATES[when]), finding=row["key"], limit=10_000
    )
    assert len(people) == row["customer_count"]
    assert set(TRUTHS.outflow) <= set(people["customer_id"])
    wider = frame[frame["kind"].isin(("flow", "tier")) & frame["level"].isin(("", "affluent"))]
    assert not wider["is_bad"].any(), "neither the tier nor the bank tells it again"


@pytest.mark.parametrize("when", DATES)
def test_a_branch_head_finds_the_outflow_in_his_own_branch(demo, when):
    scope = Scope.of(demo, at=DATES[when], where={"branch_id": [TRUTHS.outflow_branch]})
    first = findings(demo, scope).iloc[0]

    assert (first["level"], first["is_bad"]) == ("affluent", True)
    assert first["excess_count"] > 0.9 * len(TRUTHS.outflow)


def test_at_most_two_of_a_kind_are_shown_while_others_wait(found):
    shown = found["month"][found["month"]["shown"]]

    assert len(shown) == SHOWN
    assert shown["kind"].value_counts().max() == 2


def test_quiet_weeks_name_no_rate(demo):
    for day in Plan().week_dates[-3:-1]:
        frame = findings(demo, Scope.of(demo, at=day))
        assert not (frame["gate"] != "money").any(), day


def test_the_command_line_gives_the_same_findings(demo, demo_store, found, capsys):
    asked = ["findings", "--store", demo_store, "--at", TRUTHS.event_month, "--format", "json"]
    assert main([str(word) for word in asked]) == 0

    rows = json.loads(capsys.readouterr().out)
    assert [row["key"] for row in rows] == list(found["month"]["key"])
    assert rows[0]["change"] == -TRUTHS.leaver_amount
    assert rows[0]["p_value"] is None
