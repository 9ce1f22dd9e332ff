"""Which steps of the review cannot be answered: known without asking any of them.

A look at which tables, columns and dates are there takes milliseconds. What shows only when a
number is asked for (nobody valid in the selection, a target of some branches only) the step itself
tells: `review.review_of`. Source: domain model 2.7, section 4.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from analytics.engine import Engine
from analytics.offers import Offer
from analytics.review import MISSING, STEPS, Step
from analytics.review_asked import NOTHING_GIVEN, Given
from analytics.review_lacking import Kind, Lacking
from analytics.review_moments import moments_of
from analytics.scope import Scope

KINDS: Mapping[str, Kind] = {
    "deposit_mavg": "column",
    "loan_mavg": "column",
    "aum_eop": "column",
    "contribution": "column",
    "csat": "column",
    "before": "date",
    "month_before": "date",
    "promises": "waiting",
}
"""What a need that is not a table is."""


def missing_steps(
    engine: Engine,
    scope: Scope,
    *,
    given: Given = NOTHING_GIVEN,
    offers: Sequence[Offer] | None = None,
) -> pd.DataFrame:
    """Which steps of the review are missing, whole or in part, and what is lacking for them?

    given: what the release does not know: offer book, promises. offers: an offer book, in place of
    the one in `given`.

    Returns:
        step, kind (table, column, date: an earlier one; method: not part of this version; waiting:
        not known yet), name (of what is lacking), whole (nothing of the step can be shown). One
        row per step and thing. No number is asked for: what a step lacks of this selection alone
        it tells itself.
    """
    has = _provided(engine, scope, given.with_offers(offers))
    rows = [
        {"step": step.place, "kind": kind, "name": name, "whole": _is_whole(step, has)}
        for step in STEPS
        for kind, name in _lacking(step, has)
    ]
    return pd.DataFrame(rows, columns=list(MISSING))


def _provided(engine: Engine, scope: Scope, given: Given) -> dict[str, bool]:
    """Every need of STEPS and whether it is there."""
    month = moments_of(engine, scope).month
    row = engine.ask("review/provided", scope.single, month=month.at).iloc[0]
    has = {str(name): bool(value) for name, value in row.items()} | {
        "before": scope.before is not None,
        "month_before": month.before is not None,
        "promises": bool(given.promises),
    }
    if given.offers is not None:
        has["competitor_offer"] = bool(given.offers)
    return has


def _is_whole(step: Step, has: Mapping[str, bool]) -> bool:
    return not any(all(has[name] for name in each.needs) for each in step.parts)


def _lacking(step: Step, has: Mapping[str, bool]) -> list[Lacking]:
    """What a step lacks, each once; of a part the first thing."""
    found: list[Lacking] = [("method", name) for name in step.awaited]
    for each in step.parts:
        name = next((name for name in each.needs if not has[name]), None)
        if name is not None:
            found.append((KINDS.get(name, "table"), "before" if name == "month_before" else name))
    return list(dict.fromkeys(found))
