"""The demo bank's review: every number is that of its own page, and its list is as long."""

import datetime as dt
from dataclasses import replace
from urllib.parse import parse_qsl

import pytest

from analytics.bridge import value_bridge
from analytics.contribution import contribution_summary
from analytics.engine import DuckDBEngine
from analytics.exposure import offer_exposure
from analytics.flows import Counting
from analytics.migration import migration_rates
from analytics.migration_lists import tier_worklist_sizes
from analytics.overview import headline
from analytics.products import products_summary
from analytics.products_maturity import maturing_sizes, maturity_retention
from analytics.questions import answer, question_named
from analytics.review import review_numbers, review_of, review_tiles
from analytics.review_goals import relationship_goals
from analytics.review_needs import missing_steps
from analytics.review_parts import ledger_difference, review_branches, service_groups
from analytics.scope import Scope
from analytics.tiers import tier_sizes
from data.ledger import ledger_differences
from data.release import Store
from data.sample.truths import LEAVER_AMOUNT

VALID = Counting(attrition="valid")


@pytest.fixture(scope="module")
def demo(demo_store):
    engine = DuckDBEngine(demo_store)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def numbers(demo):
    return review_numbers(demo, Scope.of(demo)).set_index("number")


def test_size_is_the_headlines(demo, numbers):
    found = headline(demo, Scope.of(demo)).set_index("moment")

    for name in ("customer_count", "valid_count", "deposit_mavg", "loan_mavg", "aum_mavg"):
        for moment, column in (("at", "value"), ("before", "before"), ("year_start",) * 2):
            assert numbers.loc[name, column] == pytest.approx(found.loc[moment, name])
    assert numbers.loc["contribution_ttm", "value"] == pytest.approx(
        found.loc["at", "contribution_ttm"]
    )
    assert numbers.loc["interbank_deposits", "value"] == found.loc["at", "interbank_deposits"]


def test_moves_are_the_migration_pages(demo, numbers):
    scope = Scope.of(demo)
    rates = migration_rates(demo, scope, counting=VALID).set_index(["customer_type", "rate"])
    for (kind, rate), row in rates.iterrows():
        if rate in {"up", "down", "net"}:
            own = numbers.loc[f"{rate}_rate_{kind}"]
            assert (own["value"], own["low"], own["high"]) == tuple(
                row[["value", "value_low", "value_high"]]
            )
    bridge = value_bridge(demo, scope, counting=VALID).set_index("bucket")
    found = numbers[numbers["code"].str.startswith("bridge_") & (numbers["customer_type"] == "")]
    assert list(found["value"]) == list(bridge["change"])
    buckets = found["value"].iloc[1:-1].sum()
    assert found["value"].iloc[0] + buckets == pytest.approx(found["value"].iloc[-1], abs=0.01)
    sizes = tier_sizes(demo, scope)
    own = sizes[(sizes["customer_type"] == "personal") & (sizes["level"] != "mass")]
    assert numbers.loc["mid_high_count_personal", "value"] == own["customer_count"].sum()


def test_the_other_steps_are_those_of_their_pages(demo, numbers):
    scope = Scope.of(demo)
    value = numbers["value"]
    summary = contribution_summary(demo, scope).iloc[0]
    for name in ("top20_share", "peak_share", "negative_count", "negative_total"):
        assert value[name] == pytest.approx(summary[name])
    sizes = tier_worklist_sizes(demo, scope).iloc[0]
    assert (value["near_count"], value["watch_count"]) == tuple(
        sizes[["near_count", "watch_count"]]
    )
    due = maturing_sizes(demo, scope).groupby("window")["balance"].sum()
    assert value["due_month"] == pytest.approx(due["month"])
    kept = maturity_retention(demo, scope).set_index("part").loc["all"]
    assert value["kept_share"] == kept["kept_share"]
    products = products_summary(demo, scope).iloc[0]
    assert value["products_per_customer"] == products["per_customer"]
    offers = offer_exposure(demo, scope, kind="loan")
    exposed = offers[(offers["offer"] == "all") & (offers["eligibility"] != "not")]
    assert value["margin_at_risk"] == pytest.approx(exposed["margin_at_risk"].sum())


LISTED = (
    "valid_new", "valid_back", "valid_lost", "up_rate_personal", "down_rate_personal",
    "mid_high_count_personal", "bridge_lost", "bridge_up_personal", "near_count", "watch_count",
    "negative_count", "due_month", "exposed_count",
)  # fmt: skip


