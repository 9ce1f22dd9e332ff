"""A fit of small banks with known groups: what comes out, what is refused, what changes nothing."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from analytics import problems, segment_choice
from analytics.scope import Scope
from analytics.segment_choice import Candidate, ranked, reason
from analytics.segment_problems import (
    FeatureConstant,
    FeatureMissing,
    FeatureMostlyMissing,
    OneCustomerHolds,
    SegmentsOutOfRange,
    TooFewCustomers,
    TooFewDifferent,
    TooFewFeatures,
    UnknownFeature,
    UnknownTransform,
)
from analytics.segment_sample import asked
from analytics.segment_sizes import segment_sizes
from analytics.segments import segment_candidates, segment_fit, segments
from tests.support.releases import small_release
from tests.support.segment_banks import DAY, grouped_bank

CUSTOMERS = 1_500


@pytest.fixture(scope="module", autouse=True)
def quick():
    """Fewer repetitions: these tests are about what is done with them, not how sure they make."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segment_choice, "RESAMPLES", 12)
        patch.setattr(segment_choice, "REFERENCES", 8)
        yield


@pytest.fixture(scope="module")
def bank():
    return grouped_bank(CUSTOMERS)


@pytest.fixture(scope="module")
def engine(bank, tmp_path_factory):
    return small_release(tmp_path_factory.mktemp("groups") / "store", bank[0])


@pytest.fixture(scope="module")
def fit(engine):
    return segment_fit(engine, Scope.of(engine))


def fitted(tmp_path, frame, **choice):
    engine = small_release(tmp_path / "store", frame)
    return segment_fit(engine, Scope.of(engine), **choice)


def test_three_planted_groups_are_found_advised_and_reliable(bank, fit):
    truth = bank[1][fit.customer_key]

    assert adjusted_rand_score(truth, fit.labels) > 0.98
    assert (fit.recommended, fit.reason, fit.verdict) == (3, "clear", "reliable")
    assert fit.segmentation.recommended
    assert [each.code for each in fit.segmentation.segments] == ["P1", "P2", "P3"]
    assert all(each.stability > 0.95 for each in fit.segmentation.segments)


def test_codes_go_by_the_number_of_all_customers(bank, engine, fit):
    counts = [each.customer_count for each in fit.segmentation.segments]
    sizes = fit.sizes.set_index("segment")["customer_count"]

    assert counts == sorted(counts, reverse=True)
    assert sum(counts) == CUSTOMERS
    assert list(sizes) == counts
    assert list(np.bincount(fit.labels)) == counts
    again = segment_sizes(engine, Scope.of(engine), fit.segmentation)
    pd.testing.assert_frame_equal(again, fit.sizes)


def test_sizes_are_a_plain_sum(bank, engine, fit):
    frame = bank[0].iloc[fit.customer_key]
    sizes = segment_sizes(engine, Scope.of(engine), fit.segmentation, measure="loan_mavg")

    for place, row in enumerate(sizes.to_dict("records")):
        own = frame[fit.labels == place]
        assert row["aum_mavg"] == pytest.approx(own["aum_mavg"].sum(), abs=0.005)
        assert row["value"] == row["loan_mavg"] == pytest.approx(own["loan_mavg"].sum(), abs=0.005)
        assert row["share"] == pytest.approx(len(own) / CUSTOMERS)
    assert sizes["value_share"].sum() == pytest.approx(1)
    assert sizes["deposit_mavg"].isna().all()


def test_a_filter_counts_only_its_own_customers(engine, fit):
    scope = Scope.of(engine, where={"branch_id": ["B1"]})

    sizes = segment_sizes(engine, scope, fit.segmentation)

    assert sizes["customer_count"].sum() == CUSTOMERS // 3
    assert segment_fit(engine, scope, k=3).open_count == CUSTOMERS // 3


def test_shuffled_rows_and_features_give_the_same_bits(bank, fit, tmp_path):
    shuffled = bank[0].sample(frac=1, random_state=9)
    engine = small_release(tmp_path / "store", shuffled)
    asked_for = ("digital_login_30d", "txn_cnt_90d", "loan_mavg", "time_share", "demand_share")

    again = segment_fit(engine, Scope.of(engine), features=asked_for)

    assert again.segmentation == fit.segmentation
    pd.testing.assert_frame_equal(again.candidates, fit.candidates)
    pd.testing.assert_frame_equal(again.sizes, fit.sizes)


