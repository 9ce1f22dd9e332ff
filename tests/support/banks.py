"""Seeded banks for tests, as frames: ties, zeros, losses, closed customers, transfers."""

import datetime as dt

import numpy as np
import pandas as pd

BEFORE, AT = dt.date(2025, 11, 30), dt.date(2025, 12, 31)


def seeded_bank(customers, *, seed=7, dates=(BEFORE, AT)):
    """Rows of a heavy-tailed bank; about one in ten earns exactly −5, one in twenty nothing."""
    chance = np.random.default_rng(seed)
    ids = np.array([f"C{number:06d}" for number in chance.permutation(customers)])
    worth = np.exp(chance.normal(6, 1.8, customers)) - 150
    fixed = chance.random(customers)
    branch = np.array([f"B{number:02d}" for number in chance.integers(1, 6, customers)])
    kind = chance.choice(["personal", "corporate"], customers, p=[0.9, 0.1])
    months = []
    for day in dates:
        worth = worth * np.exp(chance.normal(0.01, 0.15, customers))
        moved = chance.random(customers) < 0.02
        branch = np.where(moved, "B01", branch)
        value = np.where(fixed < 0.1, -5, np.where(fixed < 0.15, 0, worth)).round(6)
        month = pd.DataFrame(
            {
                "customer_id": ids,
                "snapshot_date": day,
                "customer_type": kind,
                "branch_id": branch,
                "status": np.where(chance.random(customers) < 0.03, "closed", "open"),
                "contribution_ttm": value,
                "aum_mavg": np.abs(worth * 100).round(2),
                "tier": np.where(worth > 1000, "vip", np.where(worth > 200, "affluent", "mass")),
            }
        )
        months.append(month[chance.random(customers) > 0.02])
    return pd.concat(months, ignore_index=True)


def ranked(rows, day=AT, measure="contribution_ttm"):
    """Open customers of a date, best first, ties by id: the plain pandas twin of a ranking."""
    chosen = rows[(rows["snapshot_date"] == day) & (rows["status"] == "open")]
    ordered = chosen.sort_values([measure, "customer_id"], ascending=[False, True])
    return ordered.reset_index(drop=True)


def plain_summary(value):
    """The summary of amounts sorted best first, by the formulas of the textbook."""
    n, total = len(value), value.sum()
    cumulative = value.cumsum()
    shares = {
        f"top{mark:02d}_share": cumulative[-(-n * mark // 100) - 1] / total
        for mark in (1, 5, 10, 20)
    }
    needed = int(np.argmax(cumulative >= 0.8 * total)) + 1
    rising = value[::-1]
    place = np.arange(1, n + 1)
    differences = 2 * ((2 * place - n - 1) * rising).sum()
    return shares | {
        "customer_count": n,
        "total": total,
        "customers_for_80_count": needed,
        "customers_for_80_share": needed / n,
        "peak_share": cumulative.max() / total,
        "peak_customer_share": (value > 0).sum() / n,
        "negative_count": int((value < 0).sum()),
        "negative_total": value[value < 0].sum(),
        "gini": differences / (2 * n * total),
        "gini_normalised": differences / (2 * (n - 1) * np.abs(value).sum()),
    }
