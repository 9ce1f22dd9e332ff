"""Who looks like Gold and sits in Silver: the planted potentials, and what the lists promise."""

from dataclasses import replace
from types import SimpleNamespace

import duckdb
import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from analytics import likeness, problems
from analytics.engine import DuckDBEngine
from analytics.scope import Scope
from analytics.segment_coordinates import coordinates
from analytics.segment_likeness import BEHAVIOUR, lookalike_model
from analytics.segment_lookalikes import (
    segment_lookalike_basis,
    segment_lookalike_pairs,
    segment_lookalikes,
    segment_lookalikes_blocks,
)
from analytics.segment_problems import NoLikeness
from data.contract import MEASURES
from data.sample.plan import Plan
from data.sample.truths import planted
from data.segment_features import FEATURES
from tests.support.releases import small_release
from tests.support.segment_fits import FITTED_ON

TIERS = ("mass", "mass_affluent", "affluent", "vip")
AMOUNTS = {*MEASURES, "maturing_next_30d", "max_outflow"}
BOUNDS = {"mass_affluent": 50_000, "affluent": 300_000, "vip": 1_000_000}


@pytest.fixture(scope="module")
def demo(demo_store):
    engine = DuckDBEngine(demo_store)
    scope = Scope.of(engine)
    model = lookalike_model(engine, scope)
    return SimpleNamespace(
        engine=engine,
        scope=scope,
        model=model,
        pairs=segment_lookalike_pairs(engine, scope, model=model),
        potentials=set(planted(Plan()).potentials),
    )


def people(demo, **asked):
    return segment_lookalikes(demo.engine, demo.scope, model=demo.model, **asked)


def test_the_planted_potentials_are_found(demo):
    first = people(demo, limit=50)

    assert first["customer_id"].isin(demo.potentials).mean() >= 0.8
    middle = people(demo, tier="mass_affluent", looks_like="vip", limit=50)
    assert middle["customer_id"].isin(demo.potentials).mean() >= 0.8


def test_no_behaviour_is_what_a_tier_is_computed_from_or_who_somebody_is():
    for name in BEHAVIOUR:
        assert FEATURES[name].leaks == ()
        assert not FEATURES[name].protected
        assert FEATURES[name].kind == "share" or not set(FEATURES[name].needs) & AMOUNTS


@pytest.mark.parametrize("direction", ["up", "down"])
def test_the_lists_are_as_long_as_the_pairs_count_and_add_up_to_their_gaps(demo, direction):
    pairs = demo.pairs[demo.pairs["direction"] == direction]
    everybody = people(demo, direction=direction, limit=10_000)

    assert len(everybody) == pairs["customer_count"].sum()
    assert everybody["gap"].sum() == pytest.approx(pairs["gap"].sum())
    for row in pairs.itertuples():
        part = people(
            demo, direction=direction, tier=row.tier, looks_like=row.looks_like, limit=10_000
        )
        assert len(part) == row.customer_count
        assert part["amount"].sum() == pytest.approx(row.amount)
        assert (part["similarity"].diff().dropna() <= 0).all()


def test_up_is_above_and_down_is_below_and_all_are_alike_enough(demo):
    place = {code: at for at, code in enumerate(TIERS)}
    for direction, sign in (("up", 1), ("down", -1)):
        found = people(demo, direction=direction, limit=10_000)
        steps = (found["looks_like"].map(place) - found["tier"].map(place)) * sign
        assert (steps > 0).all()
        assert (steps.diff().dropna() <= 0).all(), "the furthest apart come first"
        assert found["similarity"].between(likeness.ALIKE, 1).all()


def test_the_gap_is_what_is_between_the_amount_and_the_line_of_the_tier_resembled(demo):
    up = people(demo, limit=10_000)
    assert up["line"].tolist() == up["looks_like"].map(BOUNDS).tolist()
    assert up["gap"].to_numpy() == pytest.approx((up["line"] - up["amount"]).clip(lower=0))

    down = people(demo, direction="down", limit=10_000)
    upper = dict(zip(TIERS, BOUNDS.values(), strict=False))
    assert down["line"].tolist() == down["looks_like"].map(upper).tolist()
    assert down["gap"].to_numpy() == pytest.approx((down["amount"] - down["line"]).clip(lower=0))