@pytest.mark.parametrize("transform", ["plain", "rank"])
def test_another_currency_changes_nobody(bank, tmp_path, transform):
    frame = bank[0].copy()
    money = ["aum_mavg", "dep_demand_mavg", "dep_time_mavg", "loan_mavg", "contribution_ttm"]
    choice = {"transform": transform, "k": 3}
    before = fitted(tmp_path / "before", frame, **choice)
    frame[money] *= 8

    after = fitted(tmp_path / "after", frame, **choice)

    assert (before.labels == after.labels).all()
    assert before.recommended == after.recommended
    assert after.sizes["aum_mavg"].sum() == pytest.approx(8 * before.sizes["aum_mavg"].sum())


def test_every_customer_twice_makes_the_same_groups_twice_as_large(bank, fit, tmp_path):
    twins = bank[0].assign(customer_id="T" + bank[0]["customer_id"])

    found = fitted(tmp_path, pd.concat([bank[0], twins], ignore_index=True))

    assert found.recommended == fit.recommended
    assert adjusted_rand_score(np.tile(bank[1], 2)[found.customer_key], found.labels) > 0.98
    assert list(found.sizes["customer_count"] / 2) == pytest.approx(
        list(fit.sizes["customer_count"]), rel=0.01
    )


def test_another_number_can_be_had_but_is_not_the_advised_one(engine, fit):
    other = segment_fit(engine, Scope.of(engine), k=4)

    assert len(other.segmentation.segments) == 4
    assert other.recommended == 3
    assert not other.segmentation.recommended
    chosen = other.candidates.set_index("k")
    assert list(chosen.index[chosen["chosen"]]) == [4]
    assert list(chosen.index[chosen["recommended"]]) == [3]
    assert chosen.loc[4, "jaccard"] == tuple(each.stability for each in other.segmentation.segments)


def test_candidates_say_what_each_number_had_to_exceed(fit):
    rows = fit.candidates

    assert list(rows["k"]) == list(range(2, 11))
    assert (rows["jaccard_low"] == rows["jaccard"].map(min)).all()
    assert (
        rows["dissolved_count"] == [sum(each < 0.6 for each in row) for row in rows["jaccard"]]
    ).all()
    high = rows[["reference_high", "reference_family_high"]].max(axis=1)
    assert (rows["clear"] == (rows["silhouette"] > high)).all()
    assert (rows["eligible"] == rows["clear"] & (rows["jaccard_low"] >= 0.75)).all()
    assert rows.loc[rows["recommended"], "eligible"].all()


def test_customers_without_groups_get_no_advice(tmp_path):
    chance = np.random.default_rng(4)
    common = chance.normal(size=3_000)
    latent = 0.6 * common[:, None] + 0.8 * chance.normal(size=(3_000, 3))
    frame = pd.DataFrame(
        {
            "customer_id": [f"C{number:05d}" for number in range(3_000)],
            "snapshot_date": DAY,
            "loan_mavg": np.exp(9 + 1.5 * latent[:, 0]).round(2),
            "txn_cnt_90d": np.exp(2.5 + 0.8 * latent[:, 1]).round(),
            "digital_login_30d": np.exp(2 + 0.8 * latent[:, 2]).round(),
        }
    )

    found = fitted(tmp_path, frame)

    assert (found.recommended, found.verdict) == (None, "unreliable")
    assert found.reason == "no_structure"
    assert not found.segmentation.recommended
    assert found.candidates["chosen"].sum() == 1


def test_who_lacks_a_feature_is_counted_and_belongs_to_no_segment(bank, tmp_path):
    frame = bank[0].copy()
    frame.loc[frame.index[:200], "loan_mavg"] = None

    found = fitted(tmp_path, frame, k=3, features=("loan_mavg", "txn_cnt_90d", "demand_share"))

    assert found.missing == {"loan_mavg": 200, "txn_cnt_90d": 0, "demand_share": 0}
    assert found.sample_count == CUSTOMERS - 200
    assert list(found.sizes["segment"])[-1] is None
    assert found.sizes["customer_count"].iloc[-1] == 200


