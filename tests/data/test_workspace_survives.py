"""What managers write survives a crash, two writers at one moment, and new releases."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mssql, mysql, postgresql, sqlite
from sqlalchemy.schema import CreateTable

from data.actions import Change
from data.publish import publish
from data.release import Store
from data.workspace import Workspace
from data.workspace_tables import METADATA
from tests.support.deliveries import delivery
from tests.support.written import AT, TODAY, draft

PROJECT = Path(__file__).parents[2]
CUSTOMER_COUNT = 300
CODES = {"form", "kind", "page", "release", "result", "role", "status"}
CUSTOMERS = """
customer_id customer_type branch_id
C1 personal B1
C2 personal B1
"""
MAY = """
customer_id snapshot_date status aum_mavg
C1 2026-05-31 open 500000
C2 2026-05-31 open 100
"""
JUNE = MAY.replace("05-31", "06-30")

KILLED = """
import os, signal, sys
import sqlalchemy as sa
from data.release import Store
from data.workspace import Workspace
from tests.support.written import AT, TODAY, draft

folder, count = sys.argv[1], int(sys.argv[2])
workspace = Workspace(Store(folder))
writes = {
    "actions": lambda: workspace.actions.make(
        [draft(f"C{number}", "lost") for number in range(count)], today=TODAY
    ),
    "notes": lambda: workspace.notes.edit(1, "half", revision=1),
    "views": lambda: workspace.views.save("Mine", "products", "half", replace=True),
    "alerts": lambda: workspace.alerts.save("Half", "{}", "half"),
    "reviews": lambda: workspace.reviews.close(
        held_on=TODAY, at=AT, release="000002", findings=["half"]
    ),
}

def killing(moment):
    def kill(connection, cursor, statement, *rest):
        if statement.startswith("INSERT"):
            os.kill(os.getpid(), signal.SIGKILL)

    # With five pages of memory the rows reach the file long before they are committed.
    sa.event.listen(sa.Engine, "connect", lambda raw, _: raw.execute("pragma cache_size = 5"))
    sa.event.listen(sa.Engine, moment, kill)

for moment in ("before_cursor_execute", "after_cursor_execute"):
    for name, write in writes.items():
        child = os.fork()
        if child == 0:
            killing(moment)
            write()
            os._exit(1)
        _, status = os.waitpid(child, 0)
        journal = os.path.exists(os.path.join(folder, "workspace.sqlite-journal"))
        print(name, moment, os.WIFSIGNALED(status) and os.WTERMSIG(status), journal, flush=True)
        sys.stdin.readline()
"""

WRITER = """
import json, sys
from data.actions import Change
from data.problems import Problem
from data.release import Store
from data.workspace import Workspace
from tests.support.written import TODAY, draft

folder, author, reason, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
actions = Workspace(Store(folder), author=author).actions

def together():
    print("ready", flush=True)
    sys.stdin.readline()

together()
made = actions.make([draft(f"C{number}", reason) for number in range(count)], today=TODAY)
together()
(read,) = actions.find(ids=[1])
together()
try:
    actions.change(1, Change(remark=f"typed by {author}"), revision=read.revision)
    told = None
except Problem as problem:
    told = {"code": problem.code, "author": problem.facts["author"],
            "newest": problem.newest.remark}
