"""Where did the money go? Every customer's change lands in one bucket, and they close exactly.

Opening plus all buckets is closing, to the cent. Source: domain model 3.8; volume and price:
the usual two-factor decomposition, which adds up exactly.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from analytics.engine import Engine
from analytics.flows import BY_TIER, CAME, LEFT, UNKNOWN, Counting, flows
from analytics.scope import Scope
from data.contract import MEASURES

BUCKETS = (
    "new",
    "reactivated",
    "transferred_in",
    "up",
    "growth",
    "flat",
    "decline",
    "down",
    "transferred_out",
    "lost",
)
OF_STATE = {
    "new": "new",
    "back": "reactivated",
    "in": "transferred_in",
    "out": "transferred_out",
    "closed": "lost",
    "invalid": "lost",
}
BALANCE = "aum_mavg"


def value_bridge(engine: Engine, scope: Scope, *, counting: Counting = BY_TIER) -> pd.DataFrame:
    """What did each kind of move add to the amount or take from it?

    Returns:
        bucket, customer_count, change (after less before, a missing side is 0). First row
        `opening` and last row `closing` with the amount itself; between them new, reactivated,
        transferred_in, up, growth, flat, decline (same level), down, transferred_out, lost.
        A bucket may have the "wrong" sign: who rose and earns less, a loss-maker who left.

    Raises:
        NoEarlierDate, EmptyScope, NotProvided, UnknownScheme, UnknownMeasure.
    """
    return bridge_of(flows(engine, scope, counting))


def bridge_of(found: pd.DataFrame) -> pd.DataFrame:
    """Return the bridge of one pair's flows."""
    moved = found["value_after"] - found["value_before"]
    stay = found["state"] == "stay"
    known = (found["from_level"] != UNKNOWN) & (found["to_level"] != UNKNOWN)
    up = stay & known & (found["to_rank"] > found["from_rank"])
    down = stay & known & (found["to_rank"] < found["from_rank"])
    same = stay & ~up & ~down
    count = found["customer_count"]
    grown, fallen = found["growth_count"].where(same, 0), found["decline_count"].where(same, 0)
    parts = {
        name: (int(count[chosen].sum()), float(moved[chosen].sum()))
        for name, chosen in (("up", up), ("down", down))
    }
    for bucket in dict.fromkeys(OF_STATE.values()):
        chosen = found["state"].map(OF_STATE) == bucket
        parts[bucket] = (int(count[chosen].sum()), float(moved[chosen].sum()))
    parts["growth"] = (int(grown.sum()), float(found["growth"].where(same, 0.0).sum()))
    parts["decline"] = (int(fallen.sum()), float(found["decline"].where(same, 0.0).sum()))
    parts["flat"] = (int(count[same].sum() - grown.sum() - fallen.sum()), 0.0)
    rows = [("opening", *_total(found, "value_before", CAME))]
    rows += [(bucket, *parts[bucket]) for bucket in BUCKETS]
    rows.append(("closing", *_total(found, "value_after", LEFT)))
    return pd.DataFrame(rows, columns=["bucket", "customer_count", "change"])


def bridge_mix(engine: Engine, scope: Scope, *, counting: Counting = BY_TIER) -> pd.DataFrame:
    """Did the amount change because of more customers, richer levels, or more per customer?

    With n customers and the mean m per level, N and M in all: size (N₁−N₀)·M₀; mix
    N₁·Σ(w₁−w₀)·m₀, w a level's share of customers; rate Σ n₁·(m₁−m₀). For contribution also
    against assets: volume (B₁−B₀)·m₀ and price (m₁−m₀)·B₁, m contribution per yuan of assets.

    Returns:
        part (size, mix, rate; for contribution also volume, price), change. Size, mix and rate add
        up to closing − opening; so do volume and price.
    """
    found = flows(engine, scope, counting)
    keys = ["customer_type", "level"]
    before = _by_level(found, "from_level", "value_before", CAME)
    after = _by_level(found, "to_level", "value_after", LEFT)
    both = before.merge(after, on=keys, how="outer", suffixes=("_0", "_1")).fillna(0.0)
    rows = list(mix_parts(both).items())
    if MEASURES[counting.measure].nature == "flow":
        assets = value_bridge(engine, scope, counting=replace(counting, measure=BALANCE))["change"]
        money = bridge_of(found)["change"]
        ends = (assets.iloc[0], assets.iloc[-1], money.iloc[0], money.iloc[-1])
        rows += zip(("volume", "price"), volume_and_price(*ends), strict=True)
    return pd.DataFrame(rows, columns=["part", "change"])


def mix_parts(both: pd.DataFrame) -> dict[str, float]:
    """Split a change by levels with n_0, n_1 customers and value_0, value_1: size, mix, rate.

    A level nobody was in before is valued at its mean afterwards, so that it is all mix.
    """
    n0, n1 = both["n_0"].to_numpy(float), both["n_1"].to_numpy(float)
    v0, v1 = both["value_0"].to_numpy(float), both["value_1"].to_numpy(float)
    before, after = float(n0.sum()), float(n1.sum())
    mean1 = pd.Series(v1 / pd.Series(n1).where(n1 > 0)).fillna(0.0)
    mean0 = pd.Series(v0 / pd.Series(n0).where(n0 > 0)).fillna(mean1)
    rate = float((n1 * (mean1 - mean0)).sum())
    size = (after - before) * (float(v0.sum()) / before) if before else float((n1 * mean0).sum())
    mix = float(v1.sum() - v0.sum()) - size - rate
    return {"size": size, "mix": mix, "rate": rate}


def volume_and_price(
    balance_before: float, balance_after: float, value_before: float, value_after: float
) -> tuple[float, float]:
    """Split a change into that of the balance and that of what a balance brings; exact sum.

    Without a balance before, all of it is volume.
    """
    if not balance_before:
        return value_after - value_before, 0.0
    volume = (balance_after - balance_before) * value_before / balance_before
    return volume, value_after - value_before - volume


def _total(found: pd.DataFrame, column: str, absent: tuple[str, ...]) -> tuple[int, float]:
    there = ~found["state"].isin(absent)
    return int(found.loc[there, "customer_count"].sum()), float(found.loc[there, column].sum())


def _by_level(
    found: pd.DataFrame, level: str, amount: str, absent: tuple[str, ...]
) -> pd.DataFrame:
    there = found[~found["state"].isin(absent)]
    sums = there.groupby(["customer_type", level], as_index=False).agg(
        n=("customer_count", "sum"), value=(amount, "sum")
    )
    return sums.rename(columns={level: "level"})
