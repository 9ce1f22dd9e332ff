"""Small stores for page tests: a little demo bank, and the smallest upload that works."""

import csv

import pytest

from data.load import Source, load
from data.release import Store
from tests.conftest import run_module

CUSTOMERS, MONTHS = 400, 14
DATES = ("2026-05-31", "2026-06-30")


@pytest.fixture(scope="session")
def little_demo(tmp_path_factory):
    """The demo bank with 400 customers."""
    store = tmp_path_factory.mktemp("little") / "store"
    built = run_module(
        "data.sample", "--customers", CUSTOMERS, "--months", MONTHS, "--store", store
    )
    assert built.returncode == 0, built.stderr
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
