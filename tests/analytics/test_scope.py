"""Whose rows, which people, which dates."""

import datetime as dt

import pandas as pd
import pytest

from analytics import problems
from analytics.contribution import (
    contribution_change,
    contribution_decomposition,
    contribution_summary,
)
from analytics.overview import headline, scope_values
from analytics.scope import Scope
from tests.support.banks import AT, BEFORE
from tests.support.releases import month, small_release

ROWS = pd.DataFrame(
    [
        # stays vip; falls to mass; rises to vip; moves from B01 to B02; closes; arrives
        ("stays", BEFORE, "vip", "B01", "open", 100.0),
        ("stays", AT, "vip", "B01", "open", 110.0),
        ("falls", BEFORE, "vip", "B01", "open", 80.0),
        ("falls", AT, "mass", "B01", "open", 8.0),
        ("rises", BEFORE, "mass", "B01", "open", 7.0),
        ("rises", AT, "vip", "B01", "open", 70.0),
        ("moves", BEFORE, "mass", "B01", "open", 5.0),
        ("moves", AT, "mass", "B02", "open", 6.0),
        ("closes", BEFORE, "mass", "B01", "open", 4.0),
        ("closes", AT, "mass", "B01", "closed", 0.0),
        ("arrives", AT, "vip", "B02", "open", 50.0),
    ],
    columns=["customer_id", "snapshot_date", "tier", "branch_id", "status", "contribution_ttm"],
)
PEOPLE = pd.DataFrame(
    {
        "customer_id": ["stays", "falls", "rises", "moves", "closes", "arrives"],
        "service_group": ["farmer", "farmer", "merchant", None, "farmer", "farmer"],
        "traits": [["outward"], None, ["outward", "patented"], None, None, None],
        "risk_tolerance": [1, 2, 3, 4, 5, None],
    }
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    branches = {"branch_id": ["B01", "B02"], "name": ["East", "West"], "area": ["urban", "county"]}
    folder = tmp_path_factory.mktemp("scope") / "store"
    return small_release(folder, ROWS, customers=PEOPLE, branches=branches)


def total(engine, day, **where):
    return contribution_summary(engine, Scope.of(engine, at=day, where=where)).iloc[0]["total"]


def test_the_newest_complete_month_and_the_one_before_are_the_defaults(engine):
    scope = Scope.of(engine)

    assert (scope.at, scope.before) == (AT, BEFORE)


def test_weeks_are_compared_with_weeks(tmp_path):
    days = [month(11), dt.date(2025, 12, 20), dt.date(2025, 12, 27), month(12)]
    rows = {"customer_id": ["a"] * 4, "snapshot_date": days, "contribution_ttm": [1.0] * 4}
    engine = small_release(tmp_path / "store", rows)

    assert Scope.of(engine).before == month(11)
    assert Scope.of(engine, at=days[2]).before == days[1]


def test_a_question_about_one_date_chooses_people_by_that_date_s_row(engine):
    assert total(engine, AT, tier=["vip"]) == 230
    assert total(engine, BEFORE, tier=["vip"]) == 180


def test_two_dates_choose_people_once_by_the_earlier_row(engine):
    scope = Scope.of(engine, where={"tier": ["vip"]})

    change = contribution_change(engine, scope).set_index("metric").loc["total"]

    assert change["value_before"] == 100 + 80
    assert change["value"] == 110 + 8 + 50, "who falls stays in, who rises stays out"


def test_two_dates_read_the_territory_at_each_date(engine):
    scope = Scope.of(engine, where={"branch_id": ["B01"]})

    change = contribution_change(engine, scope).set_index("metric").loc["total"]

    assert change["value_before"] == 100 + 80 + 7 + 5 + 4
    assert change["value"] == 110 + 8 + 70


def test_the_decomposition_keeps_the_people_of_the_pair(engine):
    scope = Scope.of(engine, where={"tier": ["vip"]})

    parts = contribution_decomposition(engine, scope)

    assert parts["change"].sum() == pytest.approx(110 / 168 - 100 / 180, abs=1e-9)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"service_group": ["farmer"]}, 168),
        ({"service_group": [None]}, 6),
        ({"service_group": ["merchant", None]}, 76),
        ({"traits": ["outward"]}, 180),
        ({"area": ["county"]}, 56),
        ({"sign": ["positive"]}, 244),
        ({"risk_tolerance": ["3", "4"]}, 76),
        ({"branch_id": ["B01"], "tier": ["vip"]}, 180),
    ],
)
def test_values_of_a_column_are_alternatives_and_columns_add_up(engine, where, expected):
    assert total(engine, AT, **where) == expected


