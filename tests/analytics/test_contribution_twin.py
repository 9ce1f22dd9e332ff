"""Each question against a few lines of pandas on the same rows."""

import numpy as np
import pandas as pd
import pytest

from analytics.contribution import (
    Selection,
    contribution_curve,
    contribution_curves_by,
    contribution_customers,
    contribution_deciles,
    contribution_decomposition,
    contribution_marks,
    contribution_selection,
    contribution_stress,
    contribution_summary,
    contribution_trend,
)
from analytics.problems import UnknownCustomers
from analytics.scope import Scope
from tests.support.banks import AT, BEFORE, plain_summary, ranked

SHARES = 1e-9
GINI = 1e-6


def assert_summary(found, expected):
    for name, value in expected.items():
        tolerance = GINI if name.startswith("gini") else SHARES * max(1, abs(value))
        assert found[name] == pytest.approx(value, abs=tolerance, rel=0), name


@pytest.mark.parametrize("measure", ["contribution_ttm", "aum_mavg"])
def test_the_summary_equals_pandas_on_both_paths(engine, bank, path, measure):
    found = contribution_summary(engine, Scope.of(engine), measure=measure).iloc[0]

    assert_summary(found, plain_summary(ranked(bank, measure=measure)[measure].to_numpy()))


@pytest.mark.parametrize(
    "where", [{"branch_id": ["B02", "B04"]}, {"tier": ["vip"], "customer_type": ["personal"]}]
)
def test_a_filtered_summary_equals_pandas_on_both_paths(engine, bank, path, where):
    rows = ranked(bank)
    for column, values in where.items():
        rows = rows[rows[column].isin(values)]

    found = contribution_summary(engine, Scope.of(engine, where=where)).iloc[0]

    assert_summary(found, plain_summary(rows["contribution_ttm"].to_numpy()))


def test_every_point_of_the_curve_lies_on_the_plain_curve(engine, bank, path):
    value = ranked(bank)["contribution_ttm"].to_numpy()

    curve = contribution_curve(engine, Scope.of(engine))

    plain = value.cumsum()[curve["customer_count"] - 1]
    assert len(curve) <= 1000
    assert curve["customer_share"].is_monotonic_increasing
    assert curve["value"].to_numpy() == pytest.approx(plain, abs=1e-6)
    assert curve["value_share"].to_numpy() == pytest.approx(plain / value.sum(), abs=1e-12)
    assert curve["value_share"].iloc[-1] == pytest.approx(1, abs=1e-12)
    assert curve["value_share"].max() == pytest.approx(value.cumsum().max() / value.sum())


def test_marks_name_the_last_customer_inside(engine, bank):
    rows = ranked(bank)

    marks = contribution_marks(engine, Scope.of(engine))

    last = rows.iloc[marks["customer_count"] - 1]
    assert list(marks["cut_customer_id"]) == list(last["customer_id"])
    assert marks["cut_value"].to_numpy() == pytest.approx(last["contribution_ttm"].to_numpy())


