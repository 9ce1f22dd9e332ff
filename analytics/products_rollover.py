"""Of short-term products that fell due, how much was bought again?

Source: domain model row 45 (seven-day wealth products).
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from analytics.engine import Engine
from analytics.products_held import NAMES, catalogue
from analytics.rates import ratio, wilson
from analytics.scope import Scope

DAYS = 7
GRACE = 3
"""Days before or after the due day within which buying again is rolling over."""

OUTCOMES = ("rolled", "moved", "left")


def short_term_rollover(engine: Engine, scope: Scope, *, days: int = DAYS) -> pd.DataFrame:
    """Of short-term products that fell due between the dates, how much was bought again?

    What fell due up to three days before `at` may still be bought again and is left out.

    Args:
        days: the longest term, from opening to maturity.

    Returns:
        product_id, name_en, name_zh, line, matured_count, rolled_count (the same product opened
        again within three days), rolled_share with _low and _high, moved_count (another deposit,
        wealth or fund product instead), left_count, matured_amount, rolled_amount, moved_amount,
        left_amount, rolled_amount_share, until (the last due day looked at). Of customers in scope
        at `before`.

    Raises:
        NoEarlierDate, TableNotProvided.
    """
    products = catalogue(engine, scope).set_index("product_id")
    pair = scope.pair
    until = pair.at - dt.timedelta(days=GRACE)
    found = engine.ask("products/rollover", pair, days=days, grace=GRACE, until=until)
    wide = found.pivot_table(
        index="product_id", columns="outcome", values=["matured_count", "amount"], aggfunc="sum"
    )
    frame = pd.DataFrame(index=wide.index)
    for outcome in OUTCOMES:
        for what, name in (("matured_count", "count"), ("amount", "amount")):
            known = (what, outcome) in wide.columns
            frame[f"{outcome}_{name}"] = wide[what, outcome].fillna(0) if known else 0.0
    counts = [f"{outcome}_count" for outcome in OUTCOMES]
    frame[counts] = frame[counts].astype(np.int64)
    frame["matured_count"] = frame[counts].sum(axis=1)
    frame["matured_amount"] = frame[[f"{outcome}_amount" for outcome in OUTCOMES]].sum(axis=1)
    n = frame["matured_count"]
    frame["rolled_share"] = ratio(frame["rolled_count"], n)
    frame["rolled_share_low"], frame["rolled_share_high"] = wilson(frame["rolled_count"], n)
    frame["rolled_amount_share"] = ratio(frame["rolled_amount"], frame["matured_amount"])
    frame = frame.join(products[list(NAMES[1:])]).reset_index()
    order = [*NAMES, "matured_count", "rolled_count", "rolled_share", "rolled_share_low"]
    order += ["rolled_share_high", "moved_count", "left_count", "matured_amount", "rolled_amount"]
    order += ["moved_amount", "left_amount", "rolled_amount_share"]
    return frame[order].assign(until=until)
