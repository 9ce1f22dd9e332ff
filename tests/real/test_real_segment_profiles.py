"""Segments of the real bank described: what brute force over its customers gives too."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analytics.engine import DuckDBEngine
from analytics.scope import Scope
from analytics.segment_match import rematched
from analytics.segment_movers import segment_movers
from analytics.segment_people import segment_people
from analytics.segment_profiles import missing_tables, segment_profiles, segment_tier
from analytics.segment_rules import names_whom, segment_rules
from data.load import Source, load
from data.mapping import Mapping
from data.release import Store
from tests.support.segment_fits import quick_fit

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "real"
MAPPING = ROOT / "tests" / "fixtures" / "real_bank_mapping.toml"

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the real bank's files are not here")


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    store = Store(tmp_path_factory.mktemp("real_segments") / "store")
    files = [REAL / f"bank_month_{month}.csv" for month in (1, 2, 3)]
    tables = ("customer", "customer_snapshot")
    load(
        store,
        [Source(path=file, table=table) for table in tables for file in files],
        mapping=Mapping.from_toml(MAPPING),
    )
    engine = DuckDBEngine(store)
    scope = Scope.of(engine)
    found = quick_fit(
        engine, scope, k=4, features=("demand_share", "time_share", "wealth_share", "loan_mavg")
    )
    return SimpleNamespace(engine=engine, scope=scope, segmentation=found)


def test_segments_add_up_to_the_bank_and_say_what_is_missing(real):
    found = segment_profiles(real.engine, real.scope, real.segmentation)
    tiers = segment_tier(real.engine, real.scope, real.segmentation)
    (counted,) = real.engine.snapshots().tail(1)["open_count"]

    assert found["customer_count"].sum() == tiers["customer_count"].sum() == counted
    assert tiers["aum_mavg"].sum() == pytest.approx(found["aum_mavg"].sum())
    assert missing_tables(real.engine, real.scope) == ("consent", "contact", "holding")
    assert found[["consented_count", "care_share", "gap_line"]].isna().all(axis=None)
    assert found["name_zh"].dropna().is_unique


def test_rules_do_as_well_as_brute_force_counts(real):
    people = segment_people(real.engine, real.scope, real.segmentation)
    found = segment_rules(real.engine, real.scope, real.segmentation)

    for number, row in enumerate(found.itertuples()):
        named, inside = names_whom(people, row.rule), people.number == number
        assert row.named_count == np.count_nonzero(named)
        assert row.hit_count == np.count_nonzero(named & inside)
        assert row.customer_count == np.count_nonzero(inside)


def test_a_refit_a_month_later_keeps_the_segments_and_tells_the_movers(real):
    features = ("demand_share", "time_share", "wealth_share", "loan_mavg")
    earlier = Scope.of(real.engine, at=real.scope.before)
    old = quick_fit(real.engine, earlier, k=4, features=features)
    found = rematched(real.engine, real.scope, old, real.segmentation)
    assert (found.frame["state"] == "kept").sum() >= 3

    moves = segment_movers(real.engine, real.scope.pair, old)
    was = segment_people(real.engine, earlier, old)
    now = segment_people(real.engine, real.scope, old)
    both = pd.DataFrame({"key": was.customer_key, "was": was.number}).merge(
        pd.DataFrame({"key": now.customer_key, "now": now.number}), on="key"
    )
    twin = both.groupby(["was", "now"]).size()
    codes = [each.code for each in old.segments]
    table = moves.set_index(["from_segment", "to_segment"])["customer_count"]
    for (before, after), count in twin.items():
        assert table[codes[before], codes[after]] == count
