"""Thresholds one can remember: 60 %, 5 transactions, 20,000 instead of 19,873.52."""

from __future__ import annotations

import math
from dataclasses import replace

from analytics.rule_terms import Alternative, RuleTerm

SHARE_STEPS = (0.1, 0.05, 0.01, 0.001)
COUNT_DIGITS = (1, 2, 3, 9)
MONEY_DIGITS = (1, 2, 3, 4)
FINENESS = 4
"""How many ways to round there are, from coarse to fine."""


def rounded(terms: Alternative, fineness: int) -> Alternative:
    """Return conditions with round thresholds; 0 is the coarsest way, FINENESS - 1 the finest.

    Shares go to whole steps, counts to whole numbers, amounts to so many leading digits. Where a
    threshold above nothing would become 0 the condition says "more than nothing", or "nothing".
    """
    return tuple(_rounded(term, fineness) for term in terms)


def _rounded(term: RuleTerm, fineness: int) -> RuleTerm:
    if term.operator not in {">=", "<"}:
        return term
    near = _near(term.kind, term.threshold, fineness)
    if near == 0 and term.threshold > 0:
        return replace(term, operator=">" if term.operator == ">=" else "<=", threshold=0.0)
    return replace(term, threshold=near)


def _near(kind: str, threshold: float, fineness: int) -> float:
    if kind == "share":
        step = SHARE_STEPS[fineness]
        return round(round(threshold / step) * step, 3)
    if kind == "count":
        # Above 4.5 is 5 or more, below 4.5 less than 5; rounding up is exact for whole numbers.
        return _leading(math.ceil(threshold), COUNT_DIGITS[fineness])
    return 0.0 if abs(threshold) < 1 else _leading(threshold, MONEY_DIGITS[fineness])


def _leading(number: float, digits: int) -> float:
    if number == 0:
        return 0.0
    return float(round(number, digits - 1 - math.floor(math.log10(abs(number)))))
