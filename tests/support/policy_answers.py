"""A finished replay of eight customers, written down by hand, for words and tables."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd

from analytics.policy import Replay
from analytics.policy_draft import Draft
from analytics.policy_movers import Movers
from data.policy import TierPolicy

AT = dt.date(2026, 10, 31)
TIERS = ("mass", "mass_affluent", "affluent", "vip")
CURRENT = Draft.of(TierPolicy(), "personal", AT)
DRAFT = CURRENT.with_lines((50_000.0, 500_000.0, 1_000_000.0))
CELLS = [
    ("mass", "mass", 3, 60.0, 6.0),
    ("mass_affluent", "mass_affluent", 2, 160.0, 8.0),
    ("affluent", "mass_affluent", 2, 700.0, 10.0),
    ("vip", "vip", 1, 2_000.0, 16.0),
]
"""Of thousands: 8 customers, 2 of whom fall from affluent to mass affluent."""


def effect(cells=None):
    names = ["current_level", "draft_level", "customer_count", "value", "contribution"]
    rows = pd.DataFrame(cells or CELLS, columns=names)
    return rows.assign(customer_type="personal")


def sizes(cells=None):
    frame, rows = effect(cells), []
    for level in (*TIERS, "unknown"):
        row = {"customer_type": "personal", "level": level, "mid_high": level in TIERS[1:]}
        for policy in ("current", "draft"):
            part = frame[frame[f"{policy}_level"] == level]
            row |= {
                f"{policy}_count": int(part["customer_count"].sum()),
                f"{policy}_value": float(part["value"].sum()),
                f"{policy}_contribution": float(part["contribution"].sum()),
            }
        rows.append(row | {"change": row["draft_count"] - row["current_count"]})
    found = pd.DataFrame(rows)
    return found[(found["level"] != "unknown") | (found["current_count"] > 0)]


def coverage(share_now=0.85, share_then=0.85, count_then=5):
    return pd.DataFrame(
        {
            "policy": ["current", "draft"],
            "customer_count": [5, count_then],
            "contribution": [34.0, 34.0],
            "contribution_share": [share_now, share_then],
        }
    )


def stability(now=0.2, then=0.15):
    whole = {
        "customer_count": 8, "observed_count": 8, "flapping_count": 2, "move_count": 5,
        "customer_years": 16.0, "moves_per_customer_year": 0.3125, "protection_months": 9,
        "protected_count": 1, "watch_count": 1,
    }  # fmt: skip
    rows = [("current", now), ("draft", then)]
    return pd.DataFrame([whole | {"policy": name, "flapping_rate": rate} for name, rate in rows])


def managers():
    """Two managers, the first with room for two, the second unknown; and nobody's customers."""
    return pd.DataFrame(
        {
            "manager_id": pd.Series(["M1", "M2", None], dtype=object),
            "label": pd.Series(["One", None, None], dtype=object),
            "branch_id": pd.Series(["B1", "B1", None], dtype=object),
            "capacity": [2.0, np.nan, np.nan],
            "customer_count": [4, 3, 1],
            "current_count": [3, 1, 1],
            "draft_count": [4, 2, 0],
            "change": [1, 1, -1],
        }
    )


def decomposition():
    names = ["part", "customer_count", "up_count", "down_count", "back_count"]
    rows = [
        ("real", 2, 1, 1, 0),
        ("policy", 1, 0, 1, 0),
        ("both", 1, 0, 0, 1),
        ("total", 7, 1, 2, 1),
    ]
    return pd.DataFrame(rows, columns=names)


def migration():
    rows = [
        ("current", "mass", "mass", 3), ("current", "mass", "affluent", 1),
        ("current", "vip", "mass", 1), ("current", "entered", "mass", 2),
        ("current", "mass", "left", 1), ("current", "unknown", "mass", 1),
        ("draft", "mass", "mass", 4), ("draft", "vip", "mass", 1), ("draft", "entered", "mass", 2),
        ("draft", "mass", "left", 1), ("draft", "unknown", "mass", 1),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["policy", "from_level", "to_level", "customer_count"])


def movers(cells=None):
    """Those off the diagonal of the effect, one place each."""
    place = {tier: number for number, tier in enumerate(TIERS)} | {"unknown": -1}
    pairs = [
        (place[was], place[now])
        for was, now, count, *_ in cells or CELLS
        for _ in range(count)
        if was != now
    ]
    was, now = (np.array([pair[side] for pair in pairs], dtype=np.int8) for side in (0, 1))
    return Movers(
        customer_type="personal",
        tiers=TIERS,
        total=len(pairs),
        key=np.arange(len(pairs), dtype=np.int64),
        current=was,
        draft=now,
        metric=np.linspace(900.0, 100.0, len(pairs)),
    )


def finished(cells=None, **changes):
    """The replay, or another one with `changes` of its parts."""
    whole = Replay(
        current=CURRENT,
        draft=DRAFT,
        sizes=sizes(cells),
        coverage=coverage(),
        effect=effect(cells),
        migration=migration(),
        decomposition=decomposition(),
        history=pd.DataFrame(),
        stability=stability(),
        managers=managers(),
        movers=movers(cells),
    )
    return replace(whole, **changes)