def test_deciles_equal_pandas(engine, bank):
    rows = ranked(bank)
    ends = [-(-len(rows) * tenth // 10) for tenth in range(11)]
    tenths = np.split(rows["contribution_ttm"].to_numpy(), ends[1:-1])

    deciles = contribution_deciles(engine, Scope.of(engine))

    assert deciles["value"].to_numpy() == pytest.approx([part.sum() for part in tenths])
    assert deciles["lowest_value"].to_numpy() == pytest.approx([part[-1] for part in tenths])
    assert deciles["customer_count"].sum() == len(rows)


@pytest.mark.parametrize(
    ("selection", "chosen"),
    [
        (Selection(best=0.2), lambda rows: rows.head(-(-len(rows) // 5))),
        (Selection(first=101, last=9000), lambda rows: rows.iloc[100:9000]),
        (
            Selection(value_low=-5, value_high=100.5),
            lambda rows: rows[rows["contribution_ttm"].between(-5, 100.5, inclusive="left")],
        ),
    ],
)
def test_a_selection_holds_the_customers_pandas_finds(engine, bank, selection, chosen):
    scope, rows = Scope.of(engine), chosen(ranked(bank))

    total = contribution_selection(engine, scope, selection=selection).iloc[0]
    page = contribution_customers(engine, scope, selection=selection, limit=10_000)

    assert total["customer_count"] == len(rows)
    assert total["value"] == pytest.approx(rows["contribution_ttm"].sum(), abs=0.005)
    assert list(page["customer_id"]) == list(rows["customer_id"])
    assert page["value"].sum() == pytest.approx(total["value"], abs=0.005)


def test_pages_of_the_list_follow_each_other_through_ties(engine, bank):
    scope, rows = Scope.of(engine), ranked(bank)

    pages = [
        contribution_customers(engine, scope, limit=700, offset=offset)
        for offset in range(0, len(rows), 700)
    ]

    listed = pd.concat(pages, ignore_index=True)
    assert list(listed["customer_id"]) == list(rows["customer_id"])
    assert list(listed["rank"]) == list(range(1, len(rows) + 1))
    plain = rows["contribution_ttm"].cumsum().to_numpy()
    assert listed["cumulative_value"].to_numpy() == pytest.approx(plain, abs=1e-6)


def test_stress_is_the_summary_of_those_who_stay(engine, bank):
    rows = ranked(bank)
    named = list(rows["customer_id"].iloc[[500, 501, 7000, 11000]])
    staying = rows.iloc[37:]
    staying = staying[~staying["customer_id"].isin(named)]

    found = contribution_stress(engine, Scope.of(engine), best_count=37, customer_ids=named)

    assert_summary(found.iloc[0], plain_summary(rows["contribution_ttm"].to_numpy()))
    assert_summary(found.iloc[1], plain_summary(staying["contribution_ttm"].to_numpy()))
    assert found.iloc[1]["left_count"] == 41


def test_customers_the_bank_does_not_have_are_named_with_the_nearest(engine, bank):
    known = list(ranked(bank)["customer_id"])
    wanted = known[0] + "9"

    with pytest.raises(UnknownCustomers) as refused:
        contribution_stress(engine, Scope.of(engine), customer_ids=[known[1], wanted, "zz nobody"])

    nearest = refused.value.facts["known"]
    assert str(refused.value) == (
        f"Customers that the bank does not have: {wanted}, zz nobody. "
        f"The nearest to {wanted} are {nearest}. Correct the ids, or leave them out."
    )
    assert known[0] in nearest.split(", ")
    assert len(nearest.split(", ")) == 3


def test_customers_outside_the_filter_change_nothing(engine, bank):
    rows = ranked(bank)
    elsewhere = rows.loc[rows["branch_id"] != "B01", "customer_id"].iloc[0]

    found = contribution_stress(
        engine, Scope.of(engine, where={"branch_id": ["B01"]}), customer_ids=[elsewhere]
    )

    assert list(found["left_count"]) == [0, 0]


def test_when_everybody_leaves_nothing_is_left_and_no_share(engine, bank):
    rows = ranked(bank)

    found = contribution_stress(engine, Scope.of(engine), best_count=len(rows)).iloc[1]

    assert (found["left_count"], found["customer_count"]) == (len(rows), 0)
    assert (found["total"], found["negative_count"], found["negative_total"]) == (0, 0, 0)
    assert found["left_total"] == pytest.approx(rows["contribution_ttm"].sum())
    shares = found[[name for name in found.index if name.endswith("_share") or "gini" in name]]
    assert shares.isna().all()


@pytest.mark.parametrize("dimension", ["branch_id", "customer_type", "tier"])
def test_overlaid_curves_end_at_their_part_of_the_bank(engine, bank, path, dimension):
    curves = contribution_curves_by(engine, Scope.of(engine), dimension=dimension)

    ends = curves.groupby("part")["value"].last()
    plain = ranked(bank).groupby(dimension)["contribution_ttm"].sum()
    assert ends.to_dict() == pytest.approx(plain.to_dict(), abs=1e-6)


def test_the_two_dates_overlay_as_two_summaries(engine, bank, path):
    curves = contribution_curves_by(engine, Scope.of(engine), dimension="snapshot")

    for day in (BEFORE, AT):
        end = curves[curves["part"] == day].iloc[-1]
        assert end["customer_count"] == len(ranked(bank, day))


def test_the_trend_agrees_with_each_date_s_summary(engine, bank, path):
    trend = contribution_trend(engine, Scope.of(engine))

    assert list(trend["snapshot_date"]) == [BEFORE, AT]
    for _, row in trend.iterrows():
        plain = plain_summary(ranked(bank, row["snapshot_date"])["contribution_ttm"].to_numpy())
        assert row["total"] == pytest.approx(plain["total"])
        assert row["peak_share"] == pytest.approx(plain["peak_share"], abs=1e-9)
        assert row["top20_share"] == pytest.approx(plain["top20_share"], abs=1e-5)


@pytest.mark.parametrize("where", [{}, {"branch_id": ["B01"]}, {"tier": ["affluent", "mass"]}])
def test_the_decomposition_adds_up_to_the_change_of_the_share(engine, where):
    scope = Scope.of(engine, where=where)
    parts = contribution_decomposition(engine, scope)
    curves = [
        contribution_summary(engine, Scope(at=day, where=scope.where)).iloc[0]["top20_share"]
        for day in (BEFORE, AT)
    ]

    if "tier" not in where:
        assert parts["change"].sum() == pytest.approx(curves[1] - curves[0], abs=1e-9)
    assert list(parts["part"]) == ["stayers", "entrants", "leavers", "growth"]
