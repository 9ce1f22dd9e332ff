"""Which loans and deposits of ours an offer could not be set against, and why."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analytics.engine import Engine
from analytics.exposure_prices import HIGHEST
from analytics.offers import Offer
from analytics.offers_book import counting_offers
from analytics.products_held import need_tables
from analytics.scope import Scope

REASONS = ("other_mode", "other_term", "no_rate", "doubtful_rate")


def offer_left_out(
    engine: Engine,
    scope: Scope,
    *,
    offer: str = "",
    kind: str = "loan",
    offers: Sequence[Offer] | None = None,
) -> pd.DataFrame:
    """Which of our loans and deposits could not be compared with an offer, and why?

    Args:
        offer, kind, offers: see `offer_exposure`.

    Returns:
        One row per offer and reason with a holding of its line: offer, reason (other_mode: repaid
        in a way the offer does not have; other_term: outside its terms, or of deposits another
        term; no_rate; doubtful_rate: a rate no bank has, probably a percentage where a fraction
        belongs), holding_count, balance (in the currency).

    Raises:
        OfferUnknown, OfferDoesNotCount, NoOfferCounts, TableNotProvided.
    """
    counting = counting_offers(engine, scope, offers, offer=offer, kind="" if offer else kind)
    need_tables(engine, scope, "product", "holding")
    lines = tuple(dict.fromkeys(str(each.line) for each in counting))
    cells = engine.ask("offers/left_out", scope.single, lines=lines, highest=HIGHEST)
    frames = [_of(each, cells[cells["line"] == each.line]) for each in counting]
    return pd.concat(frames, ignore_index=True)


def _of(offer: Offer, cells: pd.DataFrame) -> pd.DataFrame:
    reasons = [
        _reason(offer, cell.repay_mode, int(cell.term_months), cell.unrated, cell.doubtful)
        for cell in cells.itertuples()
    ]
    left = cells.assign(reason=reasons)
    left = left[left["reason"] != ""]
    sums = left.groupby("reason")[["holding_count", "balance"]].sum(min_count=1)
    known = sums.reindex([reason for reason in REASONS if reason in sums.index])
    frame = known.rename_axis("reason").reset_index()
    frame.insert(0, "offer", offer.offer_id)
    return frame


def _reason(offer: Offer, mode: str, term: int, unrated: object, doubtful: object) -> str:
    if unrated:
        return "no_rate"
    if doubtful:
        return "doubtful_rate"
    if offer.kind == "deposit":
        wanted = (offer.term_months or 0) if offer.line == "deposit_time" else 0
        return "" if term == wanted else "other_term"
    if mode and mode not in offer.modes:
        return "other_mode"
    if term and offer.limit(offer.min_amount or 1.0, term) in {"term_below", "term_above"}:
        return "other_term"
    return ""
