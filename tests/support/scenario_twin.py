"""Scenarios in plain Python: cells by pandas, a year month by month, levers in every order."""

from itertools import pairwise, permutations

import numpy as np
import pandas as pd

from tests.support.movers import TIERS, twin_moves


def cells(rows, at):
    """Open customers by type and tier: count and contribution."""
    now = rows[(rows["snapshot_date"] == at) & (rows["status"] == "open")]
    return now.groupby(["customer_type", "tier"])["contribution_ttm"].agg(["count", "sum"])


def yearly_moves(rows, dates, kind):
    """Opening counts, who went where, who was lost and came, summed over pairs of dates."""
    levels = (*TIERS[kind], "unknown")
    place = {level: number for number, level in enumerate(levels)}
    stayed = np.zeros((len(levels), len(levels)))
    lost, came = np.zeros(len(levels)), np.zeros(len(levels))
    for before, at in pairwise(dates):
        for row in twin_moves(rows, before, at, attrition="valid"):
            if row[0] != kind:
                continue
            if row[3] == "stay":
                stayed[place[row[1]], place[row[2]]] += 1
            elif row[3] in ("closed", "invalid"):
                lost[place[row[1]]] += 1
            elif row[3] in ("new", "back"):
                came[place[row[2]]] += 1
    return stayed, lost, came


def year(count, margin, moves, scenario):
    """Change of a year's contribution by retention and upgrades, one period after the other.

    Customers are counted twice: as they go and come anyway, and with the levers.
    """
    shares, lost, periods = moves.shares, moves.lost, moves.periods
    plan = shares.copy()
    k = len(count)
    for level in range(k):
        if margin[level] > 0:
            plan[level, level] += scenario.retention * lost[level]
        if level < k - 1:
            rising = plan[level, level + 1 : k - 1].sum()
            more = min(rising * scenario.upgrade, plan[level, level])
            if rising > 0:
                plan[level, level + 1 : k - 1] *= 1 + more / rising
                plan[level, level] -= more
    drift, planned = count.astype(float), count.astype(float)
    change = 0.0
    for _ in range(periods):
        later = drift @ shares + moves.entered
        planned_later = planned @ plan + moves.entered
        apart = ((planned - drift) + (planned_later - later)) / 2
        change += float(apart @ margin) / periods
        drift, planned = later, planned_later
    return change


def in_every_order(value, scenario):
    """Each active lever's mean addition over all orders; value: scenario -> number."""
    active = scenario.active
    parts = dict.fromkeys(active, 0.0)
    orders = list(permutations(active))
    for order in orders:
        pulled, before = [], value(scenario.only(()))
        for lever in order:
            pulled.append(lever)
            now = value(scenario.only(pulled))
            parts[lever] += (now - before) / len(orders)
            before = now
    return parts


def quartile_gaps(rows, at, measure, fewest=30):
    """Per open customer what lacks him to the upper quartile of like ones, by pandas."""
    now = rows[(rows["snapshot_date"] == at) & (rows["status"] == "open")].copy()
    now["activity"] = now.get("activity", pd.Series(index=now.index, dtype=object))
    keys = ["customer_type", "tier", "activity"]

    def upper(part):
        return part.quantile(0.75) if len(part) >= fewest else np.nan

    alike = now.dropna(subset=["activity"]).groupby(keys)[measure].transform(upper)
    same_tier = now.groupby(keys[:2])[measure].transform(upper)
    now["upper"] = alike.reindex(now.index).fillna(same_tier)
    now["gap"] = now["upper"] - now[measure]
    return now[now["gap"] > 0]