@pytest.fixture(scope="module")
def in_a_branch(demo):
    scope = Scope.of(demo, where={"branch_id": ["B007"]})
    return scope, review_numbers(demo, scope, steps=(3, 4, 5, 6, 8, 11)).set_index("number")


@pytest.mark.parametrize("number", LISTED)
def test_the_list_of_a_number_is_as_long_as_it_says(demo, in_a_branch, number):
    scope, found = in_a_branch
    row = found.loc[number]
    counted = row["value"] if row["unit"] == "count" else row["numerator"]
    options = dict(parse_qsl(row["options"])) | {"limit": "10000"}
    asked = replace(scope, at=row["at_date"], before=row["before_date"] or scope.before)

    people = answer(question_named(row["question"]), demo, asked, options)

    assert len(people) == counted


def test_the_planted_leaver_weighs_on_the_lost(numbers):
    lost = numbers.loc["bridge_lost"]

    assert lost["value"] <= -LEAVER_AMOUNT
    assert lost["value"] < numbers.loc["bridge_down", "value"]


@pytest.mark.parametrize("where", [{}, {"branch_id": ["B003", "B012"]}, {"manager_id": ["M010"]}])
def test_groups_add_up_to_the_headline(demo, where):
    scope = Scope.of(demo, where=where)
    found = service_groups(demo, scope).set_index("service_group")
    wanted = headline(demo, scope).set_index("moment")

    for name in ("customer_count", "valid_count", "deposit_mavg", "loan_mavg", "aum_mavg"):
        assert found[name].iloc[:-1].sum() == pytest.approx(wanted.loc["at", name])
        assert found.loc["total", f"{name}_before"] == pytest.approx(wanted.loc["before", name])


@pytest.mark.parametrize("day", [None, dt.date(2026, 3, 31)])
def test_the_ledgers_differences_are_those_of_the_data_page(demo, demo_store, day):
    scope = Scope.of(demo, at=day)
    found = ledger_difference(demo, scope).dropna(subset="branch_id")
    wanted = {
        (row.measure, row.branch_id): float(row.difference)
        for row in ledger_differences(Store(demo_store))
        if row.snapshot_date == scope.at
    }

    keys = zip(found["measure"], found["branch_id"], strict=True)
    assert dict(zip(keys, found["difference"], strict=True)) == pytest.approx(wanted, abs=0.005)


def test_branches_add_up_to_the_daily_average_and_to_its_target(demo, numbers):
    found = review_branches(demo, Scope.of(demo))

    for name in ("deposit", "loan", "aum"):
        total = numbers.loc[f"{name}_ytd"]
        assert found[f"{name}_ytd"].sum() == pytest.approx(total["value"])
        assert found[f"{name}_target"].sum() == pytest.approx(total["target"])
    assert found["branch_id"].is_monotonic_increasing, "no ranking"


def test_tiles_are_the_numbers_of_the_steps(demo, numbers):
    for row in review_tiles(demo, Scope.of(demo)).to_dict("records"):
        for column in ("value", "before", "year_start", "year_ago"):
            assert row[column] == numbers.loc[row["number"], column]


def test_five_goals_have_a_number_each(demo):
    found = relationship_goals(demo, Scope.of(demo)).set_index("goal")

    assert list(found.index) == ["acquire", "satisfy", "keep", "cross_sell", "lifetime_value"]
    assert (found["missing"] == "").all()
    assert 0.9 < found.loc["keep", "low"] < found.loc["keep", "value"] < found.loc["keep", "high"]
    assert 1 <= found.loc["satisfy", "value"] <= 5


def test_only_methods_to_come_are_missing_in_the_demo_bank(demo):
    found = missing_steps(demo, Scope.of(demo))

    asked = review_of(demo, Scope.of(demo)).missing
    assert set(found["name"]) == set(asked["name"]) - {"quality_score"}
    assert set(found["kind"]) == {"method", "waiting"}
    assert set(found.loc[found["whole"], "step"]) == {7, 13}


def test_where_rivals_threaten_nobody_it_says_none(demo):
    scope = Scope.of(demo, where={"tier": ["vip"]})
    found = review_numbers(demo, scope, steps=(11,)).set_index("number")["value"]

    assert dict(found) == {"exposed_count": 0, "exposed_balance": 0, "margin_at_risk": 0}