def test_everybodys_similarity_equals_the_curve_of_the_score_in_numpy(demo):
    """The engine's one expression against the model's own arithmetic, customer by customer."""
    names = [each.name for each in demo.model.features]
    batches = demo.engine.stream(
        "segments/behaviour", demo.scope, customer_type="personal", features=names, below="g"
    )
    frame = pd.concat([batch.to_pandas() for batch in batches])
    values = {name: frame[f"f{at}"].to_numpy() for at, name in enumerate(names)}
    score = coordinates(demo.model.features, values) @ np.array(demo.model.weight)
    place = frame["tier"].map({code: at for at, code in enumerate(TIERS)}).to_numpy()
    alike = np.array([line.similarity(score) for line in demo.model.lines])
    above = (np.arange(1, 4)[:, None] > place) & (alike >= likeness.ALIKE)
    twin = pd.DataFrame(
        {
            "customer_id": frame["customer_id"],
            "looks_like": [TIERS[at] for at in (above * np.arange(1, 4)[:, None]).max(axis=0)],
            "similarity": np.where(above, alike, 0)[::-1].T[
                np.arange(len(score)), above[::-1].argmax(axis=0)
            ],
        }
    )[above.any(axis=0)]
    found = people(demo, limit=10_000)[["customer_id", "looks_like", "similarity"]]

    pd.testing.assert_frame_equal(
        found.sort_values("customer_id", ignore_index=True),
        twin.sort_values("customer_id", ignore_index=True),
        check_dtype=False,
    )


def test_more_of_a_behaviour_never_makes_anybody_less_alike(demo):
    assert min(demo.model.weight) >= 0
    assert all(line.slope > 0 for line in demo.model.lines)


def test_a_branchs_list_is_its_part_of_the_banks(demo):
    branch = replace(demo.scope, where=(("branch_id", ("B003",)),))
    found = segment_lookalikes(demo.engine, branch, limit=10_000)
    whole = people(demo, limit=10_000)

    part = whole[whole["branch_id"] == "B003"].reset_index(drop=True)
    assert len(part) > 10
    pd.testing.assert_frame_equal(found, part)


def test_pages_follow_each_other_and_blocks_hold_the_same(demo):
    whole = people(demo, limit=60)
    pages = [people(demo, limit=20, offset=offset) for offset in (0, 20, 40)]
    blocks = segment_lookalikes_blocks(demo.engine, demo.scope, model=demo.model)

    pd.testing.assert_frame_equal(pd.concat(pages, ignore_index=True), whole)
    everybody = pd.concat(blocks, ignore_index=True)
    pd.testing.assert_frame_equal(everybody.head(60), whole)


def test_the_basis_says_what_counts_and_who_could_not_be_compared(demo):
    found = segment_lookalike_basis(demo.engine, demo.scope).set_index("feature")

    assert set(found.index) == set(BEHAVIOUR)
    assert found["weight_share"].sum() == pytest.approx(1)
    assert found["weight"].is_monotonic_decreasing
    assert found.loc["annual_income", "known_share"] == pytest.approx(0.897, abs=0.001)
    assert found["scored_count"].iloc[0] == round(17_073 * found["known_share"].min())
    assert found["is_used"].all()


def test_the_list_says_who_agreed_to_marketing(demo):
    """The sample has nobody who refused lists made by scores."""
    consent = demo.engine._connection.cursor().sql("select * from consent").df()
    at = pd.Timestamp(demo.scope.at)
    known = consent[(consent["purpose"] == "marketing") & (consent["recorded_on"] <= at)]
    newest = known.sort_values("recorded_on").groupby(["customer_id", "channel"]).last()
    stands = newest["granted"] & ~(newest["expires_on"] < at).fillna(value=False)
    agreed = set(newest[stands].index.get_level_values("customer_id"))
    found = people(demo, limit=10_000)

    assert found["consented"].tolist() == found["customer_id"].isin(agreed).tolist()
    assert 0 < found["consented"].mean() < 1


def test_firms_are_compared_by_their_own_ladder(demo):
    found = segment_lookalikes(demo.engine, demo.scope, customer_type="corporate")

    assert set(found["tier"]) <= {"basic", "growth", "priority"}
    assert set(found["customer_type"]) == {"corporate"}


def test_where_behaviour_says_nothing_a_problem_says_what_to_do(demo):
    with pytest.raises(NoLikeness) as found:
        lookalike_model(demo.engine, demo.scope, "institution")
    assert "Load transactions" in str(found.value)


