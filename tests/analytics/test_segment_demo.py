"""The demo bank's five latent segments, the same look without groups, and everybody assigned."""

import datetime as dt

import pytest
from sklearn.metrics import adjusted_rand_score

from analytics.engine import DuckDBEngine
from analytics.scope import Scope
from analytics.segments import segment_fit
from data.sample import Plan, latent_segments
from tests.support.releases import small_release
from tests.support.segment_banks import groupless_bank
from tests.support.segment_twin import agrees

PLAIN = ("demand_share", "time_share", "wealth_share", "other_share", "loan_mavg", "txn_cnt_90d")
CHOICES = {
    "usual": {},
    "rank": {"transform": "rank", "features": PLAIN},
    "plain": {"transform": "plain", "features": PLAIN},
    "codes": {"features": ("loan_mavg", "txn_cnt_90d", "occupation_group", "gender", "age")},
    "firms": {"customer_type": "corporate"},
}


@pytest.fixture(scope="module")
def engine(demo_store):
    return DuckDBEngine(demo_store)


@pytest.fixture(scope="module")
def fit(engine):
    return segment_fit(engine, Scope.of(engine))


@pytest.fixture(scope="module")
def customer_id(engine):
    with engine._connection.cursor() as cursor:
        return dict(cursor.sql("select customer_key, customer_id from customer").fetchall())


def test_the_five_latent_segments_are_recovered_and_advised(fit, customer_id):
    truth = dict(zip(*latent_segments(Plan()).to_pydict().values(), strict=True))
    planted = [truth[customer_id[key]] for key in fit.customer_key]

    assert fit.recommended == 5
    assert adjusted_rand_score(planted, fit.labels) > 0.9
    assert (fit.reason, fit.verdict) == ("clear", "reliable")
    assert min(each.stability for each in fit.segmentation.segments) > 0.9


@pytest.mark.slow
@pytest.mark.parametrize("seed", [101, 202, 303])
def test_the_same_look_without_groups_is_advised_nothing(engine, seed, tmp_path):
    rows = groupless_bank(engine, seed=seed)
    chance = small_release(tmp_path / "store", rows)

    found = segment_fit(chance, Scope.of(chance))

    assert found.recommended is None
    assert found.verdict == "unreliable"
    assert not found.candidates["eligible"].any()
    assert not found.segmentation.recommended


@pytest.mark.parametrize("choice", CHOICES.values(), ids=CHOICES.keys())
def test_everybody_is_assigned_as_scikit_learn_predicts(engine, choice, monkeypatch):
    monkeypatch.setattr("analytics.segment_choice.RESAMPLES", 2)
    monkeypatch.setattr("analytics.segment_choice.REFERENCES", 2)
    scope = Scope.of(engine)

    found = segment_fit(engine, scope, k=5, **choice)

    assert agrees(engine, scope, found)


def test_an_earlier_month_gives_the_same_five_groups(engine, fit):
    earlier = Scope.of(engine, at=dt.date(2026, 4, 30))

    found = segment_fit(engine, earlier)

    before = dict(zip(found.customer_key, found.labels, strict=True))
    after = zip(fit.customer_key, fit.labels, strict=True)
    both = [(before[key], label) for key, label in after if key in before]
    assert found.recommended == 5
    assert adjusted_rand_score(*zip(*both, strict=True)) > 0.8
