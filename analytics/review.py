"""The numbers of the weekly review, step by step, and what a step lacks.

Every number comes from the function behind its own page. A step is a row of `STEPS`: whoever adds a
page adds its numbers there. Source: domain model section 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd

from analytics import review_moves, review_people, review_service, review_size
from analytics.engine import Engine
from analytics.offers import Offer
from analytics.review_asked import NOTHING_GIVEN, Asked, Given
from analytics.review_lacking import Lacking, Part, answered
from analytics.review_problems import StepUnknown
from analytics.review_rows import Number, numbers_frame
from analytics.scope import Scope

MISSING = ("step", "kind", "name", "whole")


@dataclass(frozen=True, slots=True)
class Needed:
    """A part of a step and what it cannot do without: names of review/provided.sql, or `before`
    and `month_before` for an earlier date of the review or of the month-end it stands on.
    """

    part: Part
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the meeting: its numbers, and the methods that are not there yet.

    meeting: the view of the meeting that shows it, 1 to 5; 0: only where it carries a finding.
    """

    place: int
    name: str
    meeting: int = 0
    parts: tuple[Needed, ...] = ()
    awaited: tuple[str, ...] = ()


STEPS: tuple[Step, ...] = (
    Step(
        place=1,
        name="data",
        parts=(
            Needed(review_size.quality),
            Needed(review_size.rejected, ("import_log",)),
            Needed(review_size.ledger, ("control_total",)),
        ),
    ),
    Step(
        place=2,
        name="size",
        meeting=2,
        parts=(
            Needed(partial(review_size.daily_average, name="deposit"), ("deposit_mavg",)),
            Needed(partial(review_size.daily_average, name="loan"), ("loan_mavg",)),
            Needed(partial(review_size.daily_average, name="aum")),
            Needed(partial(review_size.balance, code="deposit_mavg"), ("deposit_mavg",)),
            Needed(partial(review_size.balance, code="loan_mavg"), ("loan_mavg",)),
            Needed(partial(review_size.balance, code="aum_mavg")),
            Needed(partial(review_size.balance, code="aum_eop"), ("aum_eop",)),
            Needed(review_size.interbank),
            *(
                Needed(partial(review_size.target, name=name), ("target",))
                for name in ("deposit", "loan", "aum")
            ),
        ),
    ),
    Step(
        place=3,
        name="customers",
        meeting=3,
        parts=(Needed(review_moves.customers), Needed(review_moves.came_and_went, ("before",))),
    ),
    Step(
        place=4,
        name="tiers",
        meeting=3,
        parts=(Needed(review_moves.tiers, ("month_before",)), Needed(review_moves.mid_and_high)),
    ),
    Step(
        place=5,
        name="value",
        parts=(
            Needed(review_moves.value_bridge, ("month_before",)),
            Needed(review_moves.contribution_of_year, ("contribution",)),
        ),
    ),
    Step(
        place=6,
        name="concentration",
        parts=(
            Needed(review_moves.contribution_ttm, ("contribution",)),
            Needed(review_moves.concentration, ("contribution",)),
        ),
    ),
    Step(place=7, name="leaving", meeting=4, awaited=("early_warning",)),
    Step(
        place=8,
        name="maturing",
        meeting=4,
        parts=(
            Needed(review_people.about_to_move),
            Needed(review_people.falling_due, ("product", "holding")),
            Needed(review_people.kept, ("before",)),
        ),
    ),
    Step(
        place=9,
        name="care",
        parts=(Needed(review_people.managed, ("manager",)),),
        awaited=("care_coverage",),
    ),
    Step(
        place=10,
        name="products",
        parts=(
            Needed(review_people.products_used, ("product", "holding")),
            Needed(review_people.channel, ("product", "holding")),
            Needed(review_people.dormant, ("before",)),
        ),
    ),
    Step(
        place=11,
        name="competitors",
        parts=(Needed(review_people.exposed, ("competitor_offer", "product", "holding")),),
    ),
    Step(
        place=12,
        name="campaigns_and_service",
        parts=(
            Needed(review_service.service, ("complaint",)),
            Needed(review_service.satisfaction, ("complaint", "csat")),
        ),
        awaited=("campaign_effect", "complaint_deadlines"),
    ),
    Step(
        place=13, name="promises", meeting=1, parts=(Needed(review_people.promised, ("promises",)),)
    ),
)
"""The steps of the review in the order of the domain model; the meeting opens with the last."""

