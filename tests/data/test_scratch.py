"""Rows on their way into a release: in the store, owner only, gone after a crash too."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from data.load import LoadOptions, Source, load
from data.release import Store
from data.scratch import scratch
from tests.support.files import BALANCES, CUSTOMERS, written

KILLED = """
import os, sys
from data.load import Source, load
from data.release import Store
from pathlib import Path

def stop(stage, share):
    if stage == "publish":
        os._exit(9)

sources = [Source(table=name, path=Path(file)) for name, file in
           zip(("customer", "customer_snapshot"), sys.argv[2:])]
load(Store(sys.argv[1]), sources, progress=stop)
"""


@pytest.fixture
def sources(tmp_path):
    return [
        Source(table="customer", path=written(tmp_path, "customers.csv", CUSTOMERS)),
        Source(table="customer_snapshot", path=written(tmp_path, "may.csv", BALANCES)),
    ]


def left_in(store):
    return sorted(path.name for path in (store.folder / "scratch").iterdir())


def test_rows_of_a_killed_load_go_with_the_next_load(tmp_path, sources):
    store = Store(tmp_path / "store")
    temporary = Path(tempfile.gettempdir())
    before = set(temporary.glob("tierview-*"))
    done = subprocess.run(
        [sys.executable, "-c", KILLED, store.folder, *(source.path for source in sources)],
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert done.returncode == 9
    assert set(temporary.glob("tierview-*")) == before
    assert len(left_in(store)) == 2
    load(store, sources)
    assert left_in(store) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps owners elsewhere")
def test_only_the_owner_may_look(tmp_path):
    with scratch(Store(tmp_path / "store")) as folder:
        assert folder.stat().st_mode & 0o777 == 0o700


def test_a_load_that_lives_keeps_its_rows(tmp_path, sources):
    store = Store(tmp_path / "store")
    with scratch(store) as folder:
        load(store, sources)
        assert folder.is_dir()
    assert left_in(store) == []


def test_a_check_leaves_nothing(tmp_path, sources):
    store = Store(tmp_path / "store")
    load(store, sources, options=LoadOptions(check_only=True))
    assert left_in(store) == []
