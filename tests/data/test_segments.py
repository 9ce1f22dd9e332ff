"""The adopted segments in a release: every row as a plain twin would have it, at little cost."""

import random
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from data import adopt, publish, release
from data.release import Store
from data.saved_problems import OverrideMissing
from data.segments import stored_segmentations
from data.store_problems import StoreLocked
from data.workspace import Workspace
from tests.support.deliveries import delivery
from tests.support.segmentations import plain_segments, segmentation

FACT = """select c.customer_id, f.* exclude (customer_key) from customer_snapshot f
    join customer c using (customer_key) order by f.snapshot_date, c.customer_id"""
PARTS = ("dep_demand_mavg", "dep_time_mavg", "wealth_mavg", "other_aum_mavg")
ENDS = [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]


def people():
    return pd.DataFrame(
        {
            "customer_id": [f"K{number:03d}" for number in range(80)],
            "customer_type": [
                "corporate" if number % 5 == 4 else "personal" for number in range(80)
            ],
            "branch_id": [f"B{number % 3}" for number in range(80)],
            "occupation_group": [("teacher", "doctor", None)[number % 3] for number in range(80)],
        }
    )


def rows(*days, seed=1):
    """Balances of a small bank: some closed, some without transactions, some not there."""
    chance = random.Random(seed)
    found = []
    for number in range(80):
        for day in days:
            parts = [round(chance.lognormvariate(9, 2), 2) * (chance.random() < 0.6) for _ in PARTS]
            if chance.random() < 0.1:
                continue
            found.append(
                {
                    "customer_id": f"K{number:03d}",
                    "snapshot_date": day,
                    "status": "closed" if chance.random() < 0.1 else "open",
                    "aum_mavg": sum(parts),
                    **dict(zip(PARTS, parts, strict=True)),
                    "loan_mavg": round(chance.lognormvariate(8, 3), 2) * (chance.random() < 0.4),
                    "txn_cnt_90d": None if chance.random() < 0.1 else chance.randrange(60),
                }
            )
    return pd.DataFrame(found).astype({"txn_cnt_90d": "Int64"})


@pytest.fixture
def staged(tmp_path):
    return tmp_path / "staged"


@pytest.fixture
def store(tmp_path, staged):
    made = Store(tmp_path / "store")
    tables = {"customer": people(), "customer_snapshot": rows(*ENDS)}
    publish.publish(made, delivery(staged, tables))
    return made


def frame(store, sql=FACT):
    with release.connect(store) as connection:
        return connection.execute(sql).df()


def twin(fact, model):
    """The segment of every row by numpy, for month-ends."""
    number = fact.astype(dict.fromkeys((*PARTS, "loan_mavg", "txn_cnt_90d"), float))
    parts = number[list(PARTS)].clip(lower=0)
    raw = {
        "demand_share": parts["dep_demand_mavg"] / parts.sum(axis=1, skipna=False).clip(lower=1),
        "loan_mavg": number["loan_mavg"],
        "txn_cnt_90d": number["txn_cnt_90d"],
    }
    codes = plain_segments(model, raw)
    counts = (fact["status"] == "open") & (fact["customer_type"] == model.customer_type)
    codes[~counts.to_numpy()] = None
    return codes


def segments(fact):
    return fact["segment"].astype(object).where(fact["segment"].notna(), None).to_numpy()


def test_nothing_is_derived_while_nothing_is_adopted(store):
    steps = []
    publish.publish(store, None, rules=replace(publish.rules_in_force(store, None)))
    Workspace(store).save_parameters({"ftp_demand": 0.026})
    publish.publish(store, None, progress=steps.append)
    assert not [step for step in steps if step.startswith("segment")]
    assert frame(store)["segment"].isna().all()
    assert frame(store, "select * from segment").empty


def test_every_row_gets_the_segment_of_its_plain_twin(store):
    steps = []
    model = adopt.adopt(
        store,
        segmentation(),
        name="Spring",
        progress=lambda step, share: steps.append((step, share)),
    )
    fact = frame(store)
    expected = twin(fact, model)
    assert (segments(fact) == expected).all()
    assert set(expected) == {"P1", "P2", "P3", None}
    missing = fact["txn_cnt_90d"].isna() & (fact["status"] == "open")
    assert missing.any()
    assert fact.loc[missing, "segment"].isna().all()
    assert [step for step, _ in steps if step.startswith("segment")] == [
        f"segment {day}" for day in ENDS
    ]
    assert all(0 < share < 1 for _, share in steps)
    assert not [step for step, _ in steps if step.startswith("derive")], "the light path"