TILES: tuple[tuple[str, Part], ...] = (
    ("deposit_ytd", partial(review_size.daily_average, name="deposit")),
    ("loan_ytd", partial(review_size.daily_average, name="loan")),
    ("aum_ytd", partial(review_size.daily_average, name="aum")),
    ("valid_count", review_moves.customers),
    ("mid_high_count", review_moves.mid_and_high),
    ("contribution_ttm", review_moves.contribution_ttm),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Review:
    """The numbers of the steps asked for, and what these lack: columns MISSING."""

    numbers: pd.DataFrame
    missing: pd.DataFrame


def review_numbers(
    engine: Engine,
    scope: Scope,
    *,
    given: Given = NOTHING_GIVEN,
    steps: Sequence[int] | None = None,
    offers: Sequence[Offer] | None = None,
) -> pd.DataFrame:
    """What are the numbers of the weekly review, step by step?

    Args:
        given: what the release does not know: quality score, offer book, promises.
        steps: only these, 1 to 13.
        offers: an offer book, in place of the one in `given`; None in both: that of the release.

    Returns:
        One row per number: step; number (unique: the code, with _type where a ladder has its own);
        code; customer_type ("" for all); unit (money, count, share, number, per10k, score); value;
        before, year_start, year_ago (the same number then; null where unknown); at_date,
        before_date, year_start_date, year_ago_date (what they are as of: tier and contribution
        come from the last month-end); numerator, denominator; low, high (95 %); target, completion
        (value ÷ target), growth_completion (growth since the bank's figure at the year's start ÷
        growth asked for), gap (target − value), elapsed_share (of the year): only of daily
        averages; flag (incomplete: the period or a month of it is missing; spring: the inflow of
        January and February lies in the comparison); good (1: more is good, −1: less is, 0); page,
        query (of the page behind it), question, options (of the list of its people). A number whose
        table, column or method is missing is left out: `missing_steps` names it.

    Raises:
        EmptyScope: nobody is in scope at `at`. StepUnknown.
    """
    return review_of(engine, scope, given=given.with_offers(offers), steps=steps).numbers


def review_of(
    engine: Engine,
    scope: Scope,
    *,
    given: Given = NOTHING_GIVEN,
    steps: Sequence[int] | None = None,
) -> Review:
    """Return the numbers and what is missing, as found by asking: all of it, in this selection.

    See `review_numbers`; what can be told without asking: `review_needs.missing_steps`.
    """
    unknown = set(steps or ()) - {step.place for step in STEPS}
    if unknown:
        raise StepUnknown(value=min(unknown), last=len(STEPS))
    asked = Asked(engine=engine, scope=scope, given=given)
    asked.kpis(scope.at)
    numbers: list[tuple[int, Number]] = []
    missing: list[dict[str, object]] = []
    for step in STEPS:
        if steps is None or step.place in steps:
            found, lacking = _of_step(asked, step)
            numbers += [(step.place, number) for number in found]
            missing += [
                {"step": step.place, "kind": kind, "name": name, "whole": not found}
                for kind, name in lacking
            ]
    return Review(
        numbers=numbers_frame(numbers),
        missing=pd.DataFrame(missing, columns=list(MISSING)),
    )


def review_tiles(engine: Engine, scope: Scope) -> pd.DataFrame:
    """What are the six numbers the review opens with?

    Deposits, loans and assets as daily averages since 1 January, valid customers, customers above
    the lowest tier (of the first customer type in scope), contribution of twelve months.

    Returns:
        Six rows with the columns of `review_numbers` and missing (what is lacking, value null then;
        "" else) and missing_kind (table, column or date).

    Raises:
        EmptyScope.
    """
    asked = Asked(engine=engine, scope=scope)
    asked.kpis(scope.at)
    frames = []
    for code, part in TILES:
        found, lacking = answered(asked, part)
        own = numbers_frame((0, number) for number in found if number.code == code).head(1)
        if own.empty:
            own = pd.DataFrame([{"number": code, "code": code}]).reindex(columns=own.columns)
        kind, name = lacking or ("", "")
        frames.append(own.assign(missing=name, missing_kind=kind))
    return pd.concat(frames, ignore_index=True).assign(step=0)


def _of_step(asked: Asked, step: Step) -> tuple[list[Number], list[Lacking]]:
    """A step's numbers, and the kinds and names of what it lacks, each once."""
    numbers: list[Number] = []
    lacking: list[Lacking] = [("method", name) for name in step.awaited]
    for each in step.parts:
        found, problem = answered(asked, each.part)
        numbers += found
        if problem and problem not in lacking:
            lacking.append(problem)
    return numbers, lacking
