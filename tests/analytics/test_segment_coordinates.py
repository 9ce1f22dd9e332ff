"""From numbers to coordinates: here, in SQL, and as scikit-learn would assign them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.kmeans import centres_of, nearest_centre
from analytics.scope import Scope
from analytics.segment_coordinates import (
    CUT,
    TRANSFORMS,
    code_blocks,
    coordinates,
    fitted_features,
)
from analytics.segment_problems import (
    FeatureConstant,
    FeatureRare,
    FeatureTooManyCodes,
    UnknownTransform,
)
from data.segment_features import FEATURES, default_features
from data.segmentation import Segment, Segmentation, assignment
from tests.support.releases import small_release
from tests.support.segment_banks import DAY

NUMBERS = tuple(name for name, each in FEATURES.items() if each.kind != "code")
ROWS = 400


@pytest.fixture(scope="module")
def frame():
    """Every feature, with zeros, losses, ties, long tails and one customer in ten lacking one."""
    chance = np.random.default_rng(11)
    columns = {
        name: np.where(
            chance.random(ROWS) < 0.3, 0.0, np.exp(chance.normal(8, 2, ROWS)) - 500
        ).round(2)
        for name, each in FEATURES.items()
        if each.kind == "money" and each.home == "fact"
    }
    columns["aum_mavg"] = np.abs(columns["aum_mavg"])
    counts = {
        name: chance.poisson(6, ROWS) * (chance.random(ROWS) < 0.7)
        for name, each in FEATURES.items()
        if each.kind == "count" and each.home == "fact"
    }
    frame = pd.DataFrame(columns | counts)
    frame["customer_id"] = [f"C{number:04d}" for number in range(ROWS)]
    frame["snapshot_date"] = DAY
    frame["payroll_in"] = frame["payroll_in"].where(chance.random(ROWS) > 0.1)
    return frame


@pytest.fixture(scope="module")
def engine(frame, tmp_path_factory):
    chance = np.random.default_rng(12)
    customers = pd.DataFrame(
        {
            "customer_id": frame["customer_id"],
            "annual_income": chance.integers(10_000, 900_000, ROWS),
            "birth_year": chance.integers(1940, 2005, ROWS),
            "service_group": chance.choice(["farmer", "merchant", "other"], ROWS),
            "gender": chance.choice(["F", "M"], ROWS),
        }
    )
    customers.loc[:20, "service_group"] = None
    folder = tmp_path_factory.mktemp("coordinates") / "store"
    return small_release(folder, frame, customers=customers)


def drawn(engine, features):
    scope = Scope.of(engine).single
    batches = engine.stream(
        "segments/sample", scope, customer_type="personal", features=features, below="g"
    )
    frame = pd.concat([batch.to_pandas() for batch in batches])
    values = {name: frame[f"f{place}"].to_numpy() for place, name in enumerate(features)}
    return frame["customer_key"].to_numpy(), values


def segmentation(features, centres):
    return Segmentation(
        customer_type="personal",
        features=features,
        segments=tuple(
            Segment(code=f"P{place}", name_en="", name_zh="", centre=tuple(map(float, centre)))
            for place, centre in enumerate(centres)
        ),
        fitted_on=DAY,
        release="000001",
        sample_count=ROWS,
    )


def assigned(engine, model):
    """Everybody's segment and coordinates as the engine computes them, by customer_key."""
    columns = [f"z{place}" for place in range(len(model.features))]
    bound = assignment(model)
    rows = "(select * from customer_snapshot)"
    with engine._connection.cursor() as cursor:
        sql = bound.over(rows).replace(":", "$")
        found = cursor.sql(sql, params=dict(bound.bound)).df()
    return found.set_index("customer_key")[[*columns, "segment_now"]]


@pytest.mark.parametrize("transform", TRANSFORMS)
@pytest.mark.parametrize(
    "names",
    [NUMBERS[:9], NUMBERS[9:], ("loan_mavg", "age", "service_group", "gender"), ("service_group",)],
    ids=["numbers", "more numbers", "numbers and codes", "a code"],
)
def test_sql_numpy_and_scikit_learn_assign_everybody_alike(engine, transform, names):
    keys, values = drawn(engine, names)
    features, left_out = fitted_features(values, transform)
    points = coordinates(features, values)
    centres = centres_of(points, 3, seed=1, starts=2)

    found = assigned(engine, segmentation(features, centres))
    of_sample = found.loc[keys]
    model = pd.Series([f"P{place}" for place in nearest_centre(points, centres)], index=keys)

    assert left_out == {}
    assert of_sample.iloc[:, :-1].to_numpy() == pytest.approx(points, abs=1e-9)
    assert list(of_sample["segment_now"]) == list(model)
    assert list(model) == [f"P{place}" for place in _predicted(centres, points)]
    assert found.drop(keys)["segment_now"].isna().all()
    assert len(found) == ROWS


def _predicted(centres, points):
    from sklearn.cluster import KMeans  # noqa: PLC0415

    model = KMeans(len(centres), init=centres, n_init=1, max_iter=1).fit(points)
    model.cluster_centers_ = np.ascontiguousarray(centres)
    return model.predict(points)


