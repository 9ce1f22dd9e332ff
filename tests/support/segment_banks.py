"""Banks for segmentations: with planted groups, and without any but with the same look."""

import datetime as dt

import numpy as np
import pandas as pd

from analytics.copula import calibrated
from analytics.scope import Scope
from analytics.segment_coordinates import code_blocks, coordinates, fitted_features
from analytics.segment_sample import asked, sampled

DAY = dt.date(2025, 12, 31)
SHARES = {
    "demand_share": "dep_demand_mavg",
    "time_share": "dep_time_mavg",
    "wealth_share": "wealth_mavg",
    "other_share": "other_aum_mavg",
}
ASSETS = 1_000_000.0

GROUPS = (
    # share of customers, demand share, loans, transactions, logins
    (0.5, 0.90, 0.0, 2, 1),
    (0.3, 0.10, 0.0, 12, 20),
    (0.2, 0.50, 300_000.0, 40, 5),
)


def grouped_bank(customers, *, seed=3, groups=GROUPS):
    """Rows with columns of the fact, and the group of each customer."""
    chance = np.random.default_rng(seed)
    weights = np.array([group[0] for group in groups])
    group = chance.choice(len(groups), customers, p=weights / weights.sum())
    demand, loans, moves, logins = (
        np.array([each[place] for each in groups])[group] for place in (1, 2, 3, 4)
    )
    demand = np.clip(demand + chance.normal(0, 0.05, customers), 0, 1)
    assets = np.exp(chance.normal(10, 1.2, customers)).round(2)
    frame = pd.DataFrame(
        {
            "customer_id": [f"C{number:06d}" for number in range(customers)],
            "snapshot_date": DAY,
            "aum_mavg": assets,
            "dep_demand_mavg": (assets * demand).round(2),
            "dep_time_mavg": (assets * (1 - demand)).round(2),
            "wealth_mavg": 0.0,
            "other_aum_mavg": 0.0,
            "loan_mavg": (loans * np.exp(chance.normal(0, 0.3, customers))).round(2),
            "txn_cnt_90d": chance.poisson(moves),
            "digital_login_30d": chance.poisson(logins),
            "payroll_in": 0.0,
            "contribution_ttm": (assets * 0.01).round(2),
            "branch_id": [f"B{number % 3}" for number in range(customers)],
        }
    )
    return frame, group


def groupless_bank(engine, *, seed):
    """A bank without groups that has the margins and correlations of a bank's default features.

    Customers are new and independent: a calibrated copula's draw, written back as amounts.
    """
    scope = Scope.of(engine)
    wanted = asked(engine, scope, customer_type="personal")
    sample = sampled(engine, scope, wanted)
    fitted, left_out = fitted_features(sample.values)
    assert left_out == {}
    points = coordinates(fitted, sample.values)
    drawn = calibrated(points, code_blocks(fitted), seed=seed).draw(len(points), seed)
    columns = {
        each.name: _raw(each, drawn[:, place] * each.scale + each.mean)
        for place, each in enumerate(fitted)
    }
    return pd.DataFrame(
        {
            "customer_id": [f"N{number:06d}" for number in range(len(points))],
            "snapshot_date": DAY,
            "aum_mavg": ASSETS,
        }
        | {column: (columns.pop(name) * ASSETS).round(2) for name, column in SHARES.items()}
        | {name: column.round(0 if name.endswith("d") else 2) for name, column in columns.items()}
    )


def _raw(feature, moved):
    return np.sign(moved) * np.expm1(np.abs(moved)) if feature.transform == "log" else moved
