"""The real bank's three months as a matrix, against a crosstab of its own files."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.engine import DuckDBEngine
from analytics.migration import migration_matrix
from analytics.scope import Scope
from data import publish
from data.load import Source, load
from data.mapping import Mapping
from data.policy import TierPolicy
from data.release import Store
from data.shipped import TIER_POLICY, Level
from data.workspace import Workspace

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "real"
MAPPING = ROOT / "tests" / "fixtures" / "real_bank_mapping.toml"
DAYS = {
    1: pd.Timestamp("2018-01-31").date(),
    2: pd.Timestamp("2018-02-28").date(),
    3: pd.Timestamp("2018-03-31").date(),
}
CODES = np.array(["mass", "mass_affluent", "affluent", "vip"])
QUANTILES = (0.5, 0.8, 0.95)

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the real bank's files are not here")


def assets(month):
    """Assets per customer straight from the bank's file."""
    rows = pd.read_csv(REAL / f"bank_month_{month}.csv", dtype={"client_id": str})
    parts = ["current_account", "current_account_starter", "savings_account"]
    parts += ["savings_account_starter", "pension_saving", "insurance_21", "insurance_23"]
    total = sum(rows[f"bal_{part}"].fillna(0) for part in parts)
    return pd.Series(total.to_numpy(), index=rows["client_id"].to_numpy())


@pytest.fixture(scope="module")
def lines():
    return np.quantile(assets(1), QUANTILES).round(2)


@pytest.fixture(scope="module")
def real_store(tmp_path_factory):
    store = Store(tmp_path_factory.mktemp("real_migration") / "store")
    files = [REAL / f"bank_month_{month}.csv" for month in DAYS]
    tables = ("customer", "customer_snapshot")
    load(
        store,
        [Source(path=file, table=table) for table in tables for file in files],
        mapping=Mapping.from_toml(MAPPING),
    )
    return store


def saved(store, lines, hold):
    """The release derived under the lines, entered as the bank's policy."""
    levels = tuple(
        Level(
            scheme="TIER",
            customer_type="personal",
            level=number,
            code=code,
            label_en=code,
            label_zh=code,
            metric="aum_mavg",
            lower_bound=None if number == 1 else float(lines[number - 2]),
            hold_months=hold,
        )
        for number, code in enumerate(CODES, start=1)
    )
    policy = TierPolicy(levels=TIER_POLICY).with_levels(levels)
    Workspace(store).save_tier_policy(policy.levels)
    publish.rederive(store)
    return DuckDBEngine(store)


def tiers_by_hand(lines, hold):
    """Each month's tier per customer: up at once, down after `hold` months below the line."""
    frame = pd.DataFrame({month: assets(month) for month in DAYS})
    raw = np.searchsorted(lines, frame.to_numpy(), side="right")
    level = raw.copy()
    below = np.zeros(len(frame), dtype=int)
    for month in (1, 2):
        fallen = raw[:, month] < level[:, month - 1]
        below = np.where(fallen, below + 1, 0)
        drops = fallen & (below >= hold)
        level[:, month] = np.where(fallen & ~drops, level[:, month - 1], raw[:, month])
        below[drops] = 0
    return pd.DataFrame(CODES[level], index=frame.index, columns=list(DAYS))


@pytest.mark.parametrize("hold", [0, 2])
def test_the_matrix_of_any_two_months_is_the_crosstab_of_the_files(real_store, lines, hold):
    engine = saved(real_store, lines, hold)
    tiers = tiers_by_hand(lines, hold)

    for before, at in combinations(DAYS, 2):
        found = migration_matrix(engine, Scope.of(engine, at=DAYS[at], before=DAYS[before]))
        plain = pd.crosstab(tiers[before], tiers[at])
        for was in CODES:
            for now in CODES:
                cell = found[(found["from_level"] == was) & (found["to_level"] == now)]
                assert cell["customer_count"].sum() == plain.loc[was, now], (was, now, hold)
                chosen = (tiers[before] == was) & (tiers[at] == now)
                money = assets(at)[chosen[chosen].index].sum()
                assert cell["value_after"].sum() == pytest.approx(money, abs=0.01)
        assert found["customer_count"].sum() == len(tiers)
    engine.close()
