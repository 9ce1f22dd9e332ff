"""Actions: made once per customer, merged, changed by one at a time, taken back."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from data import desk
from data.action_problems import (
    ActionAlreadyOpen,
    ActionChangedMeanwhile,
    ActionCodeUnknown,
    ActionUnknown,
    TooManyActions,
)
from data.actions import Change, Reason
from data.contract import WRITTEN
from data.release import Store
from data.workspace import Workspace
from data.workspace_tables import ACTION
from tests.support.written import AT, TODAY, draft


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


@pytest.fixture
def actions(store):
    return Workspace(store, author="li").actions


def test_reading_makes_no_file(store, actions):
    assert actions.find() == ()
    assert actions.find("open", ids=[1], customers=["C1"]) == ()
    with pytest.raises(ActionUnknown):
        actions.history(1)
    assert actions.make([], today=TODAY).actions == ()
    assert not store.workspace_path.exists()


def test_an_action_keeps_what_its_draft_says(store, actions):
    reason = Reason(
        code="maturing", amount=30_000.0, source="products", words="一年期定期", facts={"n": 3.0}
    )
    made = actions.make([draft(reasons=(reason,), advice="请来网点续存")], today=TODAY)
    (action,) = Workspace(store).actions.find()
    assert made.actions == (action,)
    assert (made.new_count, made.merged_count) == (1, 0)
    assert (action.id, action.revision, action.status, action.result) == (1, 1, "open", "")
    assert (action.customer_id, action.branch_id, action.manager_id) == ("C1", "B1", "M1")
    assert (action.reasons, action.advice) == ((reason,), "请来网点续存")
    assert (action.at, action.release, action.created_on) == (AT, "000001", TODAY)
    assert action.baseline == {"aum_mavg": 500_000.0, "tier": "affluent"}
    assert (action.value_at_risk, action.author) == (1_000.0, "li")


def test_values_out_of_a_frame_are_kept_as_plain_ones(store, actions):
    given = draft(
        customer_id=np.str_("C1"),
        manager_id=float("nan"),
        due_on=pd.Timestamp("2026-06-08"),
        value_at_risk=np.int64(7),
        reasons=(Reason(code="fell", amount=Decimal("1.25")), Reason(code="lost", amount=np.nan)),
        baseline={"aum_mavg": Decimal("2.50"), "loan_mavg": pd.NA, "seen": dt.date(2026, 5, 1)},
    )
    actions.make([given], today=TODAY)
    (action,) = Workspace(store).actions.find()
    assert (action.manager_id, action.due_on) == (None, dt.date(2026, 6, 8))
    assert action.value_at_risk == 7.0
    assert [each.amount for each in action.reasons] == [1.25, None]
    assert action.baseline == {"aum_mavg": 2.5, "loan_mavg": None, "seen": "2026-05-01"}


def test_another_reason_joins_the_open_action_of_a_customer(actions):
    actions.make([draft("C1", "fell"), draft("C2", "fell")], today=TODAY)
    later = draft(
        "C1",
        "maturing",
        manager_id="M9",
        due_on=dt.date(2026, 6, 5),
        value_at_risk=4_000.0,
        baseline={},
    )
    made = actions.make([later, draft("C3")], today=dt.date(2026, 6, 2))
    assert (made.new_count, made.merged_count) == (1, 1)
    joined = made.actions[0]
    assert [each.code for each in joined.reasons] == ["fell", "maturing"]
    assert (joined.id, joined.revision, joined.created_on) == (1, 2, TODAY)
    assert (joined.due_on, joined.value_at_risk) == (dt.date(2026, 6, 5), 4_000.0)
    assert joined.manager_id == "M1", "who has the customer keeps him"
    assert joined.baseline == {"aum_mavg": 500_000.0, "tier": "affluent"}
    assert [each.customer_id for each in actions.find("open")] == ["C1", "C2", "C3"]


def test_a_customer_twice_in_one_list_is_one_action(actions):
    made = actions.make([draft("C1", "fell"), draft("C2"), draft("C1", "lost")], today=TODAY)
    assert (made.new_count, [each.customer_id for each in made.actions]) == (2, ["C1", "C2"])
    assert [each.code for each in made.actions[0].reasons] == ["fell", "lost"]
    again = actions.make([draft("C1", "rose"), draft("C1", "segment")], today=TODAY)
    assert (again.merged_count, again.actions[0].revision) == (1, 2)


def test_the_same_reason_again_is_nothing_new_and_its_new_amount_takes_the_old_one_s_place(actions):
    first = actions.make([draft()], today=TODAY)
    again = actions.make([draft(due_on=dt.date(2026, 7, 1))], today=TODAY)
    assert (again.merged_count, again.actions) == (1, first.actions)
    worse = Reason(code="fell", amount=9.0)
    (action,) = actions.make([draft(reasons=(worse,))], today=TODAY).actions
    assert (action.reasons, action.revision) == ((worse,), 2)


def test_who_is_done_gets_a_new_action_and_the_old_one_stays_done(actions):
    actions.make([draft()], today=TODAY)
    actions.change(1, Change(status="done", result="won", remark="存回30万"), revision=1)
    made = actions.make([draft("C1", "lost")], today=TODAY)
    assert (made.new_count, made.actions[0].id) == (1, 2)
    assert [(each.id, each.status) for each in actions.find()] == [(1, "done"), (2, "open")]
    with pytest.raises(ActionAlreadyOpen, match="action 2 open"):
        actions.change(1, Change(status="open"), revision=2)
    assert actions.change(1, Change(remark="全部存回"), revision=2).remark == "全部存回"
    assert actions.make([draft("C1", "rose")], today=TODAY).actions[0].id == 2


def test_a_change_is_a_new_revision_by_its_author(store, actions):
    actions.make([draft()], today=TODAY)
    wang = Workspace(store, author="wang").actions
    change = Change(due_on=dt.date(2026, 6, 15), manager_id="M2", branch_id="B2")
    moved = wang.change(1, change, revision=1)
    assert (moved.due_on, moved.manager_id, moved.branch_id) == (dt.date(2026, 6, 15), "M2", "B2")
    nobody_s = actions.change(1, Change(manager_id=""), revision=2)
    assert (nobody_s.manager_id, nobody_s.revision) == (None, 3)
    assert [each.author for each in actions.history(1)] == ["li", "wang", "li"]
    assert [each.manager_id for each in actions.history(1)] == ["M1", "M2", None]


def test_who_read_an_older_revision_is_told_who_changed_what_and_loses_nothing(store, actions):
    actions.make([draft()], today=TODAY)
    won = Workspace(store, author="wang").actions.change(
        1, Change(status="done", result="won"), revision=1
    )
    mine = Change(remark="约了周三", due_on=dt.date(2026, 6, 10))
    with pytest.raises(ActionChangedMeanwhile, match="elsewhere meanwhile, at 20") as caught:
        actions.change(1, mine, revision=1)
    assert (caught.value.newest, caught.value.facts["author"]) == (won, "wang")
    assert caught.value.changed == ("status", "result")
    assert caught.value.facts["columns"] == "action_status, action_result"
    assert actions.find() == (won,)
    kept = actions.change(1, mine, revision=caught.value.newest.revision)
    assert (kept.status, kept.remark, kept.revision) == ("done", "约了周三", 3)


def test_saying_what_it_says_already_is_no_conflict_and_no_revision(actions):
    actions.make([draft()], today=TODAY)
    done = actions.change(1, Change(status="done"), revision=1)
    assert actions.change(1, Change(status="done"), revision=1) == done
    assert len(actions.history(1)) == 2


def test_making_can_be_taken_back_at_once(actions):
    (first,) = actions.make([draft("C1", "fell")], today=TODAY).actions
    made = actions.make([draft("C1", "lost"), draft("C2")], today=TODAY)
    actions.undo(made)
    (left,) = actions.find()
    assert (left.id, left.reasons, left.revision) == (1, first.reasons, 3)
    assert [each.status for each in actions.history(2)] == ["open", "undone"]
    assert actions.make([draft("C2")], today=TODAY).actions[0].id == 3


def test_what_somebody_has_worked_on_since_is_not_taken_back(actions):
    made = actions.make([draft("C1"), draft("C2")], today=TODAY)
    done = actions.change(1, Change(status="done"), revision=1)
    with pytest.raises(ActionChangedMeanwhile):
        actions.undo(made)
    assert actions.find() == (done, made.actions[1])
    again = actions.make([draft("C2"), draft("C3")], today=TODAY)
    actions.change(2, Change(remark="x"), revision=1)
    actions.undo(again)
    assert [each.id for each in actions.find("open")] == [2], "of C2 there was nothing to undo"


def test_overdue_is_open_and_past_its_day(actions):
    (action,) = actions.make([draft(due_on=dt.date(2026, 6, 8))], today=TODAY).actions
    assert not action.overdue(dt.date(2026, 6, 8))
    assert action.overdue(dt.date(2026, 6, 9))
    assert not actions.change(1, Change(status="done"), revision=1).overdue(dt.date(2026, 6, 9))


def test_actions_are_found_by_status_number_and_customer_by_due_date(actions):
    due = [dt.date(2026, 6, day) for day in (9, 7, 8)]
    actions.make([draft(f"C{n}", due_on=day) for n, day in enumerate(due)], today=TODAY)
    actions.change(2, Change(status="dismissed"), revision=1)
    assert [each.customer_id for each in actions.find()] == ["C1", "C2", "C0"]
    assert [each.id for each in actions.find("open")] == [3, 1]
    assert [each.id for each in actions.find("open", "dismissed", ids=[1, 2])] == [2, 1]
    assert [each.id for each in actions.find(customers=["C2", "nobody"])] == [3]
    assert actions.find(ids=[]) == ()


def test_closed_actions_may_be_left_to_the_past(store, actions):
    actions.make([draft("C1"), draft("C2"), draft("C3")], today=TODAY)
    actions.change(1, Change(status="done"), revision=1)
    old = dt.datetime.fromisoformat("2026-01-31 23:59")
    with sa.create_engine(f"sqlite:///{store.workspace_path}", poolclass=sa.NullPool).begin() as c:
        c.execute(sa.update(ACTION).values(created_at=old))
    actions.change(2, Change(status="dismissed"), revision=1)
    assert [each.id for each in actions.find()] == [1, 2, 3]
    assert [each.id for each in actions.find(since=dt.date(2026, 2, 1))] == [2, 3]
    assert [each.id for each in actions.find("done", since=dt.date(2026, 1, 31))] == [1]


def test_more_customers_than_a_database_binds_at_once_are_all_found(actions, monkeypatch):
    monkeypatch.setattr(desk, "_BOUND_AT_ONCE", 2)
    names = [f"C{number}" for number in range(5)]
    actions.make([draft(name) for name in names], today=TODAY)
    assert actions.make([draft(name, "lost") for name in names], today=TODAY).merged_count == 5
    assert [each.customer_id for each in actions.find(customers=names)] == names


@pytest.mark.parametrize(
    "wrong", [{"status": "closed"}, {"result": "great"}, {"status": ""}, {"status": "OPEN"}]
)
def test_a_code_nobody_knows_is_refused(actions, wrong):
    actions.make([draft()], today=TODAY)
    with pytest.raises(ActionCodeUnknown, match="Use one of"):
        actions.change(1, Change(**wrong), revision=1)


def test_a_list_with_one_unknown_reason_or_far_too_many_customers_makes_nothing(actions):
    with pytest.raises(ActionCodeUnknown, match="near_threshold"):
        actions.make([draft("C1"), draft("C2", "because")], today=TODAY)
    with pytest.raises(TooManyActions, match="5001 actions at once"):
        actions.make([draft()] * 5_001, today=TODAY)
    with pytest.raises(ActionUnknown, match="no action 7"):
        actions.change(7, Change(status="done"), revision=1)
    assert actions.find() == ()


def test_every_code_has_labels_in_both_languages():
    coded = [column for column in WRITTEN.values() if column.kind == "code"]
    assert len(coded) == 5
    assert all(code.en and code.zh for column in coded for code in column.codes)
