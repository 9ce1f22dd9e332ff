"""What sets segments apart, the heat map and the map of customers."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from sklearn.decomposition import PCA

from analytics.engine import DuckDBEngine
from analytics.scope import Scope
from analytics.segment_effects import effects_of, heat_of, segment_effects
from analytics.segment_map import FEWEST_POINTS, MOST_POINTS, map_of
from analytics.segment_people import People, segment_people
from analytics.segment_sample import Sample
from tests.support.segment_fits import feature, quick_fit, segment, segmentation


def people(values, centres, features):
    """Sampled customers of a segmentation written by hand."""
    found = segmentation(
        features, [segment(f"P{at}", *centre) for at, centre in enumerate(centres, 1)]
    )
    columns = {name: np.asarray(column) for name, column in values.items()}
    size = len(next(iter(columns.values())))
    return People.of(found, Sample(customer_key=np.arange(size), values=columns))


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
    )


@pytest.fixture
def six():
    """Transactions 0, 0, 2 against 8, 10, 12; the share of time deposits; farmers."""
    return people(
        {
            "txn_cnt_90d": [0.0, 0.0, 2.0, 8.0, 10.0, 12.0],
            "time_share": [0.9, 0.8, 1.0, 0.1, 0.3, 0.2],
            "service_group": np.array(["farmer"] * 2 + ["other"] * 4, dtype=object),
        },
        [(0, 0, 0), (10, 0, 0)],
        [
            feature("txn_cnt_90d"),
            feature("time_share"),
            feature("service_group", value="farmer"),
        ],
    )


def test_an_effect_is_the_difference_over_the_pooled_deviation(six):
    found = effects_of(six).set_index(["segment", "feature"])

    # Means 2/3 and 10; squares 8/3 and 8 over 4 degrees of freedom: deviation √(32/12).
    row = found.loc["P1", "txn_cnt_90d"]
    assert row["effect"] == pytest.approx((2 / 3 - 10) / np.sqrt(32 / 12))
    assert (row["effect_kind"], row["direction"], row["typical"], row["typical_rest"]) == (
        "d",
        "low",
        0,
        10,
    )


def test_shares_and_yes_or_no_features_say_the_plain_difference(six):
    found = effects_of(six).set_index(["segment", "feature"])

    share = found.loc["P1", "time_share"]
    assert share["effect"] == pytest.approx(0.9 - 0.2)
    assert (share["effect_kind"], share["typical"]) == ("difference", pytest.approx(0.9))
    farmers = found.loc["P1", "service_group"]
    assert farmers["effect"] == pytest.approx(2 / 3)
    assert (farmers["value"], farmers["kind"], farmers["typical_kind"]) == (
        "farmer",
        "code",
        "share",
    )
    assert found.loc["P2", "service_group"]["effect"] == pytest.approx(-2 / 3)


def test_the_strongest_comes_first_and_three_at_most(demo):
    found = segment_effects(demo.engine, demo.scope, demo.segmentation)

    assert list(found["place"]) == [1, 2, 3] * 5
    first = found[found["place"] == 1].set_index("segment")["feature"]
    names = {each.code: each.name_en for each in demo.segmentation.segments}
    assert {names[code]: name for code, name in first.items()} == {
        "Sleepers": "txn_cnt_90d",
        "Time savers": "time_share",
        "Salary customers": "payroll_in",
        "Active borrowers": "loan_mavg",
        "Investors": "wealth_share",
    }


def test_effects_equal_a_twin_in_pandas(demo):
    frame = pd.DataFrame(demo.people.standard).assign(segment=demo.people.number)
    found = effects_of(demo.people)
    names = [each.name for each in demo.segmentation.features]
    assert "d" in set(found["effect_kind"])
    for row in found[found["effect_kind"] == "d"].itertuples():
        number = int(row.segment[1:]) - 1
        column = frame[names.index(row.feature)]
        inside, rest = column[frame.segment == number], column[frame.segment != number]
        pooled = ((len(inside) - 1) * inside.var() + (len(rest) - 1) * rest.var()) / (
            len(column) - 2
        )
        assert row.effect == pytest.approx((inside.mean() - rest.mean()) / np.sqrt(pooled))


def test_medians_that_agree_give_way_to_means():
    found = effects_of(
        people(
            {
                "payroll_in": [0.0, 0.0, 0.0, 300.0, 0.0, 0.0, 0.0, 0.0],
                "time_share": [1.0] * 4 + [0.0] * 4,
            },
            [(0, 1), (0, 0)],
            [feature("payroll_in", scale=1e9), feature("time_share")],
        )
    ).set_index(["segment", "feature"])

    row = found.loc["P1", "payroll_in"]
    assert (row["typical"], row["typical_rest"], row["typical_kind"]) == (75, 0, "mean")


def test_neither_group_varies_and_the_fits_own_deviation_decides():
    found = effects_of(
        people(
            {"time_share": [1.0, 1.0, 0.0, 0.0]}, [(2,), (0,)], [feature("time_share", scale=0.5)]
        )
    )
    assert list(found["effect"]) == [1.0, -1.0]


def test_a_segment_nobody_is_in_or_everybody_has_no_effects():
    alone = people({"time_share": [1.0, 0.5]}, [(1,), (9,)], [feature("time_share")])

    assert effects_of(alone).empty
    heat = heat_of(alone).set_index("segment")
    assert heat.loc["P2", ["z", "typical"]].isna().all()
    assert heat.loc["P1", "known"] == 2


def test_heat_is_the_mean_of_the_standardised_feature(demo):
    found = heat_of(demo.people)

    assert len(found) == 5 * 8
    assert list(found["segment"].drop_duplicates()) == ["P1", "P2", "P3", "P4", "P5"]
    frame = pd.DataFrame(demo.people.standard).groupby(demo.people.number).mean()
    twin = frame.to_numpy().ravel()
    assert found["z"].to_numpy() == pytest.approx(twin)
    assert found["z"].to_numpy() == pytest.approx(
        np.ravel([each.centre for each in demo.segmentation.segments]), abs=0.01
    )


def test_the_map_is_bounded_shows_every_segment_and_is_always_the_same(demo):
    found = map_of(demo.people)
    shown = found.points["segment"].value_counts()

    assert len(found.points) <= MOST_POINTS
    assert set(shown.index) == {"P1", "P2", "P3", "P4", "P5"}
    assert shown.min() >= FEWEST_POINTS
    pd.testing.assert_frame_equal(found.points, map_of(demo.people).points)


def test_the_axes_are_the_principal_components_with_the_largest_loading_positive(demo):
    found = map_of(demo.people)
    twin = PCA(2, svd_solver="full").fit(demo.people.standard)

    shares = found.axes.drop_duplicates("axis")["variance_share"].to_numpy()
    assert shares == pytest.approx(twin.explained_variance_ratio_)
    first = found.axes[found.axes["place"] == 1]
    assert (first["loading"] > 0).all()
    assert first["loading"].to_numpy() == pytest.approx(np.abs(twin.components_).max(axis=1))
    keys = pd.Series(range(len(demo.people.customer_key)), index=demo.people.customer_key)
    there = keys[found.points["customer_key"]].to_numpy()
    placed = np.abs(twin.transform(demo.people.standard[there]))
    assert np.abs(found.points[["x", "y"]].to_numpy()) == pytest.approx(placed, abs=1e-6)


def test_one_feature_makes_a_map_with_one_direction():
    found = map_of(people({"time_share": [0.0, 0.5, 1.0]}, [(0,), (1,)], [feature("time_share")]))

    assert (found.points["y"] == 0).all()
    assert list(found.axes["axis"]) == ["x"]
    assert found.axes["variance_share"].iloc[0] == pytest.approx(1)