print(json.dumps({"new": made.new_count, "merged": made.merged_count, "told": told}))
"""


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def started(script, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def written(store):
    workspace = Workspace(store)
    return (
        workspace.actions.find(),
        workspace.notes.find(),
        workspace.views.newest(),
        workspace.alerts.newest(),
        workspace.reviews.all(),
    )


@pytest.fixture
def kept(store):
    """A workspace with one of each, and what it says."""
    workspace = Workspace(store)
    workspace.actions.make([draft("C1", "fell")], today=TODAY)
    workspace.notes.add("customer:C1", "whole", at=AT)
    workspace.views.set_default(workspace.views.save("Mine", "products", "branch=B1"))
    workspace.alerts.save("Large", "{}", "whole")
    workspace.reviews.close(held_on=AT, at=AT, release="000001", findings=["whole"])
    return written(store)


def test_a_process_killed_in_the_middle_of_any_write_leaves_what_was_there(store, kept):
    process = started(KILLED, store.folder, CUSTOMER_COUNT)
    seen = []
    for line in iter(process.stdout.readline, ""):
        name, moment, killed_by, journal = line.split()
        assert int(killed_by) == signal.SIGKILL
        seen.append((name, moment, journal))
        assert written(store) == kept, line
        process.stdin.write("\n")
        process.stdin.flush()
    process.stdin.close()
    assert process.wait() == 0, process.stderr.read()
    process.stdout.close()
    process.stderr.close()
    assert len(seen) == 10
    assert ("actions", "after_cursor_execute", "True") in seen, "rows were in the file already"
    made = Workspace(store).actions.make(
        [draft(f"C{number}", "lost") for number in range(CUSTOMER_COUNT)], today=TODAY
    )
    assert (made.new_count, made.merged_count) == (CUSTOMER_COUNT - 1, 1)


def test_two_processes_make_one_action_per_customer_and_one_of_two_edits_is_told(store):
    writers = [
        started(WRITER, store.folder, author, reason, 40)
        for author, reason in (("li", "fell"), ("wang", "maturing"))
    ]
    for _ in range(3):
        assert [writer.stdout.readline() for writer in writers] == ["ready\n", "ready\n"]
        for writer in writers:
            writer.stdin.write("\n")
            writer.stdin.flush()
    ended = [writer.communicate() for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0], ended
    answers = [json.loads(out) for out, _ in ended]
    assert sum(each["new"] for each in answers) == 40
    assert sum(each["merged"] for each in answers) == 40

    actions = Workspace(store).actions.find("open")
    assert sorted(each.customer_id for each in actions) == sorted(f"C{n}" for n in range(40))
    assert sorted(each.id for each in actions) == list(range(1, 41))
    assert {frozenset(r.code for r in each.reasons) for each in actions} == {
        frozenset({"fell", "maturing"})
    }
    (told,) = (each["told"] for each in answers if each["told"])
    (kept,) = Workspace(store).actions.find(ids=[1])
    assert kept.remark == f"typed by {kept.author}"
    assert told == {"code": "E_ACTION_CHANGED", "author": kept.author, "newest": kept.remark}
    assert kept.revision == 3


def test_new_releases_and_going_back_change_nothing_that_was_written(store, tmp_path, kept):
    publish(store, delivery(tmp_path / "a", {"customer": CUSTOMERS, "customer_snapshot": MAY}))
    publish(store, delivery(tmp_path / "b", {"customer_snapshot": JUNE}))
    assert store.current == "000002"
    assert written(store) == kept
    store.roll_back()
    assert written(store) == kept
    done = Workspace(store).actions.change(1, Change(status="done"), revision=1)
    assert (done.release, done.baseline) == (kept[0][0].release, kept[0][0].baseline)


@pytest.mark.parametrize("dialect", [sqlite, postgresql, mysql, mssql])
def test_every_table_can_be_made_in_the_databases_a_bank_has(dialect):
    for table in METADATA.sorted_tables:
        assert str(CreateTable(table).compile(dialect=dialect.dialect()))
        for column in table.columns:
            kind = column.type.compile(dialect=dialect.dialect())
            if dialect is mssql and kind.startswith("VARCHAR"):
                assert column.name in CODES, "only codes may lose Chinese"
            if isinstance(column.type, sa.Float):
                assert kind.startswith("DOUBLE"), "money needs more than seven digits"
        for constraint in table.constraints:
            if isinstance(constraint, sa.UniqueConstraint):
                width = sum(4 * (getattr(each.type, "length", 1) or 1) for each in constraint)
                assert width <= 3_072, "the longest key MySQL has"