def test_the_release_keeps_the_segments_with_their_names_and_model(store):
    model = adopt.adopt(store, segmentation(), name="Spring")
    kept = frame(store, "select * from segment order by code")
    assert kept["code"].tolist() == ["P1", "P2", "P3"]
    assert kept["name_zh"].tolist() == [each.name_zh for each in model.segments]
    assert set(kept["segmentation"]) == {"Spring"}
    assert set(kept["version"]) == {1}
    with release.connect(store) as connection:
        assert stored_segmentations(connection) == (model,)
    assert not adopt.is_behind(store)


def test_the_light_path_equals_a_derivation_of_everything(tmp_path, staged, store):
    adopt.adopt(store, segmentation(), name="Spring")
    adopt.adopt(store, segmentation(kind="corporate", seed=5), name="Firms")
    adopt.adopt(store, segmentation(seed=9), name="Autumn")
    whole = Store(tmp_path / "whole")
    for each in Workspace(store).segmentations.newest().values():
        Workspace(whole).segmentations.restore(each.customer_type, each)
    tables = {"customer": people(), "customer_snapshot": rows(*ENDS)}
    publish.publish(whole, delivery(staged, tables))
    pd.testing.assert_frame_equal(frame(store), frame(whole))
    Workspace(store).save_parameters({"ftp_demand": 0.026})
    publish.rederive(store)
    assert (segments(frame(store)) == segments(frame(whole))).all()
    order = frame(store, "select snapshot_date, branch_id, customer_key from customer_snapshot")
    assert order.equals(order.sort_values(list(order), ignore_index=True)), "the physical order"


def test_a_month_loaded_later_has_its_segments_and_older_months_are_left_alone(store, staged):
    model = adopt.adopt(store, segmentation(), name="Spring")
    steps = []
    april = date(2026, 4, 30)
    publish.publish(
        store, delivery(staged, {"customer_snapshot": rows(april, seed=4)}), progress=steps.append
    )
    fact = frame(store)
    assert (segments(fact) == twin(fact, model)).all()
    assert [step for step in steps if step.startswith("segment")] == [f"segment {april}"]


def test_a_corrected_month_is_assigned_again(store, staged):
    model = adopt.adopt(store, segmentation(), name="Spring")
    publish.publish(store, delivery(staged, {"customer_snapshot": rows(ENDS[0], seed=8)}))
    fact = frame(store)
    assert (segments(fact) == twin(fact, model)).all()


def test_a_week_carries_the_segment_of_its_month_end(store, staged):
    adopt.adopt(store, segmentation(), name="Spring")
    week = ENDS[-1] + timedelta(days=8)
    brought = rows(week, seed=3)
    brought["loan_mavg"] = 1e9
    publish.publish(store, delivery(staged, {"customer_snapshot": brought}))
    adopt.adopt(store, segmentation(seed=6), name="Autumn")
    fact = frame(store).set_index("customer_id")
    ends = fact[fact["snapshot_date"] == pd.Timestamp(ENDS[-1])]["segment"]
    now = fact[fact["snapshot_date"] == pd.Timestamp(week)]
    for customer, row in now.iterrows():
        expected = ends.get(customer) if row["status"] == "open" else None
        assert row["segment"] == expected or (pd.isna(row["segment"]) and pd.isna(expected))
    assert len(set(now["segment"].dropna())) > 1


def test_a_date_before_any_month_end_stands_for_itself(tmp_path, staged):
    made, day = Store(tmp_path / "early"), date(2026, 1, 10)
    tables = {"customer": people(), "customer_snapshot": rows(day)}
    publish.publish(made, delivery(staged, tables))
    model = adopt.adopt(made, segmentation(), name="Spring")
    fact = frame(made)
    assert (segments(fact) == twin(fact, model)).all()


def test_names_alone_touch_no_row(store):
    model = adopt.adopt(store, segmentation(), name="Spring")
    before, steps = frame(store), []
    named = tuple(replace(each, name_en=f"New {each.name_en}") for each in model.segments)
    adopt.adopt(
        store,
        replace(model, segments=named),
        name="Spring",
        progress=lambda step, _: steps.append(step),
    )
    assert not [step for step in steps if step.startswith("segment")]
    pd.testing.assert_frame_equal(frame(store), before)
    assert frame(store, "select name_en from segment")["name_en"].str.startswith("New").all()


def test_a_withdrawn_segmentation_leaves_no_code_behind(store):
    adopt.adopt(store, segmentation(), name="Spring")
    firms = adopt.adopt(store, segmentation(kind="corporate", seed=5), name="Firms")
    adopt.withdraw(store, "personal")
    fact = frame(store)
    assert (segments(fact) == twin(fact, firms)).all()
    adopt.withdraw(store, "corporate")
    assert frame(store)["segment"].isna().all()
    assert frame(store, "select * from segment").empty


