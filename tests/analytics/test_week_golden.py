"""Twelve customers worked by hand: who is on the week's list, why, and how he may be reached."""

import pandas as pd
import pytest

from analytics.problems import UnreadableOption
from analytics.scope import Scope
from analytics.week_list import (
    REASONS,
    reasons_of,
    week_list,
    week_list_blocks,
    week_reasons,
    week_sizes,
)
from tests.support.week_banks import AT, OFFERS, fact, week_engine


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return week_engine(tmp_path_factory.mktemp("week") / "store")


@pytest.fixture(scope="module")
def scope(engine):
    return Scope.of(engine)


@pytest.fixture(scope="module")
def everybody(engine, scope):
    return week_list(engine, scope, part="all", offers=OFFERS).set_index("customer_id")


def test_every_customer_stands_once_with_his_reasons_and_what_is_at_stake(everybody):
    """a fell with all of his 4,000, and lacks little to climb back. d: 250,000 of 500,000 went,
    half of 5,000. i: half of his 100,000 falls due. b lacks 10,000 of 290,000. l: 100,000 ×
    (7.2 % − 3 % − 1.5 % × 45 %). e paid a loan, h has two months left, c withdrew his consent,
    k refused marketing calls."""
    assert everybody["reasons"].to_dict() == {
        "a": "fell,near_threshold",
        "l": "offer_exposed",
        "g": "protection_ending",
        "d": "large_outflow",
        "j": "payroll_stopped",
        "f": "large_outflow",
        "i": "maturing",
        "b": "near_threshold",
    }
    assert everybody["value_at_risk"].tolist() == pytest.approx(
        [4_000, 3_525, 2_700, 2_500, 800, 600, 500, 100]
    )
    assert everybody.loc["f", ["is_gone", "advice", "outflow"]].tolist() == [
        True,
        "winback",
        60_000,
    ]


def test_each_reason_carries_its_amount(everybody):
    rows = everybody.reset_index().to_dict("records")
    amounts = {row["customer_id"]: dict(reasons_of(row)) for row in rows}
    assert amounts["a"] == {"fell": 280_000, "near_threshold": 20_000}
    assert amounts["d"] == {"large_outflow": 250_000}
    assert amounts["g"] == {"protection_ending": 30_000}
    assert amounts["i"] == {"maturing": 50_000}
    assert amounts["b"] == {"near_threshold": 10_000}
    assert amounts["j"] == {"payroll_stopped": 5_000}
    assert amounts["l"] == {"offer_exposed": pytest.approx(3_525)}
    assert everybody.loc["a", "from_level"] == "affluent"
    assert everybody.loc["b", "next_level"] == "affluent"


def test_a_manager_has_no_more_than_he_takes_and_the_rest_is_in_reserve(engine, scope, everybody):
    """M1 takes two customers at most: a and d; b waits. Without a manager the branch has a list."""
    assert everybody.loc[["a", "d", "b"], "place"].tolist() == [1, 2, 3]
    assert not everybody.loc["b", "is_listed"]
    reserve = week_list(engine, scope, part="reserve", offers=OFFERS)
    assert reserve["customer_id"].tolist() == ["b"]
    listed = week_list(engine, scope, offers=OFFERS)
    assert len(listed) + len(reserve) == len(everybody)

    sizes = week_sizes(engine, scope, offers=OFFERS).set_index("manager_id", drop=False)
    assert sizes.loc["M1", ["cap", "list_count", "reserve_count"]].tolist() == [2, 2, 1]
    assert sizes.loc["M2", ["cap", "list_count", "reserve_count"]].tolist() == [20, 3, 0]
    assert sizes["customer_count"].sum() == len(everybody)
    assert sizes["value_at_risk"].sum() == pytest.approx(everybody["value_at_risk"].sum())
    assert sizes["manager_id"].isna().sum() == 1


