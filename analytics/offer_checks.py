"""What is wrong with the rows of an offer book, each with its row, column, value and remedy.

Nothing is corrected and nothing dropped: the offers stay as typed, and what stands here says which
of them cannot be compared (`blocks`) and which only need an answer. Source: domain model 2.5.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from analytics import market_problems as problems
from analytics.loan_plan import LONGEST_TERM, PARTS
from analytics.offers import Offer
from analytics.quotes import Doubt, plain, quote_doubt
from data.contract import TABLES
from data.problems import Problem, Sentence, nearest

REQUIRED = ("offer_id", "competitor", "product_name")
BOOK = TABLES["competitor_offer"]
FIRST, LAST = dt.date.min, dt.date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing wrong in one row of an offer book.

    `row` from 1; `column` of the contract; `value` as a person would write it; `doubt`: the
    readings to choose from where the value is asked about.
    """

    row: int
    column: str
    value: str
    problem: Problem
    doubt: Doubt | None = None

    @property
    def blocks(self) -> bool:
        """The offer cannot be compared before it is corrected; a doubt waits for an answer."""
        return self.doubt is None

    @property
    def in_row(self) -> Problem:
        """The problem as a sentence that names its row, to raise or to show."""
        facts = {name: str(fact) for name, fact in self.problem.facts.items()}
        return problems.OfferRow(row=self.row, reason=Sentence(self.problem.message, **facts))


def offer_findings(offers: Sequence[Offer]) -> list[Finding]:
    """Return everything wrong with an offer book, in the order of its rows.

    Looked for: missing names; unknown codes; rates that are negative, absurd or doubtful; a flat
    rate repaid otherwise; terms of no month; amounts of 0 or less; upper limits below lower ones;
    fees of nothing or everything; end before start; two versions of one offer on the same day.
    """
    found = [
        finding
        for row, offer in enumerate(offers, start=1)
        for part in (_names, _codes, _quote, _terms, _amounts, _dates)
        for finding in part(row, offer)
    ]
    return sorted([*found, *_overlaps(offers)], key=lambda finding: finding.row)


def _names(row: int, offer: Offer) -> Iterator[Finding]:
    for column in REQUIRED:
        if not str(getattr(offer, column)).strip():
            yield Finding(
                row=row, column=column, value="", problem=problems.OfferFieldMissing(column=column)
            )


def _codes(row: int, offer: Offer) -> Iterator[Finding]:
    given: dict[str, Collection[str]] = {
        "line": (offer.line,) if offer.line else (),
        "repay_modes": offer.repay_modes,
        "eligible_occupations": offer.eligible_occupations,
        "eligible_grades": offer.eligible_grades,
        "feature_tags": offer.feature_tags,
    }
    for column, values in given.items():
        known = BOOK.column(column).code_values
        for value in sorted(set(values) - set(known)):
            problem = problems.OfferCodeUnknown(
                column=column, value=value, known=nearest(value, known)
            )
            yield Finding(row=row, column=column, value=value, problem=problem)


def _quote(row: int, offer: Offer) -> Iterator[Finding]:
    value, column = plain(offer.quote.value), "quote_value"
    try:
        doubt = quote_doubt(offer.quote, "deposit" if offer.kind == "deposit" else "loan")
    except problems.QuoteBasisUnknown as unknown:
        yield Finding(row=row, column="quote_basis", value=offer.quote.basis, problem=unknown)
    except Problem as refused:
        yield Finding(row=row, column=column, value=value, problem=refused)
    else:
        if doubt:
            yield Finding(row=row, column=column, value=value, problem=doubt.problem, doubt=doubt)
    if offer.quote.is_flat:
        for mode in sorted((set(offer.modes) & set(PARTS)) - {"flat"}):
            problem = problems.FlatQuoteElsewhere(value=mode)
            yield Finding(row=row, column="repay_modes", value=mode, problem=problem)


def _terms(row: int, offer: Offer) -> Iterator[Finding]:
    terms = {"min_term_months": offer.min_term_months, "term_months": offer.term_months}
    for column, months in terms.items():
        if months is not None and not 1 <= months <= LONGEST_TERM:
            problem = problems.OfferTermZero(column=column, value=months, maximum=LONGEST_TERM)
            yield Finding(row=row, column=column, value=str(months), problem=problem)
    yield from _reversed(row, "term_months", offer.min_term_months, offer.term_months)


def _amounts(row: int, offer: Offer) -> Iterator[Finding]:
    amounts = {"min_amount": offer.min_amount, "max_amount": offer.max_amount}
    for column, amount in amounts.items():
        lowest_refused = amount is not None and (
            amount < 0 if column == "min_amount" else amount <= 0
        )
        if amount is not None and (lowest_refused or amount != amount):  # noqa: PLR0124 - NaN
            problem = problems.OfferAmountNegative(column=column, value=plain(amount))
            yield Finding(row=row, column=column, value=plain(amount), problem=problem)
    yield from _reversed(row, "max_amount", offer.min_amount, offer.max_amount)
    if not 0 <= offer.fee_share < 1:
        fee = plain(round(offer.fee_share * 100, 6))
        yield Finding(
            row=row, column="fee_pct", value=fee, problem=problems.FeeOutOfRange(value=fee)
        )


def _reversed(row: int, column: str, lower: float | None, upper: float | None) -> Iterator[Finding]:
    if lower is not None and upper is not None and upper < lower:
        problem = problems.OfferLimitsReversed(
            column=column, value=plain(upper), lower=plain(lower)
        )
        yield Finding(row=row, column=column, value=plain(upper), problem=problem)


def _dates(row: int, offer: Offer) -> Iterator[Finding]:
    start, end = offer.valid_from, offer.valid_to
    if start is not None and end is not None and end < start:
        problem = problems.OfferDatesReversed(column="valid_to", value=end, start=start)
        yield Finding(row=row, column="valid_to", value=str(end), problem=problem)


def _overlaps(offers: Sequence[Offer]) -> Iterator[Finding]:
    rows: dict[str, list[int]] = {}
    for row, offer in enumerate(offers, start=1):
        for other in rows.setdefault(offer.offer_id, []):
            if offer.offer_id and (problem := _overlap(offer, offers[other - 1], other)):
                yield Finding(row=row, column="offer_id", value=offer.offer_id, problem=problem)
        rows[offer.offer_id].append(row)


def _overlap(offer: Offer, other: Offer, other_row: int) -> Problem | None:
    """What is wrong with two rows of one offer: a day on which both hold, or no dates at all."""
    facts = {"value": offer.offer_id, "other_row": other_row, "column": "offer_id"}
    starts = [each.valid_from or each.observed_on or FIRST for each in (offer, other)]
    ends = [each.valid_to or LAST for each in (offer, other)]
    day, last = max(starts), min(ends)
    if day > last:
        return None
    if day == FIRST:
        if last == LAST:
            return problems.OfferRepeated(**facts)
        day = last
    return problems.OfferVersionsOverlap(day=day, **facts)