def test_a_missing_part_is_missing_and_not_a_share_of_nothing(tmp_path):
    rows = {
        "customer_id": ["A", "B", "C"],
        "snapshot_date": [DAY] * 3,
        "aum_mavg": [100.0, 100.0, 0.0],
        "dep_demand_mavg": [25.0, None, 0.0],
        "dep_time_mavg": [75.0, 100.0, 0.0],
    }
    engine = small_release(tmp_path / "store", rows)

    counted = engine.ask(
        "segments/counts",
        Scope.of(engine).single,
        customer_type="personal",
        features=("demand_share", "time_share", "wealth_share"),
    )
    _, values = drawn(engine, ("demand_share", "time_share"))

    assert counted[["known_0", "known_1", "known_2"]].to_numpy().tolist() == [[2, 3, 0]]
    assert sorted(values["demand_share"]) == [0.0, 0.25]


@pytest.mark.parametrize(
    ("transform", "expected"),
    [
        ("log", [-np.log(100), 0, 0, np.log(100)]),
        ("plain", [-99, 0, 0, 99]),
        # 21 knots: five at -99, one on the way, nine at 0, one on the way, five at 99. Of the 20
        # parts between them a 0 has the first six below, a 99 those, the eight at 0 and two more.
        ("rank", [0, 6 / 20, 6 / 20, 16 / 20]),
    ],
)
def test_transforms_worked_by_hand(transform, expected):
    amounts = np.repeat([-99.0, 0.0, 0.0, 99.0], 100)

    (feature,), _ = fitted_features({"loan_mavg": amounts}, transform)
    standard = coordinates([feature], {"loan_mavg": amounts})[:, 0]

    assert (standard * feature.scale + feature.mean)[::100] == pytest.approx(expected)
    assert standard.mean() == pytest.approx(0, abs=1e-12)
    assert standard.std() == pytest.approx(1)


@given(st.integers(50, 400), st.floats(1e3, 1e12))
def test_one_customer_alone_decides_no_scale(count, fortune):
    amounts = np.linspace(1, 100, count)
    rich = np.append(amounts, fortune)

    for transform in TRANSFORMS:
        (plain,), _ = fitted_features({"loan_mavg": amounts}, transform)
        (feature,), _ = fitted_features({"loan_mavg": rich}, transform)
        assert feature.scale < 1.2 * plain.scale
        assert feature.high <= np.log(101) if transform == "log" else feature.high <= 100


def test_a_code_weighs_as_much_as_a_number_however_many_values_it_has():
    chance = np.random.default_rng(1)
    for count in (2, 5, 8):
        codes = np.array([f"code {each}" for each in chance.integers(0, count, 5_000)], object)
        features, _ = fitted_features({"service_group": codes})
        points = coordinates(features, {"service_group": codes})

        assert points.var(axis=0).sum() == pytest.approx(1)
        assert len(features) == count


def test_what_cannot_tell_customers_apart_is_left_out_with_the_reason():
    many = np.array([str(each % 9) for each in range(1_000)], object)
    rare = np.zeros(1_000)
    rare[:3] = 5
    values = {
        "loan_mavg": np.arange(1_000.0),
        "payroll_in": np.full(1_000, 7.0),
        "overdue_days": rare,
        "service_group": many,
        "gender": np.array(["F"] * 1_000, object),
    }

    features, left_out = fitted_features(values)

    assert [each.name for each in features] == ["loan_mavg"]
    assert {name: type(problem) for name, problem in left_out.items()} == {
        "payroll_in": FeatureConstant,
        "overdue_days": FeatureRare,
        "service_group": FeatureTooManyCodes,
        "gender": FeatureConstant,
    }
    assert "9 different values, more than the 8" in str(left_out["service_group"])


def test_columns_of_one_code_belong_together():
    values = {
        "loan_mavg": np.arange(4.0),
        "gender": np.array(["F", "M", "F", "M"], object),
        "age": np.arange(4.0) * 10,
    }
    features, _ = fitted_features(values)

    assert code_blocks(features) == ((0,), (1, 2), (3,))


def test_an_unknown_transform_is_told():
    with pytest.raises(UnknownTransform, match="log, rank, plain"):
        fitted_features({"loan_mavg": np.arange(4.0)}, "square")


@pytest.mark.parametrize("kind", ["personal", "corporate", "institution"])
def test_the_tier_and_who_somebody_is_are_off_by_default(kind):
    chosen = [FEATURES[name] for name in default_features(kind)]

    assert len(chosen) == 8
    assert not any(kind in each.leaks or each.protected for each in chosen)
    assert not any({"aum_mavg", "contribution_ttm"} & {each.name} for each in chosen)
    assert {name for name, each in FEATURES.items() if each.protected} == {
        "age",
        "gender",
        "family_stage",
    }


def test_the_cut_is_half_a_percent():
    amounts = np.arange(1.0, 2_001.0)
    (feature,), _ = fitted_features({"loan_mavg": amounts}, "plain")

    assert CUT == 0.005
    assert (feature.low, feature.high) == (11.0, 1990.0)
