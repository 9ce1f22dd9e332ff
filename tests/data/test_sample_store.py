"""The command that makes the demo bank: what it prints, and what it will not write over."""

from contextlib import closing

import duckdb
import pytest

from data.release import Store, connect
from data.sample import Plan
from data.sample.__main__ import main
from data.sample.write import StoreHoldsBank, StoreHoldsOtherDemo, build

SMALL = Plan(customers=300, months=3, weeks=2)


@pytest.fixture
def store(tmp_path):
    made = Store(tmp_path / "store")
    build(made, SMALL)
    return made


def test_the_release_says_that_it_is_a_demonstration(store):
    with closing(connect(store)) as connection:
        rows = connection.execute("select is_demo, currency from release").fetchall()
        dates = connection.execute("select count(*), max(snapshot_date) from snapshot").fetchall()
    assert rows == [(True, "CNY")]
    assert dates == [(5, SMALL.end)]


def test_progress_goes_from_nothing_to_one(tmp_path):
    shares = []
    build(Store(tmp_path / "other"), SMALL, progress=lambda _, share: shares.append(share))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_the_same_bank_again_changes_nothing(store):
    before = store.current
    assert build(store, SMALL).release_id is None
    assert store.current == before


def test_another_demo_bank_is_never_mixed_into_the_first(store):
    with pytest.raises(StoreHoldsOtherDemo) as refusal:
        build(store, Plan(customers=300, months=3, weeks=2, seed=3))
    assert str(refusal.value) == (
        f"The store {store.folder} holds another demo bank (other size, months or seed). "
        "Choose another folder with --store DIR, or delete that one first."
    )


def test_a_real_bank_is_never_written_over(store, capsys):
    path = store.path(store.current)
    with closing(duckdb.connect(str(path))) as connection:
        connection.execute("update release set is_demo = false")
    store.write_manifest(store.current)
    with pytest.raises(StoreHoldsBank):
        build(store, SMALL)
    status = main(["--store", str(store.folder)])
    assert status == 1
    assert capsys.readouterr().err == (
        f"The store {store.folder} holds a bank's own rows; the demo bank is never written over "
        "them. Choose another folder with --store DIR.\n"
    )


def test_the_command_tells_what_it_made_and_planted(tmp_path, capsys):
    folder = tmp_path / "told"
    status = main(["--store", str(folder), "--customers", "300", "--months", "2", "--weeks", "1"])
    shown = capsys.readouterr()
    assert status == 0
    assert f"Demo bank: release 000001 in {folder}, 300 customers" in shown.out
    assert "leaves B003 with 30,000,000" in shown.out
    assert "\r" not in shown.err
    assert 2 <= len(shown.err.splitlines()) <= 10


def test_a_wrong_number_is_refused_with_its_range(capsys):
    assert main(["--customers", "1"]) == 1
    assert "cannot have customers = 1. Choose 100 to 9000000." in capsys.readouterr().err