def test_who_did_not_agree_to_marketing_is_counted_and_not_listed(engine, scope, everybody):
    found = week_reasons(engine, scope, offers=OFFERS).set_index("reason")
    assert found["missing"].eq("").all()
    assert found.loc["near_threshold", ["customer_count", "left_out_count"]].tolist() == [2, 1]
    assert found.loc["dormant_high_value", ["customer_count", "left_out_count"]].tolist() == [0, 1]
    assert found.loc[found["purpose"] == "service", "left_out_count"].eq(0).all()
    assert not {"c", "k"} & set(everybody.index)

    ways = ["may_call", "may_visit", "may_sms", "may_wechat", "may_email"]
    unasked = everybody.loc[["d", "f", "g", "i", "j"]]
    assert not unasked[ways].any(axis=None)
    assert unasked["purpose"].eq("service").all()
    assert everybody.loc["b", ways].tolist() == [True, False, True, False, False]
    assert everybody.loc[["a", "b", "l"], "purpose"].eq("marketing").all()


def test_what_may_be_offered_follows_a_valid_assessment(everybody):
    """a C2: nothing above R2, and he is 75; b's assessment is too old, g has none."""
    assert everybody.loc[["a", "b", "g", "i"], "suitable_level"].tolist() == [2, 0, 0, 3]
    assert everybody.loc[["a", "b", "i"], "extra_care"].tolist() == [True, False, False]


def test_open_actions_are_marked_and_reasons_can_be_asked_for_one_by_one(engine, scope, everybody):
    busy = week_list(engine, scope, part="all", offers=OFFERS, busy=["d"])
    assert busy.loc[busy["has_action"], "customer_id"].tolist() == ["d"]
    for reason in REASONS:
        some = week_list(engine, scope, part="all", reason=reason, offers=OFFERS)
        wanted = everybody.index[everybody["reasons"].str.contains(reason)]
        assert some["customer_id"].tolist() == wanted.tolist()
    with pytest.raises(UnreadableOption):
        week_list(engine, scope, part="nobody")
    with pytest.raises(UnreadableOption):
        week_list(engine, scope, reason="birthday")


def test_a_file_holds_what_the_pages_show(engine, scope, everybody):
    blocks = pd.concat(week_list_blocks(engine, scope, part="all", offers=OFFERS))
    assert blocks.set_index("customer_id")["reasons"].equals(everybody["reasons"])
    pages = [
        week_list(engine, scope, part="all", offers=OFFERS, limit=3, offset=start)
        for start in (0, 3, 6)
    ]
    assert pd.concat(pages)["customer_id"].tolist() == everybody.index.tolist()


def test_a_manager_s_scope_is_his_part_of_the_list(engine, everybody):
    own = week_list(engine, Scope.of(engine, where={"manager_id": ["M1"]}), offers=OFFERS)
    assert own["customer_id"].tolist() == ["a", "d"]


def test_who_fell_out_of_the_tier_asked_for_is_on_its_list(engine):
    """People of what happened are chosen as they were, of what is so as they are."""
    found = week_list(engine, Scope.of(engine, where={"tier": ["affluent"]}), part="all")
    assert set(found["customer_id"]) == {"a", "d", "g"}


def test_one_date_and_five_columns_tell_what_lacks(tmp_path):
    nothing = dict.fromkeys(("holding", "consent", "contact", "product", "manager"), ())
    engine = week_engine(tmp_path / "small", **nothing)
    first = Scope.of(engine, at=fact()["snapshot_date"].min())
    found = week_reasons(engine, first).set_index("reason")
    assert found["missing"].to_dict() == {
        "large_outflow": "before",
        "payroll_stopped": "months",
        "fell": "before",
        "protection_ending": "",
        "maturing": "maturity",
        "offer_exposed": "holding",
        "dormant_high_value": "consent",
        "near_threshold": "consent",
    }
    found = week_list(engine, Scope.of(engine, at=AT), part="all")
    assert set(found["customer_id"]) == {"a", "d", "f", "g", "j"}
    assert found["purpose"].eq("service").all()
