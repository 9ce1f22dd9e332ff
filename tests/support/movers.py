"""Banks whose customers come, go, move branch and tier, pause and turn invalid; and their twin."""

import datetime as dt

import numpy as np
import pandas as pd

TIERS = {
    "personal": ("mass", "mass_affluent", "affluent", "vip"),
    "corporate": ("basic", "growth", "priority", "strategic"),
}
BOUNDS = (50_000, 300_000, 1_000_000)
DATES = (dt.date(2025, 9, 30), dt.date(2025, 10, 31), dt.date(2025, 11, 30), dt.date(2025, 12, 31))


def moving_bank(customers=600, *, seed=3, dates=DATES, branches=4):
    """Rows of a small bank in which everything happens: closures, gaps, transfers, zeros."""
    chance = np.random.default_rng(seed)
    rows = []
    for number in range(customers):
        kind = "personal" if chance.random() < 0.85 else "corporate"
        amount = float(np.exp(chance.normal(10.5, 2.2))) if chance.random() > 0.08 else 0.0
        branch = int(chance.integers(branches))
        opened = int(chance.integers(-6, len(dates)))
        closes = int(chance.integers(1, 25))
        for place, day in enumerate(dates):
            if place < opened or chance.random() < 0.04:
                continue
            if place >= closes:
                if chance.random() < 0.5:
                    rows.append((f"C{number:05d}", day, kind, branch, "closed", 0.0))
                continue
            if chance.random() < 0.06:
                branch = int(chance.integers(branches))
            if chance.random() < 0.7:
                amount = round(amount * float(np.exp(chance.normal(0, 0.5))), 2)
            if chance.random() < 0.05:
                amount = 3.0
            rows.append((f"C{number:05d}", day, kind, branch, "open", amount))
    names = ["customer_id", "snapshot_date", "customer_type", "branch_id", "status", "aum_mavg"]
    frame = pd.DataFrame(rows, columns=names)
    frame["aum_mavg"] = frame["aum_mavg"].round(2)
    frame["branch_id"] = [f"B{number:02d}" for number in frame["branch_id"]]
    frame["manager_id"] = "M" + frame["branch_id"].str[1:]
    place = np.searchsorted(BOUNDS, frame["aum_mavg"], side="right")
    frame["tier"] = [TIERS[k][p] for k, p in zip(frame["customer_type"], place, strict=True)]
    frame["contribution_ttm"] = (frame["aum_mavg"] * 0.01 - 60).round(2)
    return frame


def twin_moves(rows, before, at, *, attrition="closed", branches=None, tiers=None, column="tier"):
    """Every customer counted at one of two dates and what he did, one by one, in plain Python.

    Returns a list of (customer_type, from_level, to_level, state, value before, value after, id).
    """
    chosen = {
        day: rows[rows["snapshot_date"] == day].set_index("customer_id") for day in (before, at)
    }
    known = set(rows.loc[rows["snapshot_date"] <= before, "customer_id"])

    def alive(day, who):
        if who not in chosen[day].index:
            return False
        row = chosen[day].loc[who]
        valid = row["aum_mavg"] >= 100
        return row["status"] == "open" and (attrition == "closed" or valid)

    def is_open(day, who):
        return who in chosen[day].index and chosen[day].loc[who]["status"] == "open"

    def counted(day, who):
        return alive(day, who) and (
            branches is None or chosen[day].loc[who]["branch_id"] in branches
        )

    found = []
    for who in sorted({*chosen[before].index, *chosen[at].index}):
        was, now = counted(before, who), counted(at, who)
        if not (was or now):
            continue
        first = before if is_open(before, who) else at
        if tiers is not None and chosen[first].loc[who]["tier"] not in tiers:
            continue
        if was and now:
            state = "stay"
        elif was:
            state = "out" if alive(at, who) else "invalid" if is_open(at, who) else "closed"
        else:
            state = "in" if alive(before, who) else "back" if who in known else "new"
        sides = [
            (chosen[day].loc[who][column], float(chosen[day].loc[who]["aum_mavg"]))
            if there
            else (None, 0.0)
            for day, there in ((before, was), (at, now))
        ]
        kind = chosen[at if who in chosen[at].index else before].loc[who]["customer_type"]
        found.append((kind, sides[0][0], sides[1][0], state, sides[0][1], sides[1][1], who))
    return found


def flow_keys(found):
    """The key of every row of flows as a twin's move has it: (type, from, to, state)."""
    keys = found[["customer_type", "from_level", "to_level", "state"]]
    return [
        tuple(None if pd.isna(value) else value for value in row)
        for row in keys.itertuples(index=False)
    ]
