"""Small stores for page tests: a little demo bank, and the smallest upload that works."""

import csv
import shutil

import pytest
import streamlit as st

from data.load import Source, load
from data.release import Store
from pages.parts import answers
from tests.conftest import run_module
from tests.support import packs

CUSTOMERS, MONTHS = 400, 14
DATES = ("2026-05-31", "2026-06-30")


@pytest.fixture(autouse=True)
def nothing_stale(request):
    """What was computed of a store goes with it; the little demo bank, read only, stays known."""
    yield
    if "bank" not in request.fixturenames:
        answers.forget()
        st.cache_resource.clear()


@pytest.fixture(scope="session")
def little_demo(tmp_path_factory):
    """The demo bank with 400 customers."""
    store = tmp_path_factory.mktemp("little") / "store"
    built = run_module(
        "data.sample", "--customers", CUSTOMERS, "--months", MONTHS, "--store", store
    )
    assert built.returncode == 0, built.stderr
    return store


@pytest.fixture(scope="session")
def pack_bank(little_demo, tmp_path_factory):
    """A copy of the demo bank for packs: making one is recorded in its workspace."""
    store = tmp_path_factory.mktemp("pack") / "store"
    shutil.copytree(little_demo, store)
    return store


@pytest.fixture(scope="session")
def whole_packs(pack_bank, tmp_path_factory):
    """The whole pack, put together once per language: (language, ending) -> file."""
    return packs.written_to(tmp_path_factory.mktemp("packs"), pack_bank)


@pytest.fixture
def bank(little_demo, monkeypatch):
    """The little demo bank as the one shown. Read only."""
    monkeypatch.setenv("TIERVIEW_STORE", str(little_demo))


@pytest.fixture
def own_bank(little_demo, tmp_path, monkeypatch):
    """A copy to write into as the bank shown."""
    store = Store(tmp_path / "bank")
    shutil.copytree(little_demo, store.folder)
    monkeypatch.setenv("TIERVIEW_STORE", str(store.folder))
    return store


def _written(path, header, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


@pytest.fixture(scope="session")
def smallest_upload(tmp_path_factory):
    """Three customer and five snapshot columns, two dates, thirty customers."""
    folder = tmp_path_factory.mktemp("smallest")
    ids = [f"C{number:03}" for number in range(30)]
    customers = _written(
        folder / "customer.csv",
        ("customer_id", "customer_type", "branch_id"),
        [(name, "personal", f"B{place % 3}") for place, name in enumerate(ids)],
    )
    balances = _written(
        folder / "balances.csv",
        ("customer_id", "snapshot_date", "status", "aum_mavg", "aum_eop"),
        [
            (name, day, "open", 1000 * 2 ** (place % 12) + month, 1000 * 2 ** (place % 12))
            for month, day in enumerate(DATES)
            for place, name in enumerate(ids)
        ],
    )
    store = folder / "store"
    load(
        Store(store),
        [
            Source(path=customers, table="customer"),
            Source(path=balances, table="customer_snapshot"),
        ],
    )
    return store
