"""Which offers count on a day: against customers, in a comparison, and which only wait.

A rival's offer counts when somebody has said when it was seen, it is neither old nor expired, and
nothing in it is wrong or asked about. Source: domain model 2.5, 2.6.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import pandas as pd

from analytics import market_problems as problems
from analytics.engine import Engine
from analytics.offer_checks import offer_findings
from analytics.offers import MAX_AGE_DAYS, Offer, Standing, offer_of
from analytics.scope import Scope, newest_date
from data.policy import PARAMETERS
from data.problems import nearest

Reason = Literal["", "expired", "unconfirmed", "later", "stale", "doubtful", "wrong", "ours",
                  "no_line", "no_term", "other_line"]  # fmt: skip
"""What keeps an offer from counting against our customers; empty where nothing does."""

REASONS: Mapping[str, type[problems.OfferDoesNotCount]] = {
    "expired": problems.OfferOld,
    "stale": problems.OfferOld,
    "unconfirmed": problems.OfferUnconfirmed,
    "later": problems.OfferLater,
    "doubtful": problems.OfferToCorrect,
    "wrong": problems.OfferToCorrect,
}


def offers_of(rows: Iterable[Mapping[str, object]]) -> tuple[Offer, ...]:
    """Return the offers of rows of table `competitor_offer`, or of an offer book."""
    return tuple(offer_of(row) for row in rows)


def released_offers(engine: Engine, scope: Scope) -> tuple[Offer, ...]:
    """Return the offers a release knew when it was made."""
    rows = engine.ask("offers/released", scope.single)
    return offers_of(
        {str(name): value for name, value in row.items()} for _, row in rows.iterrows()
    )


def parameters_at(engine: Engine, scope: Scope) -> dict[str, float]:
    """Return every parameter's value in force at `at`; the shipped one where none is said."""
    rows = engine.ask("scenarios/parameters", scope.single)
    said = dict(zip(rows["name"], rows["value"].astype(float), strict=True))
    return {parameter.name: parameter.value for parameter in PARAMETERS} | said


def offer_book(
    engine: Engine, scope: Scope, *, offers: Sequence[Offer] | None = None
) -> pd.DataFrame:
    """Which offers are known, and do they count?

    Args:
        offers: of an offer book; None: those of the release.

    Returns:
        One row per version of an offer, in the order given: offer, competitor, product_name, line,
        kind (loan, deposit, other), is_ours, headline_rate (a year as advertised; null where it
        cannot be read), is_floor, standing (current, stale, expired, unconfirmed, later),
        observed_on, valid_from, valid_to, counts (against our customers), against (what keeps it
        from that: its standing, doubtful, wrong, ours, no_line, no_term, other_line).
    """
    known = book_of(engine, scope, offers)
    standings = standings_at(engine, scope, known)
    reasons = against(engine, scope, known)
    rows = [
        {
            "offer": offer.offer_id,
            "competitor": offer.competitor,
            "product_name": offer.product_name,
            "line": offer.line,
            "kind": offer.kind,
            "is_ours": offer.is_ours,
            "headline_rate": _headline(offer),
            "is_floor": offer.quote.is_floor,
            "standing": standing,
            "observed_on": offer.observed_on,
            "valid_from": offer.valid_from,
            "valid_to": offer.valid_to,
            "counts": not reason,
            "against": reason,
        }
        for offer, standing, reason in zip(known, standings, reasons, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(BOOK_COLUMNS))


BOOK_COLUMNS = (
    "offer", "competitor", "product_name", "line", "kind", "is_ours", "headline_rate", "is_floor",
    "standing", "observed_on", "valid_from", "valid_to", "counts", "against",
)  # fmt: skip


def book_of(engine: Engine, scope: Scope, offers: Sequence[Offer] | None) -> tuple[Offer, ...]:
    """Return the offers given, else those of the release."""
    return released_offers(engine, scope) if offers is None else tuple(offers)


def standings_at(engine: Engine, scope: Scope, offers: Sequence[Offer]) -> list[Standing]:
    """Return how each offer stands at `at`.

    Data always lag behind the street: at the newest date an offer seen after it counts from the
    day it was seen. At an earlier date it was not known.
    """
    max_age = parameters_at(engine, scope).get("offer_max_age_days", MAX_AGE_DAYS)
    newest = scope.at >= newest_date(engine.snapshots())
    return [offer.standing(_judged(offer, scope.at, newest=newest), max_age) for offer in offers]


def against(engine: Engine, scope: Scope, offers: Sequence[Offer]) -> list[Reason]:
    """Return of each offer what keeps it from counting against our customers."""
    standings = standings_at(engine, scope, offers)
    blocked: dict[int, Reason] = {}
    for finding in offer_findings(offers):
        if finding.blocks:
            blocked[finding.row] = "wrong"
        else:
            blocked.setdefault(finding.row, "doubtful")
    return [
        "ours" if offer.is_ours else blocked.get(row) or _standing(standing) or _line(offer)
        for row, (offer, standing) in enumerate(zip(offers, standings, strict=True), start=1)
    ]


def counting_offers(
    engine: Engine,
    scope: Scope,
    offers: Sequence[Offer] | None,
    *,
    offer: str = "",
    kind: str = "",
) -> tuple[Offer, ...]:
    """Return the rivals' offers that count at `at`: one by its id, or all of a kind.

    Raises:
        OfferUnknown: no offer has that id.
        OfferDoesNotCount: it does not count; what it lacks is a subclass.
        NoOfferCounts: there is none.
    """
    known = book_of(engine, scope, offers)
    reasons = against(engine, scope, known)
    if offer:
        return (_named(scope, known, reasons, offer),)
    counting = tuple(
        each
        for each, reason in zip(known, reasons, strict=True)
        if not reason and kind in {"", each.kind}
    )
    if not counting:
        raise problems.NoOfferCounts(
            date=scope.at.isoformat(),
            unconfirmed=reasons.count("unconfirmed"),
            old=reasons.count("stale") + reasons.count("expired"),
        )
    return counting


def _named(scope: Scope, known: Sequence[Offer], reasons: Sequence[Reason], offer: str) -> Offer:
    own = [place for place, each in enumerate(known) if each.offer_id == offer]
    if not own:
        ids = [each.offer_id for each in known]
        raise problems.OfferUnknown(value=offer, known=nearest(offer, ids) or "–")
    place = next((place for place in own if not reasons[place]), own[-1])
    if reasons[place]:
        kind = REASONS.get(reasons[place], problems.OfferWithoutBook)
        raise kind(value=offer, date=scope.at.isoformat())
    return known[place]


def _judged(offer: Offer, at: dt.date, *, newest: bool) -> dt.date:
    return max(at, offer.observed_on) if newest and offer.observed_on else at


def _standing(standing: Standing) -> Reason:
    return "" if standing == "current" else standing


def _line(offer: Offer) -> Reason:
    if offer.line is None:
        return "no_line"
    if offer.kind == "other":
        return "other_line"
    return "no_term" if offer.line == "deposit_time" and not offer.term_months else ""


def _headline(offer: Offer) -> float | None:
    try:
        return offer.quote.annual_rate
    except (problems.QuoteUnreadable, problems.QuoteBasisUnknown):
        return None
