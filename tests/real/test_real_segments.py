"""The real bank's customers in segments: the engine against scikit-learn, and another month."""

from pathlib import Path

import pytest
from sklearn.metrics import adjusted_rand_score

from analytics.engine import DuckDBEngine
from analytics.scope import Scope
from analytics.segment_problems import FeatureConstant, FeatureMissing
from analytics.segments import segment_fit
from data.load import Source, load
from data.mapping import Mapping
from data.release import Store
from tests.support.segment_twin import agrees

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "real"
MAPPING = ROOT / "tests" / "fixtures" / "real_bank_mapping.toml"
MONTHS = (1, 2, 3)

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the real bank's files are not here")


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    store = Store(tmp_path_factory.mktemp("real_segments") / "store")
    files = [REAL / f"bank_month_{month}.csv" for month in MONTHS]
    tables = ("customer", "customer_snapshot")
    sources = [Source(path=file, table=table) for table in tables for file in files]
    load(store, sources, mapping=Mapping.from_toml(MAPPING))
    return DuckDBEngine(store)


@pytest.fixture(scope="module")
def fit(engine):
    return segment_fit(engine, Scope.of(engine))


def test_everybody_is_assigned_as_scikit_learn_predicts(engine, fit):
    assert agrees(engine, Scope.of(engine), fit)


@pytest.mark.parametrize("transform", ["rank", "plain"])
def test_by_any_transform(engine, transform, monkeypatch):
    monkeypatch.setattr("analytics.segment_choice.RESAMPLES", 2)
    monkeypatch.setattr("analytics.segment_choice.REFERENCES", 2)
    scope = Scope.of(engine)

    assert agrees(engine, scope, segment_fit(engine, scope, transform=transform, k=6))


def test_what_the_bank_never_gave_is_said(fit):
    assert {name: type(problem) for name, problem in fit.left_out.items()} == {
        "payroll_in": FeatureMissing,
        "txn_cnt_90d": FeatureMissing,
        "digital_login_30d": FeatureMissing,
        "other_share": FeatureConstant,
    }
    assert sum(fit.sizes["customer_count"]) == fit.open_count == fit.sample_count


def test_the_month_before_has_the_same_groups(engine, fit):
    scope = Scope.of(engine)

    found = segment_fit(engine, Scope.of(engine, at=scope.before), k=fit.recommended)

    before = dict(zip(found.customer_key, found.labels, strict=True))
    after = zip(fit.customer_key, fit.labels, strict=True)
    both = [(before[key], label) for key, label in after if key in before]
    assert fit.verdict in {"reliable", "fair"}
    assert adjusted_rand_score(*zip(*both, strict=True)) > 0.8