BY_JOB = {
    "features": ("demand_share", "occupation_group"),
    "codes": {"occupation_group": "teacher"},
}


def by_job(model, fact, jobs):
    number = fact.astype(dict.fromkeys(PARTS, float))
    parts = number[list(PARTS)]
    job = fact["customer_id"].map(jobs)
    raw = {
        "demand_share": parts["dep_demand_mavg"] / parts.sum(axis=1).clip(lower=1),
        "occupation_group": np.where(job.isna(), np.nan, (job == "teacher").astype(float)),
    }
    codes = plain_segments(model, raw)
    counts = (fact["status"] == "open") & (fact["customer_type"] == "personal")
    codes[~counts.to_numpy()] = None
    return codes


def test_customers_described_anew_are_assigned_anew_at_all_dates(store, staged):
    model = adopt.adopt(store, segmentation(**BY_JOB), name="Jobs")
    jobs = people().set_index("customer_id")["occupation_group"]
    fact = frame(store)
    assert (segments(fact) == by_job(model, fact, jobs)).all()
    jobs["K000"], jobs["K002"] = "doctor", "teacher"
    changed = people().assign(occupation_group=jobs.to_numpy()).iloc[[0, 2, 3]]
    steps = []
    publish.publish(store, delivery(staged, {"customer": changed}), progress=steps.append)
    fact = frame(store)
    assert (segments(fact) == by_job(model, fact, jobs)).all()
    assert len([step for step in steps if step.startswith("segment")]) == len(ENDS)
    assert not [step for step in steps if step.startswith("derive")]


def test_the_same_customers_again_cost_no_date_its_assignment(store, staged):
    adopt.adopt(store, segmentation(**BY_JOB), name="Jobs")
    steps = []
    again = people()
    again.loc[len(again)] = ["K999", "personal", "B1", "teacher"]
    publish.publish(store, delivery(staged, {"customer": again}), progress=steps.append)
    assert not [step for step in steps if step.startswith("segment")]


def test_a_customer_table_replaced_without_the_column_takes_it_away(store, staged):
    model = adopt.adopt(store, segmentation(**BY_JOB), name="Jobs")
    bare = people().drop(columns="occupation_group")
    publish.publish(store, delivery(staged, {"customer": bare}, replace={"customer"}))
    assert frame(store)["segment"].isna().all()
    assert Workspace(store).segmentations.newest() == {"personal": model}


def test_a_customer_of_another_type_leaves_its_segment(store, staged):
    model = adopt.adopt(store, segmentation(), name="Spring")
    moved = people().iloc[:1].assign(customer_type="corporate")
    publish.publish(store, delivery(staged, {"customer": moved}))
    fact = frame(store)
    assert (segments(fact) == twin(fact, model)).all()
    assert fact.loc[fact["customer_id"] == "K000", "segment"].isna().all()


def test_a_cancelled_adoption_leaves_everything_as_it_was(store):
    first = adopt.adopt(store, segmentation(), name="Spring")
    before = frame(store)

    class Stop(Exception):
        pass

    def cancel(step, share):
        if step.startswith("segment"):
            raise Stop

    with pytest.raises(Stop):
        adopt.adopt(store, segmentation(seed=2), name="Autumn", progress=cancel)
    with pytest.raises(Stop):
        adopt.withdraw(store, "personal", progress=cancel)
    assert Workspace(store).segmentations.newest() == {"personal": first}
    assert not adopt.is_behind(store)
    pd.testing.assert_frame_equal(frame(store), before)


def test_an_adoption_beside_a_load_is_refused_and_not_kept(store):
    with store.locked(), pytest.raises(StoreLocked):
        adopt.adopt(store, segmentation(), name="Spring")
    assert Workspace(store).segmentations.newest() == {}
    with pytest.raises(OverrideMissing):
        adopt.adopt(store, segmentation(recommended=False), name="Spring")


def test_saved_but_not_published_is_known_and_the_next_load_publishes_it(store, staged):
    model = Workspace(store).segmentations.save(segmentation(), name="Spring")
    assert adopt.is_behind(store)
    publish.publish(store, delivery(staged, {"customer_snapshot": rows(date(2026, 4, 30), seed=4)}))
    fact = frame(store)
    assert (segments(fact) == twin(fact, model)).all()
    assert not adopt.is_behind(store)


def test_a_preview_of_parameters_keeps_the_segments(store):
    adopt.adopt(store, segmentation(), name="Spring")
    before = frame(store)
    publish.preview(store, Workspace(store).parameters().changed({"cost_base_month": 105}))
    pd.testing.assert_frame_equal(frame(store), before)