def test_unknown_tiers_and_directions_are_named(demo):
    with pytest.raises(problems.UnknownValue):
        people(demo, tier="gold")
    with pytest.raises(problems.UnreadableOption):
        people(demo, direction="sideways")


def bank_of(tmp_path, **more):
    """100 customers, the upper half of whom do more of everything."""
    number = np.arange(100)
    rows = pd.DataFrame(
        {
            "customer_id": [f"C{at:03d}" for at in number],
            "snapshot_date": FITTED_ON,
            "aum_mavg": number * 1_000.0,
            "tier": np.where(number >= 50, "mass_affluent", "mass"),
            "txn_cnt_90d": np.where(number >= 50, 30, 3) + number % 7,
        }
        | more
    )
    return small_release(tmp_path / "store", rows)


def with_ladder(engine, tmp_path):
    engine.close()
    path = next((tmp_path / "store").glob("**/000001.duckdb"))
    with duckdb.connect(str(path)) as connection:
        connection.execute("""
            insert into tier_policy by name
            select 'TIER' as scheme, 'personal' as customer_type, level, code,
                'aum_mavg' as metric, bound as lower_bound, date '1900-01-01' as effective_from
            from (values (1, 'mass', null), (2, 'mass_affluent', 50000)) as t(level, code, bound)
        """)
    return DuckDBEngine(tmp_path / "store")


def test_two_tiers_without_consent_are_enough(tmp_path):
    busy = np.arange(100)
    moves = np.where(busy >= 50, 30, 3) + busy % 7
    moves[[7, 90]] = [33, 4]  # one of the mass who does as the better ones do, and the reverse
    engine = with_ladder(bank_of(tmp_path, txn_cnt_90d=moves), tmp_path)
    scope = Scope.of(engine)

    up = segment_lookalikes(engine, scope)
    assert up["customer_id"].tolist() == ["C007"]
    assert up["gap"].tolist() == [43_000]
    assert up["consented"].isna().all()
    down = segment_lookalikes(engine, scope, direction="down")
    assert down["customer_id"].tolist() == ["C090"]
    assert down["gap"].tolist() == [40_000]


def test_who_lacks_a_used_behaviour_is_not_compared(tmp_path):
    moves = np.where(np.arange(100) >= 50, 30.0, 3.0)
    moves[7] = 33
    logins = moves.copy()
    logins[7] = np.nan
    engine = with_ladder(bank_of(tmp_path, txn_cnt_90d=moves, digital_login_30d=logins), tmp_path)
    scope = Scope.of(engine)

    assert segment_lookalikes(engine, scope).empty
    basis = segment_lookalike_basis(engine, scope).set_index("feature")
    assert basis["scored_count"].iloc[0] == 99
    assert not basis.loc["payroll_in", "is_used"]


@pytest.mark.parametrize("seed", range(5))
def test_the_line_is_where_balanced_logistic_regression_puts_it(seed):
    chance = np.random.default_rng(seed)
    place = chance.choice(3, 2_000, p=[0.7, 0.25, 0.05])
    score = place + chance.normal(0, 0.8, 2_000)
    for tier, line in enumerate(likeness.lines(score, place, 3), start=1):
        twin = LogisticRegression(class_weight="balanced", C=1e9, tol=1e-10, max_iter=1_000)
        twin.fit(score[:, None], place >= tier)
        found = line.similarity(np.array([0.0, 1.0, 2.0]))
        wanted = twin.predict_proba([[0.0], [1.0], [2.0]])[:, 1]
        assert found == pytest.approx(wanted, abs=0.002)
        assert line.similarity(np.array([line.score(0.9)])) == pytest.approx(0.9)


def test_weights_are_the_best_without_going_below_zero():
    chance = np.random.default_rng(1)
    behaviour = chance.normal(size=(3_000, 3))
    place = np.clip(np.round(1 + behaviour @ [0.8, 0.0, -0.5]), 0, 2).astype(int)
    found = likeness.weights(behaviour, place, 3)

    assert found[0] > 0.3
    assert found[2] == 0


def test_a_line_with_few_on_one_side_says_nothing():
    score = np.arange(30.0)
    place = np.r_[np.zeros(25, int), np.ones(5, int)]

    assert likeness.lines(score, place, 2) == (None,)
    assert likeness.lines(-score, (score >= 15).astype(int), 2) == (None,), "more, less likely"