def test_entitlement_limits_every_answer(engine):
    scope = Scope(at=AT, before=BEFORE, entitlement=(("branch_id", ("B02",)),))

    assert contribution_summary(engine, scope).iloc[0]["total"] == 56
    assert headline(engine, scope).set_index("moment").loc["at", "customer_count"] == 2
    assert scope_values(engine, "tier", scope)["customer_count"].sum() == 2


def test_a_quote_in_a_value_is_only_a_value(engine):
    scope = Scope(at=AT, where=(("branch_id", ("B01'; drop table customer; --",)),))

    with pytest.raises(problems.EmptyScope):
        contribution_summary(engine, scope)


@pytest.mark.parametrize(
    ("where", "message"),
    [
        (
            {"brnch_id": ["B01"]},
            "No filter is named brnch_id. The nearest names are branch_id.",
        ),
        ({"tier": ["vipp"]}, "tier has no value vipp. The nearest values are vip."),
        ({"branch_id": ["B03"]}, "branch_id has no value B03. The nearest values are B02, B01."),
        (
            {"risk_tolerance": ["much"]},
            "risk_tolerance has no value much. The nearest values are whole numbers.",
        ),
    ],
)
def test_an_unknown_filter_lists_the_nearest(engine, where, message):
    with pytest.raises(problems.Problem) as caught:
        Scope.of(engine, where=where)

    assert str(caught.value) == message


def test_an_unknown_date_lists_the_nearest(engine):
    with pytest.raises(problems.UnknownDate) as caught:
        Scope.of(engine, at=dt.date(2025, 12, 30))

    assert str(caught.value) == (
        "There are no rows for 2025-12-30. The nearest dates are 2025-11-30, 2025-12-31."
    )


def test_a_date_is_not_compared_with_a_later_one(engine):
    with pytest.raises(problems.DatesReversed):
        Scope.of(engine, at=BEFORE, before=AT)


def test_nobody_in_scope_is_said(engine):
    with pytest.raises(problems.EmptyScope) as caught:
        contribution_summary(engine, Scope.of(engine, where={"tier": ["affluent"]}))

    assert str(caught.value) == (
        "Nobody is in this selection on 2025-12-31. Remove a filter or choose another date."
    )


def test_a_measure_the_bank_did_not_bring_is_said(engine):
    with pytest.raises(problems.NotProvided) as caught:
        contribution_summary(engine, Scope.of(engine), measure="wealth_mavg")

    assert caught.value.facts["column"] == "wealth_mavg"


def test_equal_scopes_are_equal_keys(engine):
    one = Scope.of(engine, where={"tier": ["vip", "mass"], "branch_id": ["B01"]})
    other = Scope.of(engine, where={"branch_id": ["B01"], "tier": ["mass", "vip", "vip"]})

    assert one == other
    assert hash(one) == hash(other)


def test_the_scope_bar_offers_values_with_names_and_counts(engine):
    branches = scope_values(engine, "branch_id")

    assert branches.to_dict("records") == [
        {"value": "B01", "label": "East", "customer_count": 3},
        {"value": "B02", "label": "West", "customer_count": 2},
    ]
    assert list(scope_values(engine, "tier")["value"]) == ["mass", "vip"]
    assert scope_values(engine, "service_group")["value"].isna().sum() == 1
