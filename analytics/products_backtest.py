"""Would the proposals of an earlier date have named what customers opened afterwards?

Both ways name three products a customer did not hold, that were on sale to him and, for an
investment, suited him then: the rules (filled up with what is popular) and popularity alone. A hit
is a customer with at least one of them among those he newly holds at the later date. Only who newly
holds something that could have been named counts. Source: domain model 3.13; paired difference of
shares: McNemar (1947).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.concentration import Counts, Floats
from analytics.engine import Engine
from analytics.products_held import Flags, Held, eligible, held, members, streamed, types_in
from analytics.products_rules import INVESTMENTS, rules
from analytics.rates import Z, ratio, wilson
from analytics.scope import Scope

NAMED = 3
FEWEST = 10
"""Customers who opened something, below which nothing is concluded."""


def backtest(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return how often three proposals fitted at `before` named what was opened until `at`.

    Columns: see `next_best_backtest`.

    Raises:
        NoEarlierDate, TableNotProvided, EmptyScope.
    """
    pair = scope.pair
    before: dt.date = pair.before  # type: ignore[assignment]
    past = replace(scope.single, at=before, before=None)
    owned, found = held(engine, past), rules(engine, past)
    ids = tuple(owned.products["product_id"])
    opened = streamed(engine, "products/openings", pair, products=ids)
    rows = []
    for kind in types_in(owned.counts):
        people = opened[opened["customer_type"] == kind]
        usable = found[(found["customer_type"] == kind) & ~found["blocked"]]
        rows.append({"customer_type": kind} | _hits(owned.of_type(kind), people, usable, kind))
    return _judged(pd.DataFrame(rows)).assign(fitted_on=before, checked_on=scope.at)


def _hits(owned: Held, people: pd.DataFrame, usable: pd.DataFrame, kind: str) -> dict[str, int]:
    products, count = owned.products, people["customer_count"].to_numpy(np.int64)
    was, now = (members(people[name], len(products)) for name in ("mask", "mask_after"))
    may = allowed(products, kind, people["tolerance"].to_numpy(np.int64)) & ~was
    new = now & ~was & may
    share = owned.counts["customer_count"].to_numpy(np.float64) @ owned.holds
    popular = share / max(float(owned.counts["customer_count"].sum()), 1.0)
    by_rules = _hit(_strength(products, was, usable, popular), may, new)
    by_popularity = _hit(np.broadcast_to(popular, was.shape), may, new)
    return {
        "opened_count": int(count[new.any(axis=1)].sum()),
        "hit_count": int(count[by_rules].sum()),
        "popular_count": int(count[by_popularity].sum()),
        "only_rules": int(count[by_rules & ~by_popularity].sum()),
        "only_popular": int(count[by_popularity & ~by_rules].sum()),
    }


def allowed(products: pd.DataFrame, kind: str, tolerance: Counts) -> Flags:
    """Return customers × products: on sale to the type and, for an investment, suitable."""
    on_sale = products["on_sale"].to_numpy(bool) & eligible(products, kind)
    invests = products["line"].isin(INVESTMENTS).to_numpy()
    level = products["risk_level"].to_numpy(dtype=np.float64, na_value=np.inf)
    suits = ~invests[None, :] | (level[None, :] <= tolerance[:, None])
    return np.asarray(suits & on_sale[None, :], dtype=np.bool_)


def _strength(products: pd.DataFrame, was: Flags, usable: pd.DataFrame, popular: Floats) -> Floats:
    """Customers × products: the strongest rule above any popularity, else the popularity."""
    place = {name: at for at, name in enumerate(products["product_id"])}
    strength = np.broadcast_to(popular, was.shape).copy()
    weakest_first: list[Mapping[Hashable, Any]] = usable[::-1].to_dict("records")
    for rank, rule in enumerate(weakest_first, start=2):
        holders = was[:, place[rule["product"]]]
        strength[holders, place[rule["other"]]] = rank
    return strength


def _hit(strength: Floats, may: Flags, new: Flags) -> npt.NDArray[np.bool_]:
    """Whether one of the three strongest allowed products was opened."""
    if not len(strength):
        return np.zeros(0, dtype=bool)
    first = np.argsort(-np.where(may, strength, -1.0), axis=1, kind="stable")[:, :NAMED]
    return np.asarray(np.take_along_axis(new, first, axis=1).any(axis=1), dtype=np.bool_)


def _judged(frame: pd.DataFrame) -> pd.DataFrame:
    """Both hit rates with intervals, and the paired difference."""
    n = frame["opened_count"].to_numpy(np.float64)
    only_rules, only_popular = frame.pop("only_rules"), frame.pop("only_popular")
    for name, counted in (("hit", "hit_count"), ("popular", "popular_count")):
        low, high = wilson(frame[counted], n)
        frame[f"{name}_rate"] = ratio(frame[counted], n)
        frame[f"{name}_rate_low"], frame[f"{name}_rate_high"] = low, high
    gain = ratio(only_rules - only_popular, n)
    half = Z * np.sqrt(
        np.maximum(ratio(only_rules + only_popular, n) - gain**2, 0) / np.maximum(n, 1)
    )
    frame["gain"], frame["gain_low"], frame["gain_high"] = gain, gain - half, gain + half
    frame["beats"] = (n >= FEWEST) & (frame["gain_low"] > 0)
    order = ["customer_type", "opened_count"]
    for name in ("hit", "popular"):
        order += [f"{name}_count", f"{name}_rate", f"{name}_rate_low", f"{name}_rate_high"]
    return frame[[*order, "gain", "gain_low", "gain_high", "beats"]]
