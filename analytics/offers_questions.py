"""The offers we know, side by side for one amount and term: what the comparison page asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pandas as pd

from analytics import offer_compare
from analytics.engine import Engine
from analytics.market_problems import NothingToCompare
from analytics.offer_checks import offer_findings
from analytics.offers import Offer, Standing
from analytics.offers_book import book_of, standings_at
from analytics.scope import Scope

AMOUNT, TERM = 300_000.0, 36
DEPOSIT = 100_000.0
CAN_WAIT = frozenset({"offer_id", "eligible_occupations", "eligible_grades", "feature_tags"})
"""Columns that change no payment: an offer wrong in one of them can be compared."""


def loan_compare(
    engine: Engine,
    scope: Scope,
    *,
    amount: float = AMOUNT,
    term_months: int = TERM,
    offers: Sequence[Offer] | None = None,
) -> pd.DataFrame:
    """What does each loan offer cost for an amount and term, by each way of repaying?

    Args:
        amount: borrowed, in the currency.
        term_months: whole months.
        offers: an offer book; None: that of the release.

    Returns:
        As `offer_compare.loan_compare`: offer, repay_mode, monthly_first, monthly_last,
        total_interest, apr, ear, headline_rate, headline_rank, true_rank, ranks_differ, limit,
        mode_assumed, is_floor; then competitor, product_name, is_ours and standing. Offers that do
        not count at `at` come last and have no rank; those with something wrong are left out.

    Raises:
        NothingToCompare, AmountOutOfRange, TermOutOfRange.
    """
    known = _comparable(engine, scope, offers, "loan")
    return _both(known, lambda part: offer_compare.loan_compare(part, amount, term_months))


def deposit_compare(
    engine: Engine,
    scope: Scope,
    *,
    amount: float = DEPOSIT,
    term_months: int | None = None,
    offers: Sequence[Offer] | None = None,
) -> pd.DataFrame:
    """What does each savings offer bring a year?

    Args:
        amount: deposited, in the currency.
        term_months: only deposits of this term; None for all.
        offers: an offer book; None: that of the release.

    Returns:
        As `offer_compare.deposit_compare`: offer, term_months, headline_rate, interest, ear,
        headline_rank, true_rank, ranks_differ, limit, is_floor; then competitor, product_name,
        is_ours and standing. Offers that do not count at `at` come last and have no rank.

    Raises:
        NothingToCompare, AmountOutOfRange, TermOutOfRange.
    """
    known = _comparable(engine, scope, offers, "deposit")
    if term_months is not None:
        known = [
            (offer, standing)
            for offer, standing in known
            if offer.term_months in {None, term_months}
        ]
    return _both(known, lambda part: offer_compare.deposit_compare(part, amount, term_months))


Known = list[tuple[Offer, Standing]]


def _comparable(engine: Engine, scope: Scope, offers: Sequence[Offer] | None, kind: str) -> Known:
    """Offers of a kind in which nothing is wrong, and how they stand."""
    book = book_of(engine, scope, offers)
    wrong = {finding.row for finding in offer_findings(book) if finding.column not in CAN_WAIT}
    told = enumerate(zip(book, standings_at(engine, scope, book), strict=True), start=1)
    known = [pair for row, pair in told if pair[0].kind == kind and row not in wrong]
    if not known:
        raise NothingToCompare
    return known


def _both(known: Known, compared: Callable[[list[Offer]], pd.DataFrame]) -> pd.DataFrame:
    """Those that count, ranked among themselves, then the others without ranks."""
    frames = []
    for counts in (True, False):
        part = [(offer, standing) for offer, standing in known if (standing == "current") is counts]
        if not part:
            continue
        # The place stands for the id while the frame is made: versions of an offer share one.
        numbered = [replace(offer, offer_id=str(place)) for place, (offer, _) in enumerate(part)]
        frame = compared(numbered)
        if not counts:
            frame[["headline_rank", "true_rank"]] = pd.NA
            frame["ranks_differ"] = False
        own = [part[int(place)] for place in frame["offer"]]
        frame["offer"] = [offer.offer_id for offer, _ in own]
        for name in ("competitor", "product_name", "is_ours"):
            frame[name] = [getattr(offer, name) for offer, _ in own]
        frame["standing"] = [standing for _, standing in own]
        frames.append(frame)
    whole = pd.concat(frames, ignore_index=True)
    ranks = ["headline_rank", "true_rank"]
    return whole.astype(dict.fromkeys(ranks, "Int64"))