def test_what_the_usual_features_lack_is_left_out_and_said(bank, tmp_path):
    frame = bank[0].copy()
    frame["payroll_in"] = None
    frame.loc[frame.index[: CUSTOMERS * 2 // 3], "digital_login_30d"] = None

    found = fitted(tmp_path, frame, k=2)

    assert {name: type(problem) for name, problem in found.left_out.items()} == {
        "payroll_in": FeatureMissing,
        "digital_login_30d": FeatureMostlyMissing,
        "wealth_share": FeatureConstant,
        "other_share": FeatureConstant,
    }
    assert found.sample_count == CUSTOMERS


def test_a_constant_feature_that_some_lack_costs_nobody_a_segment(bank, tmp_path):
    frame = bank[0].copy()
    frame["payroll_in"] = 7.0
    frame.loc[frame.index[:300], "payroll_in"] = None

    found = fitted(tmp_path, frame, k=3)

    assert isinstance(found.left_out["payroll_in"], FeatureConstant)
    assert found.sample_count == CUSTOMERS


def test_one_customer_who_holds_nearly_everything_is_said_and_moves_nobody(bank, fit, tmp_path):
    frame = bank[0].copy()
    rich = frame.index[frame["customer_id"] == "C000007"][0]
    for column in ("aum_mavg", "dep_demand_mavg", "dep_time_mavg", "loan_mavg"):
        frame[column] = frame[column].astype(float)
    factor = 9 * frame["aum_mavg"].sum() / frame.loc[rich, "aum_mavg"]
    frame.loc[rich, ["aum_mavg", "dep_demand_mavg", "dep_time_mavg"]] *= factor
    frame.loc[rich, "loan_mavg"] = 1e12

    for transform in ("log", "plain", "rank"):
        found = fitted(tmp_path / transform, frame, transform=transform)
        (notice,) = found.notices
        assert isinstance(notice, OneCustomerHolds)
        assert notice.facts == {"percent": "90"}
        others = found.customer_key != rich
        assert adjusted_rand_score(bank[1][found.customer_key][others], found.labels[others]) > 0.95
    assert fit.notices == ()


@pytest.mark.parametrize("count", [19, 20, 39])
def test_few_customers_make_few_segments_or_none(bank, tmp_path, count):
    frame = bank[0].head(count)
    engine = small_release(tmp_path / "store", frame)
    scope = Scope.of(engine)
    if count < 20:
        with pytest.raises(TooFewCustomers, match=r"19 customers .* 2 segments need at least 20"):
            segment_fit(engine, scope)
        return
    assert list(segment_fit(engine, scope).candidates["k"]) == list(range(2, count // 10 + 1))
    with pytest.raises(TooFewCustomers, match=f"{count} customers .* 4 segments .* 40"):
        segment_fit(engine, scope, k=4)


def test_fewer_different_customers_than_segments(bank, tmp_path):
    frame = bank[0].head(200).assign(loan_mavg=[0.0, 1_000.0] * 100, txn_cnt_90d=[1, 9] * 100)
    engine = small_release(tmp_path / "store", frame)
    choice = {"features": ("loan_mavg", "txn_cnt_90d")}

    with pytest.raises(TooFewDifferent, match=r"only 2 ways .* 5 segments"):
        segment_fit(engine, Scope.of(engine), k=5, **choice)
    found = segment_fit(engine, Scope.of(engine), **choice)
    assert list(found.candidates["k"]) == [2]
    assert [each.customer_count for each in found.segmentation.segments] == [100, 100]


def test_too_few_features(bank, tmp_path):
    frame = bank[0][["customer_id", "snapshot_date", "aum_mavg", "loan_mavg"]]
    engine = small_release(tmp_path / "store", frame)

    with pytest.raises(TooFewFeatures, match="only 1 remained"):
        segment_fit(engine, Scope.of(engine))
    with pytest.raises(TooFewFeatures, match="only 1 remained"):
        segment_fit(engine, Scope.of(engine), features=("loan_mavg",))


@pytest.mark.parametrize(
    ("choice", "problem", "words"),
    [
        ({"features": ("wealth_shere",)}, UnknownFeature, "wealth_share"),
        ({"transform": "cube"}, UnknownTransform, "log, rank, plain"),
        ({"k": 1}, SegmentsOutOfRange, "from 2 to 10"),
        ({"k": 11}, SegmentsOutOfRange, "from 2 to 10"),
        ({"k": "many"}, SegmentsOutOfRange, "many segments"),
        ({"customer_type": "alien"}, problems.UnknownValue, "personal"),
        ({"customer_type": "corporate"}, problems.EmptyScope, "Nobody"),
    ],
)
def test_what_cannot_be_asked_is_told(engine, choice, problem, words):
    with pytest.raises(problem, match=words):
        segment_fit(engine, Scope.of(engine), **choice)


def test_an_empty_scope_is_told(engine):
    scope = replace(Scope.of(engine), where=(("branch_id", ("B9",)),))

    with pytest.raises(problems.EmptyScope):
        segment_fit(engine, scope)


def test_progress_is_real_and_stops_the_work(engine):
    seen = []

    def watch(step, share):
        seen.append((step, share))
        if step == "stability" and share > 0.2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        segment_fit(engine, Scope.of(engine), progress=watch)

    assert list(dict.fromkeys(step for step, _ in seen)) == [
        "sample",
        "clusters",
        "reference",
        "stability",
    ]
    references = [share for step, share in seen if step == "reference"]
    assert references == sorted(references)
    assert references[-1] == 1


def test_only_the_wanted_type_is_fitted(bank, tmp_path):
    frame = bank[0].copy()
    frame["customer_type"] = np.where(bank[1] == 2, "corporate", "personal")
    engine = small_release(tmp_path / "store", frame)
    scope = Scope.of(engine)

    assert asked(engine, scope).customer_type == "personal"
    firms = asked(engine, scope, customer_type="corporate")
    assert firms.open_count == (bank[1] == 2).sum()
    assert "loan_share" in firms.features
    assert "loan_mavg" not in firms.features
    found = segment_fit(engine, scope, customer_type="corporate", k=2)
    assert [each.code for each in found.segmentation.segments] == ["C1", "C2"]


def test_the_question_names_its_segments_and_says_how_far_to_trust_them(engine, fit):
    scope = Scope.of(engine)

    frame = segments(engine, scope, measure="aum_mavg")
    three = segments(engine, scope, k="4", features=" loan_mavg, txn_cnt_90d")

    assert list(frame["segment"]) == ["P1", "P2", "P3"]
    assert list(frame["verdict"]) == ["reliable"] * 3
    assert list(frame["value"]) == list(fit.sizes["aum_mavg"])
    assert frame["name_en"].is_unique
    assert frame["name_zh"].is_unique
    assert list(frame["recommended_count"]) == [3] * 3
    assert len(three) == 4
    with pytest.raises(problems.UnknownMeasure):
        segments(engine, scope, measure="size")


def test_the_numbers_of_segments_as_a_table(engine, fit):
    frame = segment_candidates(engine, Scope.of(engine))

    assert list(frame["silhouette"]) == list(fit.candidates["silhouette"])
    assert frame.loc[1, "jaccard"].count(" ") == 2


def candidate(k, silhouette, ch, db, jaccard, *, high=0.0):
    return Candidate(
        k=k,
        centres=np.zeros((k, 1)),
        silhouette=silhouette,
        calinski_harabasz=ch,
        davies_bouldin=db,
        reference_high=high,
        reference_family_high=0.1,
        jaccard=(jaccard,) * k,
        resamples=(),
    )


def test_the_sum_of_ranks_decides_and_ties_go_to_the_better_silhouette():
    two = candidate(2, 0.5, 100, 0.9, 0.9)
    three = candidate(3, 0.6, 300, 0.5, 0.8)
    four = candidate(4, 0.4, 200, 0.6, 0.85)

    # Ranks: two 1+2+2+0 = 5, three 0+0+0+2 = 2, four 2+1+1+1 = 5.
    assert [each.k for each in ranked([four, two, three])] == [3, 2, 4]
    assert ranked([]) == []


def test_why_there_is_no_advice():
    unclear = candidate(2, 0.5, 1, 1, 0.9, high=0.6)
    shaky = candidate(3, 0.5, 1, 1, 0.7)
    sound = candidate(4, 0.5, 1, 1, 0.75)

    assert reason([unclear]) == "no_structure"
    assert reason([unclear, shaky]) == "unstable"
    assert reason([unclear, shaky, sound]) == "clear"
