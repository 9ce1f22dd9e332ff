"""An adopted segment as a filter, as a column of lists, and as what curves are compared by."""

import json

import numpy as np
import pandas as pd
import pytest

from analytics import adopted, problems
from analytics.contribution import (
    contribution_change,
    contribution_curves_by,
    contribution_customers,
    contribution_summary,
)
from analytics.engine import DuckDBEngine
from analytics.migration_lists import migration_customers, migration_selection, tier_worklist
from analytics.overview import headline, scope_values
from analytics.relations import fits_cube, fits_flows
from analytics.scope import Scope
from data import adopt
from data.release import Store, connect
from tests.conftest import run_module
from tests.support.banks import plain_summary
from tests.support.segmentations import segmentation


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A little demo bank with segments adopted for people and for companies."""
    folder = tmp_path_factory.mktemp("segments") / "store"
    built = run_module("data.sample", "--customers", 600, "--months", 14, "--store", folder)
    assert built.returncode == 0, built.stderr
    adopt.adopt(Store(folder), segmentation(name="Spring"), name="Spring")
    adopt.adopt(Store(folder), segmentation(kind="corporate", name="Firm"), name="Firms")
    return Store(folder)


@pytest.fixture(scope="module")
def engine(store):
    return DuckDBEngine(store)


@pytest.fixture(scope="module")
def fact(store):
    """Open rows of the two dates a scope compares, with ids."""
    scope = Scope.of(DuckDBEngine(store))
    with connect(store) as connection:
        return connection.execute(
            """select c.customer_id, f.* from customer_snapshot f join customer c
                using (customer_key) where status = 'open' and snapshot_date in ($1, $2)""",
            [scope.before, scope.at],
        ).df()


def at(fact, scope, day="at"):
    return fact[fact["snapshot_date"] == pd.Timestamp(getattr(scope, day))]


@pytest.mark.parametrize("values", [["P1"], ["P2", "C1"], ["P3", None]])
def test_a_segment_filters_the_contribution_page_as_brute_force_would(engine, fact, values):
    scope = Scope.of(engine, where={"segment": values})
    rows = at(fact, scope)
    named = rows["segment"].isin([value for value in values if value])
    mine = rows[named | (rows["segment"].isna() & (None in values))]
    value = mine["contribution_ttm"].astype(float).sort_values(ascending=False).to_numpy()
    expected = plain_summary(value)

    found = contribution_summary(engine, scope).iloc[0]

    assert found["customer_count"] == len(mine) > 0
    for name, amount in expected.items():
        assert found[name] == pytest.approx(amount, abs=1e-6, rel=1e-9), name


def test_a_pair_chooses_its_people_once_by_their_earlier_segment(engine, fact):
    scope = Scope.of(engine, where={"segment": ["P1"]})
    before, now = at(fact, scope, "before"), at(fact, scope)
    arrived = now[~now["customer_id"].isin(before["customer_id"])]
    people = {
        *before.loc[before["segment"] == "P1", "customer_id"],
        *arrived.loc[arrived["segment"] == "P1", "customer_id"],
    }

    total = contribution_change(engine, scope).set_index("metric").loc["total"]

    for column, rows in (("value_before", before), ("value", now)):
        mine = rows[rows["customer_id"].isin(people)]
        assert total[column] == pytest.approx(mine["contribution_ttm"].astype(float).sum())


def test_no_prepared_sums_are_read_for_a_segment(engine):
    scope = Scope.of(engine, where={"segment": ["P1"]})

    assert not fits_cube(scope, "contribution_ttm")
    assert not fits_flows(scope, engine.snapshots(), scheme="TIER", measure="aum_mavg")
    assert headline(engine, scope)["customer_count"].iloc[0] > 0


def test_lists_carry_the_segment_of_each_customer(engine, fact):
    scope = Scope.of(engine)
    people = contribution_customers(engine, scope, limit=300)
    known = at(fact, scope).set_index("customer_id")["segment"]
    expected = known[people["customer_id"]]

    assert people["segment"].fillna("").tolist() == expected.fillna("").tolist()
    assert people["segment"].nunique() > 3


def test_movers_carry_the_segment_after_else_before(engine, fact):
    scope = Scope.of(engine)
    movers = migration_customers(engine, scope, limit=10_000)
    before, now = (
        at(fact, scope, day).set_index("customer_id")["segment"] for day in ("before", "at")
    )
    now = now.reindex(movers["customer_id"])
    expected = now.where(now.notna(), before.reindex(movers["customer_id"]))

    assert movers["segment"].fillna("").tolist() == expected.fillna("").tolist()


def test_a_selection_of_movers_within_a_segment_adds_up(engine):
    scope = Scope.of(engine, where={"segment": ["P1"]})
    count = migration_selection(engine, scope)["customer_count"].iloc[0]

    assert len(migration_customers(engine, scope, limit=10_000)) == count


@pytest.mark.parametrize("worklist", ["near", "watch"])
def test_worklists_carry_the_segment(engine, fact, worklist):
    scope = Scope.of(engine)
    people = tier_worklist(engine, scope, worklist=worklist)
    known = at(fact, scope).set_index("customer_id")["segment"]

    expected = known[people["customer_id"]]
    assert people["segment"].fillna("").tolist() == expected.fillna("").tolist()


def test_curves_are_compared_by_segment(engine, fact):
    scope = Scope.of(engine)
    curves = contribution_curves_by(engine, scope, dimension="segment")
    rows = at(fact, scope)
    counts = rows[rows["contribution_ttm"].notna()].groupby("segment").size()

    assert curves.groupby("part")["customer_count"].max().to_dict() == counts.to_dict()
    for part, curve in curves.groupby("part"):
        total = rows.loc[rows["segment"] == part, "contribution_ttm"].astype(float).sum()
        assert curve["value"].iloc[-1] == pytest.approx(total)


def test_a_filter_offers_segments_with_their_names_and_counts(engine, fact):
    scope = Scope.of(engine)
    found = scope_values(engine, "segment", scope)
    counts = at(fact, scope).groupby("segment", dropna=False).size()

    assert dict(zip(found["value"].fillna(""), found["customer_count"], strict=True)) == {
        "" if pd.isna(code) else code: count for code, count in counts.items()
    }
    known = found.dropna(subset="value")
    names = {each.value: each.en for each in adopted.segment_codes(engine)}
    assert known["label"].tolist() == [names[code] for code in known["value"]]
    assert {"P1", "C1"} <= {*known["value"]}


def test_the_release_says_which_segmentations_it_was_derived_with(engine):
    models = adopted.adopted(engine)
    assert {kind: each.name for kind, each in models.items()} == {
        "corporate": "Firms",
        "personal": "Spring",
    }
    listed = adopted.adopted_segments(engine, Scope.of(engine))
    assert listed["code"].tolist() == ["C1", "C2", "C3", "P1", "P2", "P3"]
    assert [(each.value, each.en, each.zh) for each in adopted.segment_codes(engine)][3] == (
        "P1",
        "Spring group 1",
        "Spring客群1",
    )


def test_an_unknown_segment_is_told_with_the_nearest(engine):
    with pytest.raises(problems.UnknownValue, match="segment has no value P9"):
        Scope.of(engine, where={"segment": ["P9"]})


def test_a_segment_where_none_are_adopted_is_told(demo_store):
    engine = DuckDBEngine(demo_store)
    with pytest.raises(problems.NoSegmentsAdopted, match="No segments are adopted"):
        Scope.of(engine, where={"segment": ["P1"]})
    assert adopted.adopted(engine) == {}
    assert adopted.segment_codes(engine) == ()


def test_the_command_line_filters_by_segment(store, engine):
    found = run_module(
        "analytics", "contribution-summary", "--where", "segment=P1", "--format", "json",
        store=store.folder,
    )  # fmt: skip
    (row,) = json.loads(found.stdout)
    direct = contribution_summary(engine, Scope.of(engine, where={"segment": ["P1"]})).iloc[0]

    assert row["customer_count"] == direct["customer_count"]
    assert np.isclose(row["total"], direct["total"])
    listed = run_module("analytics", "adopted-segments", "--format", "json", store=store.folder)
    assert [each["code"] for each in json.loads(listed.stdout)][:2] == ["C1", "C2"]
