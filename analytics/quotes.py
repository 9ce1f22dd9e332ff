"""What a quoted rate means: every basis as a rate per month, and doubts about what was typed.

A quote says nothing without its basis: 5 li is 5 % a year if yearly, 6 % if monthly, 18 % if daily.
One li is a hundredth of the yearly, a thousandth of the monthly, a ten-thousandth of the daily
amount; a fen is ten li; a day is a thirtieth of a month. Source: domain model 3.16, F4.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from analytics import market_problems as problems
from data.problems import Problem, nearest

Basis = Literal[
    "annual_pct", "annual_li", "monthly_pct", "monthly_li", "daily_li", "flat_monthly_pct"
]
Line = Literal["loan", "deposit"]

FLAT = "flat_monthly_pct"
MONTHS = 12
FEN = 10
"""Li in a fen."""

MONTHLY_PARTS: Mapping[str, tuple[Decimal, int]] = MappingProxyType(
    {
        "annual_pct": (Decimal("0.01"), MONTHS),
        "annual_li": (Decimal("0.01"), MONTHS),
        "monthly_pct": (Decimal("0.01"), 1),
        "monthly_li": (Decimal("0.001"), 1),
        "daily_li": (Decimal("0.003"), 1),
        FLAT: (Decimal("0.01"), 1),
    }
)
"""Per basis: the rate per month is value × the first ÷ the second. Also fit for SQL."""

FRACTIONS: Mapping[str, Decimal] = MappingProxyType(
    {
        "annual_pct": Decimal(100),
        "annual_li": Decimal(100),
        "monthly_pct": Decimal(100),
        "monthly_li": Decimal(1000),
        "daily_li": Decimal(10_000),
        FLAT: Decimal(100),
    }
)
"""Per basis: how many of its units a fraction of 1 is."""

BELIEVED: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"loan": (0.005, 0.36), "deposit": (0.0005, 0.08)}
)
"""Yearly rates nobody asks about: from half a per cent for loans to what courts still enforce."""

USUAL: Mapping[str, float] = MappingProxyType({"loan": 0.06, "deposit": 0.015})
"""Of several readings the one nearest to this yearly rate is named first."""

HIGHEST = 1.0
"""A yearly rate above this is refused, whatever is confirmed."""

LONGEST_NUMBER = 1e15


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A rate as somebody quotes it.

    `value` in units of `basis`; `is_floor`: "from", the best customers' price; `confirmed`: asked
    about and said to be meant.
    """

    value: float
    basis: str
    is_floor: bool = False
    confirmed: bool = False

    @property
    def is_flat(self) -> bool:
        """Charged on the first amount to the end, not on what is still owed."""
        return self.basis == FLAT

    @property
    def monthly(self) -> Decimal:
        """The rate per month as a fraction, to 28 digits.

        Raises:
            QuoteBasisUnknown.
            QuoteUnreadable: not a number.
        """
        if not math.isfinite(self.value):
            raise problems.QuoteUnreadable(column="quote_value", value=self.value)
        unit, parts = _parts(self.basis)
        return Decimal(repr(float(self.value))) * unit / parts

    @property
    def monthly_rate(self) -> float:
        """The rate per month as a fraction: 0.005 for 5 li a month."""
        return float(self.monthly)

    @property
    def annual_rate(self) -> float:
        """Twelve times the monthly one, as it is advertised: 0.06 for 5 li a month.

        Of a flat quote this is not what it costs.
        """
        return float(self.monthly * MONTHS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One thing a typed number may mean: a quote that says it plainly, and its yearly rate."""

    quote: Quote
    annual_rate: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A number to ask about before it counts.

    `written`: what it means as it stands; `meant`: what else it may mean, the likeliest first;
    `problem`: the question in words, with what to do.
    """

    written: Reading
    meant: tuple[Reading, ...]
    problem: Problem


def quote_doubt(quote: Quote, line: Line = "loan") -> Doubt | None:
    """Return the question a quote raises, or None where it can be taken as written.

    A yearly rate outside what is believed of loans (0.5 to 36 %) or deposits (0.05 to 8 %) is
    asked about if another reading lies inside: the value as a fraction, or in another basis.
    Nothing is ever corrected here. Zero is zero, and a confirmed quote raises no question.

    Raises:
        QuoteNegative, QuoteUnreadable, QuoteBasisUnknown.
        QuoteAbsurd: above 100 % a year, or no reading is believable and it is above 36 %.
    """
    rate = quote.annual_rate
    if rate < 0:
        raise problems.QuoteNegative(column="quote_value", value=plain(quote.value))
    low, high = BELIEVED[line]
    if rate == 0 or low <= rate <= high or (quote.confirmed and rate <= HIGHEST):
        return None
    written = Reading(quote=quote, annual_rate=rate)
    meant = tuple(
        sorted(
            (each for each in _other(quote) if low <= each.annual_rate <= high),
            key=lambda each: abs(math.log(each.annual_rate / USUAL[line])),
        )
    )
    if meant:
        return Doubt(written=written, meant=meant, problem=_asked(written, meant[0]))
    if rate > high:
        raise problems.QuoteAbsurd(
            column="quote_value",
            value=plain(quote.value),
            written=percent(rate),
            highest=percent(high),
        )
    return None


def checked(quote: Quote, line: Line = "loan") -> Quote:
    """Return the quote if it can be taken as written.

    Raises:
        QuoteFractionDoubtful, QuoteBasisDoubtful: to be asked about.
        QuoteNegative, QuoteAbsurd, QuoteUnreadable, QuoteBasisUnknown.
    """
    if doubt := quote_doubt(quote, line):
        raise doubt.problem
    return quote


def fraction_doubt(rate: float, line: Line = "loan") -> Doubt | None:
    """Return the question a rate kept as a fraction a year raises: 7.2 for 0.072.

    Raises:
        QuoteNegative, QuoteUnreadable.
        QuoteAbsurd: believable neither as a fraction nor as a percentage.
    """
    if not math.isfinite(rate):
        raise problems.QuoteUnreadable(column="rate", value=rate)
    if rate < 0:
        raise problems.QuoteNegative(column="rate", value=plain(rate))
    low, high = BELIEVED[line]
    if rate <= high:
        return None
    facts = {"value": plain(rate), "written": percent(rate)}
    if not low <= rate / 100 <= high:
        raise problems.QuoteAbsurd(column="rate", highest=percent(high), **facts)
    meant = Quote(value=rate, basis="annual_pct")
    return Doubt(
        written=Reading(
            quote=Quote(value=_scaled(rate, Decimal(100)), basis="annual_pct"), annual_rate=rate
        ),
        meant=(Reading(quote=meant, annual_rate=meant.annual_rate),),
        problem=problems.QuotePercentDoubtful(
            meant=percent(rate / 100), instead=plain(_scaled(rate, Decimal("0.01"))), **facts
        ),
    )


def percent(rate: float) -> str:
    """Return a fraction as a percentage with up to four decimals: 0.0725 → 7.25."""
    return plain(round(rate * 100, 4))


def plain(value: float) -> str:
    """Return a number as a person writes it: no trailing zeros, no exponent below 10¹⁵."""
    if abs(value) >= LONGEST_NUMBER:
        return f"{value:.3g}"
    return f"{Decimal(repr(float(value))).normalize():f}"


def _parts(basis: str) -> tuple[Decimal, int]:
    if basis not in MONTHLY_PARTS:
        raise problems.QuoteBasisUnknown(value=basis, known=nearest(basis, MONTHLY_PARTS))
    return MONTHLY_PARTS[basis]


def _scaled(value: float, times: Decimal) -> float:
    return float(Decimal(repr(float(value))) * times)


def _other(quote: Quote) -> tuple[Reading, ...]:
    """What else the number may be: a fraction of its own basis first, then other bases."""
    value = _scaled(quote.value, FRACTIONS[quote.basis])
    others = [Quote(value=value, basis=quote.basis, is_floor=quote.is_floor)]
    others += [
        Quote(value=quote.value, basis=basis, is_floor=quote.is_floor)
        for basis in MONTHLY_PARTS
        if basis not in {quote.basis, FLAT, "annual_li"}
    ]
    return tuple(
        Reading(quote=each, annual_rate=each.annual_rate)
        for each in others
        if math.isfinite(each.value)
    )


def _asked(written: Reading, meant: Reading) -> Problem:
    facts = {
        "value": plain(written.quote.value),
        "written": percent(written.annual_rate),
        "meant": percent(meant.annual_rate),
    }
    if meant.quote.basis == written.quote.basis:
        return problems.QuoteFractionDoubtful(instead=plain(meant.quote.value), **facts)
    return problems.QuoteBasisDoubtful(basis=meant.quote.basis, **facts)
