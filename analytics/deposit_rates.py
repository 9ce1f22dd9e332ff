"""Our deposit rates beside theirs, term by term. Source: domain model 3.16 and 2.4."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analytics.engine import Engine
from analytics.exposure_prices import HIGHEST
from analytics.offer_compare import deposit_ladder
from analytics.offers import Offer
from analytics.offers_book import against, book_of, parameters_at
from analytics.products_held import given_tables
from analytics.rates import ratio
from analytics.scope import Scope

CEILING = "deposit_rate_ceiling"
LADDER = (
    "term_months", "ours", "ours_paid", "balance", "theirs", "offer", "gap", "suggested_at_most",
    "at_ceiling",
)  # fmt: skip


def deposit_rate_ladder(
    engine: Engine,
    scope: Scope,
    *,
    ceiling: float | None = None,
    offers: Sequence[Offer] | None = None,
) -> pd.DataFrame:
    """How do our deposit rates stand against theirs, term by term?

    Args:
        ceiling: the highest yearly rate that self-discipline allows, a fraction; None: parameter
            deposit_rate_ceiling, of which 0 means that none was entered.
        offers: an offer book; None: that of the release. Only offers that count.

    Returns:
        One row per term of an offer or of deposits we hold, shortest first: term_months, ours (our
        best advertised yearly rate, else what we pay), ours_paid (the mean of what we pay on
        deposits of the term, weighted by balance), balance (of them), theirs (the best advertised),
        offer (whose), gap (theirs less ours), suggested_at_most (their best where it is above ours,
        ours else, never above the ceiling), at_ceiling (the ceiling holds the suggestion down).
    """
    book = book_of(engine, scope, offers)
    reasons = against(engine, scope, book)
    counting = [
        offer
        for offer, reason in zip(book, reasons, strict=True)
        if not reason or (reason == "ours" and offer.kind == "deposit")
    ]
    limit = parameters_at(engine, scope).get(CEILING, 0.0) if ceiling is None else ceiling
    ladder = deposit_ladder(counting, limit or None).set_index("term_months")
    frame = ladder.join(_paid(engine, scope), how="outer").reset_index()
    frame["ours"] = frame["ours"].fillna(frame["ours_paid"])
    wanted = frame[["ours", "theirs"]].astype(float).max(axis=1)
    most = limit or np.inf
    frame["gap"] = frame["theirs"] - frame["ours"]
    frame["suggested_at_most"] = wanted.clip(upper=most)
    frame["at_ceiling"] = wanted > most
    frame["offer"] = frame["offer"].astype(object).where(frame["offer"].notna(), None)
    return frame[list(LADDER)].sort_values("term_months", ignore_index=True)


def _paid(engine: Engine, scope: Scope) -> pd.DataFrame:
    """By term what we pay and on how much; empty where the bank gave no holdings."""
    if not all(given_tables(engine, scope)[name] for name in ("product", "holding")):
        return pd.DataFrame({"ours_paid": [], "balance": []}, index=pd.Index([], dtype="int64"))
    rows = engine.ask("offers/deposit_rates", scope.single, highest=HIGHEST)
    paid = ratio(rows["rate_sum"], rows["rated_balance"])
    frame = pd.DataFrame({"ours_paid": paid, "balance": rows["balance"]})
    return frame.set_axis(rows["term_months"].astype("int64"), axis=0)
