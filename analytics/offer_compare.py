"""Offers side by side for one amount and term, by what they really cost or bring.

Loans by the internal rate of their payments with all fees, deposits by the yearly yield of what is
paid out. The advertised rank stands beside the true one. Source: domain model 3.16; all costs over
the principal actually owed: PBC announcement 2021-3.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics import market_problems as problems
from analytics.concentration import Floats
from analytics.internal_rate import MONTHS, effective, internal_rates
from analytics.loan_cost import monthly_cost
from analytics.loan_plan import Loan, Plan, checked_request, payment_plan
from analytics.offers import MAX_AGE_DAYS, Offer

QUARTER = 3
SAME_RATE = 9
"""Decimals of a yearly rate beyond which two offers cost the same."""


def current_offers(
    offers: Iterable[Offer], at: dt.date, max_age_days: float = MAX_AGE_DAYS
) -> list[Offer]:
    """Return the offers that count on a day: confirmed, not stale, not expired."""
    return [offer for offer in offers if offer.standing(at, max_age_days) == "current"]


def loan_of(offer: Offer, repay_mode: str, amount: float, term_months: int) -> Loan:
    """Return the loan an offer would be for one amount, term and way of repaying."""
    return Loan(
        amount=amount,
        term_months=term_months,
        monthly_rate=offer.quote.monthly_rate,
        repay_mode=repay_mode,
        fee_share=offer.fee_share,
    )


def loan_compare(offers: Sequence[Offer], amount: float, term_months: int) -> pd.DataFrame:
    """What does each loan offer cost for this amount and term, by each way of repaying?

    Returns:
        One row per offer and way of repaying, in the order given:
            offer           its id
            repay_mode      annuity, equal_principal, bullet, flat
            monthly_first   payment of the first month, in the currency, not rounded
            monthly_last    of the last one
            total_interest  everything paid beyond what was received: interest and fees
            apr, ear        yearly rate with all fees, simple and compound, fractions
            headline_rate   the quoted rate a year as advertised, no fees, flat as if it were not
            headline_rank   1 for the lowest; equal rates share a rank; null where a limit stands
            true_rank       the same by apr
            ranks_differ    the advertisement puts it elsewhere than its cost does
            limit           empty, or what keeps the offer from this amount and term:
                            amount_below, amount_above, term_below, term_above
            mode_assumed    nothing says how it is repaid; equal instalments are assumed
            is_floor        the quote is "from": most customers pay more

    Raises:
        NothingToCompare: no loan among the offers.
        AmountOutOfRange, TermOutOfRange, FeeOutOfRange, RepayModeUnknown, QuoteNegative,
        QuoteAbsurd, QuoteUnreadable, QuoteBasisUnknown: what `offer_checks` names by row.
    """
    checked_request(amount, term_months)
    rows = [(offer, mode) for offer in offers if offer.kind == "loan" for mode in offer.modes]
    if not rows:
        raise problems.NothingToCompare
    plans = [payment_plan(loan_of(offer, mode, amount, term_months)) for offer, mode in rows]
    monthly = internal_rates(np.stack([plan.flows for plan in plans]))
    frame = pd.DataFrame(
        {
            "offer": [offer.offer_id for offer, _ in rows],
            "repay_mode": [mode for _, mode in rows],
            **_payments(plans),
            "apr": MONTHS * monthly,
            "ear": effective(monthly),
            "headline_rate": [offer.quote.annual_rate for offer, _ in rows],
        }
    )
    limits = [offer.limit(amount, term_months) for offer, _ in rows]
    frame = _ranked(frame, headline=frame["headline_rate"], true=frame["apr"], limits=limits)
    frame["mode_assumed"] = [offer.mode_assumed for offer, _ in rows]
    frame["is_floor"] = [offer.quote.is_floor for offer, _ in rows]
    return frame


def offer_cost(offer: Offer, months: npt.ArrayLike) -> pd.DataFrame:
    """What does one loan offer cost a year for every term? The table exposure joins on.

    A holding is compared with the offer repaid as it is itself: by (repay_mode, term_months). One
    loan mode of ours the offer lacks has no row.

    Returns:
        repay_mode, term_months, apr, ear; terms outside the offer's limits are left out.
    """
    terms = np.unique(np.asarray(months, dtype=np.int64))
    low, high = offer.min_term_months or 1, offer.term_months or np.inf
    terms = terms[(terms >= low) & (terms <= high)]
    frames = []
    for mode in offer.modes:
        monthly = monthly_cost(mode, offer.quote.monthly_rate, terms, offer.fee_share)
        frames.append(
            pd.DataFrame(
                {
                    "repay_mode": mode,
                    "term_months": terms,
                    "apr": MONTHS * monthly,
                    "ear": effective(monthly),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def deposit_compare(
    offers: Sequence[Offer], amount: float, term_months: int | None = None
) -> pd.DataFrame:
    """What does each savings offer bring a year?

    A time deposit pays simple interest when it matures, so a long one yields less a year than it
    advertises; a demand deposit pays every quarter.

    Args:
        offers: loans among them are left out.
        amount: deposited, in the currency.
        term_months: only time deposits of this term, and demand deposits held for it; None for
            all, demand deposits held for a year.

    Returns:
        offer, term_months (null for demand), headline_rate (a year), interest (until maturity, in
        the currency), ear (yearly yield, compound), headline_rank and true_rank (1 for the
        highest), ranks_differ, limit, is_floor; see `loan_compare`.

    Raises:
        NothingToCompare, AmountOutOfRange, TermOutOfRange, QuoteUnreadable, QuoteBasisUnknown.
    """
    held = MONTHS if term_months is None else term_months
    checked_request(amount, held)
    rows = [
        offer
        for offer in offers
        if offer.kind == "deposit" and term_months in {None, offer.term_months or term_months}
    ]
    if not rows:
        raise problems.NothingToCompare
    term = np.array([offer.term_months or np.nan for offer in rows])
    rate = np.array([offer.quote.annual_rate for offer in rows])
    growth = deposit_growth(rate, np.where(np.isnan(term), held, term), np.isnan(term))
    months = np.where(np.isnan(term), held, term)
    frame = pd.DataFrame(
        {
            "offer": [offer.offer_id for offer in rows],
            "term_months": pd.array(term, dtype="Int64"),
            "headline_rate": rate,
            "interest": amount * (growth - 1),
            "ear": np.expm1(np.log(growth) * MONTHS / months),
        }
    )
    limits = [offer.limit(amount, held) for offer in rows]
    frame = _ranked(frame, headline=-frame["headline_rate"], true=-frame["ear"], limits=limits)
    frame["is_floor"] = [offer.quote.is_floor for offer in rows]
    return frame


def deposit_growth(rate: npt.ArrayLike, months: npt.ArrayLike, quarterly: npt.ArrayLike) -> Floats:
    """Return what 1 becomes: simple interest at maturity, or interest added every quarter."""
    r, n = (np.asarray(part, dtype=np.float64) for part in (rate, months))
    simple = 1 + r * n / MONTHS
    added = (1 + r * QUARTER / MONTHS) ** (n / QUARTER)
    grown: Floats = np.where(np.asarray(quarterly), added, simple)
    return grown


def deposit_ladder(offers: Sequence[Offer], ceiling: float | None = None) -> pd.DataFrame:
    """How do our deposit rates stand against theirs, term by term?

    Args:
        offers: ours and theirs; only time deposits with a term count.
        ceiling: the highest yearly rate that self-discipline allows, a fraction; None: none set.

    Returns:
        One row per term, shortest first: term_months; ours, theirs (the best advertised yearly
        rate of each side, null without); offer (id of their best, ties by id); gap (theirs less
        ours); suggested_at_most (their best where it is above ours, ours else, never above the
        ceiling); at_ceiling (the ceiling holds the suggestion down).
    """
    timed = [offer for offer in offers if offer.kind == "deposit" and offer.term_months]
    rows = []
    for term in sorted({offer.term_months or 0 for offer in timed}):
        here = [offer for offer in timed if offer.term_months == term]
        ours = max((each.quote.annual_rate for each in here if each.is_ours), default=np.nan)
        others = sorted(
            (each for each in here if not each.is_ours),
            key=lambda each: (-each.quote.annual_rate, each.offer_id),
        )
        theirs = others[0].quote.annual_rate if others else np.nan
        wanted = float(np.fmax(ours, theirs))
        limit = np.inf if ceiling is None else ceiling
        name = others[0].offer_id if others else None
        rows.append((term, ours, theirs, name, theirs - ours, min(wanted, limit), wanted > limit))
    columns = ["term_months", "ours", "theirs", "offer", "gap", "suggested_at_most", "at_ceiling"]
    return pd.DataFrame(rows, columns=columns)


def _payments(plans: Sequence[Plan]) -> dict[str, list[float]]:
    payments = [plan.payments for plan in plans]
    return {
        "monthly_first": [float(each[0]) for each in payments],
        "monthly_last": [float(each[-1]) for each in payments],
        "total_interest": [float(plan.total_cost) for plan in plans],
    }


def _ranked(
    frame: pd.DataFrame, *, headline: pd.Series, true: pd.Series, limits: Sequence[str]
) -> pd.DataFrame:
    """The frame with both ranks among the rows that no limit keeps out."""
    fits = np.array([limit == "" for limit in limits])
    ranks = {
        name: values.round(SAME_RATE).where(fits).rank(method="min").astype("Int64")
        for name, values in (("headline_rank", headline), ("true_rank", true))
    }
    differ = (ranks["headline_rank"] != ranks["true_rank"]).fillna(value=False).astype(bool)
    return frame.assign(**ranks, ranks_differ=differ, limit=list(limits))
