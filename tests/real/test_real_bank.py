"""A real bank's three months through the whole house, against twenty lines of pandas."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "real"
MAPPING = ROOT / "tests" / "fixtures" / "real_bank_mapping.toml"
MONTHS = {"2018-01-31": 1, "2018-02-28": 2, "2018-03-31": 3}

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the real bank's files are not here")


def _run(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("real")
    files = [f"{REAL}/bank_month_{month}.csv" for month in (1, 2, 3)]
    sources = [f"{table}={file}" for table in ("customer", "customer_snapshot") for file in files]
    _run("data.load", "--store", str(folder), "--mapping", str(MAPPING), *sources)
    return folder


def contribution_by_hand(month: int) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """The month's estimated contribution, best first, straight from the bank's file."""
    rows = pd.read_csv(REAL / f"bank_month_{month}.csv", dtype={"client_id": str})
    demand = rows.bal_current_account + rows.bal_current_account_starter
    time = rows.bal_savings_account + rows.bal_savings_account_starter
    wealth = rows.bal_pension_saving + rows.bal_insurance_21 + rows.bal_insurance_23
    loan = rows.bal_personal_loan + rows.bal_mortgage_loan
    yearly = demand * 0.015 + time * 0.0065 + wealth * 0.003 + loan * (0.03 - 0.015 * 0.45)
    return np.sort((yearly / 12 - 5).round(6).to_numpy())[::-1]


@pytest.mark.parametrize(("at", "month"), MONTHS.items())
def test_shares_of_the_real_bank_equal_twenty_lines_of_pandas(
    store: Path, at: str, month: int
) -> None:
    answer = json.loads(
        _run(
            "analytics",
            "contribution-summary",
            "--store",
            str(store),
            "--at",
            at,
            "measure=contribution",
            "--format",
            "json",
        )
    )[0]
    value = contribution_by_hand(month)
    shares = np.cumsum(value) / value.sum()
    assert answer["customer_count"] == value.size == 27300
    assert answer["total"] == pytest.approx(value.sum(), abs=0.005)
    for mark in ("01", "05", "10", "20"):
        best = int(np.ceil(int(mark) / 100 * value.size))
        assert answer[f"top{mark}_share"] == pytest.approx(shares[best - 1], abs=1e-9)
    assert answer["customers_for_80_count"] == int(np.argmax(shares >= 0.8)) + 1
    assert answer["peak_share"] == pytest.approx(shares.max(), abs=1e-9)
    assert answer["negative_count"] == int((value < 0).sum())
    assert answer["negative_total"] == pytest.approx(value[value < 0].sum(), abs=0.005)


def test_the_bank_s_quirks_are_in_the_quality_report(store: Path) -> None:
    from data import quality, release  # noqa: PLC0415 - only where the files are

    opened = release.Store(store)
    counts = {result.rule.name: result.count for result in quality.report(opened)}
    assert (counts["impossible_values"], counts["sparse_columns"]) == (15, 6)
    impossible = quality.rows(opened, "impossible_values")
    assert set(impossible["column_name"]) == {"birth_year"}
    assert "1879-05" in set(impossible["value"])
    sparse = quality.rows(opened, "sparse_columns")
    assert set(sparse["source_column"]) == {"customer_education"}
    assert sparse["filled_share"].round(3).unique().tolist() == [0.257]
    overdrawn = quality.rows(opened, "negative_assets", 1000)
    assert len(overdrawn) == counts["negative_assets"] == 499
    assert (overdrawn["dep_demand_mavg"] < 0).all()
