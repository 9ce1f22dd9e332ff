"""Where should the lines be? Three suggestions: by the money, by the managers, by the calm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from analytics import problems
from analytics.engine import Engine
from analytics.policy_draft import Draft
from analytics.policy_frames import level_rows, stability_of
from analytics.policy_lanes import WINDOW_MONTHS
from analytics.policy_lines import calmest_draft, fitting_draft, natural_draft, next_line
from analytics.policy_load import check_capacity, check_managers
from analytics.policy_months import Progress, amounts_at, check_parts, replay_dates, silent
from analytics.policy_people import Life, People, people_at
from analytics.policy_replay import Outcome, replayed
from analytics.policy_rules import draft_of
from analytics.policy_sample import Sample, sampled
from analytics.scope import Scope

Name = Literal["natural", "capacity", "stable"]

SIZE_TOLERANCE = 0.1
"""How far a calmer set may change the size of a tier, as a share of it."""

RAISES = 5
"""How often lines are raised by a step when a sample promised a fit that all customers break."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """How many customers above the lowest tier may be cared for.

    `per_manager` customers for each of `managers` (those with customers in the scope when None);
    `shares` of them from each tier above the lowest up, the first being 1 (as under the base
    rules when None).
    """

    per_manager: float
    managers: int | None = None
    shares: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Lines to try, why, and what a full replay made of the people; `problem` if there are none.

    `why` by `name`. natural: explained_share (of the variance of the money, between tiers).
    capacity: capacity_count, manager_count, per_manager, mid_high_count, fits (1 or 0).
    stable: tried_count, sample_count, base_moves, found_moves (moves and flaps of the sample),
    size_tolerance.
    """

    name: Name
    draft: Draft | None = None
    why: Mapping[str, float] | None = None
    life: Life | None = None
    problem: problems.Problem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """The suggestions beside the rules they started from; `frame` shows all that were found."""

    base: Draft
    sets: tuple[Suggestion, ...]
    frame: pd.DataFrame


def policy_suggestions(
    engine: Engine, scope: Scope, *, draft: Draft | str = "", capacity: float | None = None
) -> pd.DataFrame:
    """Which lines would follow the money, fit the managers' capacity, or move fewest customers?

    `draft` gives months, drop rules, metric and weights, and the lines a search starts from;
    `capacity` is the number of customers one manager can care for; without it that set is left
    out.

    Returns:
        One row per set (base: the draft as it is, natural, capacity, stable) and level:
        customer_type, suggestion, level, bound (null for the lowest), customer_count, value
        (assets), contribution (of 12 months) at `at` after a full replay; and, the same on every
        row of a set, moves_per_customer_year and flapping_rate.

    Raises:
        What `suggested_drafts` raises.
    """
    base = draft if isinstance(draft, Draft) else draft_of(engine, scope, draft)
    wanted = None if capacity is None else Capacity(per_manager=capacity)
    return suggested_drafts(engine, scope, base, capacity=wanted).frame


def suggested_drafts(
    engine: Engine,
    scope: Scope,
    base: Draft,
    *,
    capacity: Capacity | None = None,
    progress: Progress = silent,
) -> Suggested:
    """Find lines by each of the three ways and replay them in full, all in one pass.

    A way that finds none says so in its suggestion's `problem`. `progress` is called with a step
    (sample, search, replay) and the share done; what it raises cancels.

    Raises:
        EmptyScope, NotProvided, CapacityOutOfRange, ManagersOutOfRange, AssetPartsMissing,
        AssetPartsDiffer, and what `Draft.checked` raises.
    """
    base = base.checked()
    progress("sample", 0.0)
    check_parts(engine, replay_dates(engine.snapshots(), scope.at), [base])
    people = people_at(engine, scope.single, scope.at, base.customer_type)
    if not len(people):
        raise problems.EmptyScope(date=scope.at.isoformat())
    amounts = np.sort(amounts_at(engine, scope, base))
    sample = sampled(engine, scope, base, len(people))
    sets = [_natural(base, amounts)]
    if capacity is not None:
        sets.append(_fitting(base, amounts, sample, people, capacity))
    sets.append(_stable(base, sample, progress))
    return _in_full(engine, scope, base, sets, progress)


def _natural(base: Draft, amounts: np.ndarray) -> Suggestion:
    try:
        draft, explained = natural_draft(base, amounts)
    except problems.TooFewAmounts as problem:
        return Suggestion(name="natural", problem=problem)
    return Suggestion(name="natural", draft=draft, why={"explained_share": explained})


def _fitting(
    base: Draft, amounts: np.ndarray, sample: Sample, people: People, capacity: Capacity
) -> Suggestion:
    check_capacity(capacity.per_manager)
    managers = len(people.managers) if capacity.managers is None else capacity.managers
    check_managers(managers)
    room = capacity.per_manager * managers
    shares = capacity.shares or _shares(base, sample)
    if len(shares) != len(base.lines) or shares[0] != 1 or list(shares) != sorted(shares)[::-1]:
        raise problems.UnreadableOption(
            option="shares", value=", ".join(map(str, shares)), expected="1, 0.3, 0.05"
        )
    targets = [room * share for share in shares]
    try:
        draft = fitting_draft(base, amounts, sample, targets, WINDOW_MONTHS)
    except problems.TooFewAmounts as problem:
        return Suggestion(name="capacity", problem=problem)
    why = {
        "capacity_count": room,
        "manager_count": float(managers),
        "per_manager": capacity.per_manager,
    }
    return Suggestion(name="capacity", draft=draft, why=why)


def _shares(base: Draft, sample: Sample) -> tuple[float, ...]:
    """From each tier above the lowest up: the share of those above the lowest, as the base has."""
    level = sample.replayed(base, WINDOW_MONTHS).state.level
    upward = [int((level >= place).sum()) for place in range(1, len(base.levels))]
    if not upward[0]:
        return tuple(1 / (place + 1) for place in range(len(upward)))
    return tuple(count / upward[0] for count in upward)


def _stable(base: Draft, sample: Sample, progress: Progress) -> Suggestion:
    found = calmest_draft(
        base, sample, WINDOW_MONTHS, SIZE_TOLERANCE, lambda share: progress("search", share)
    )
    why = {
        "tried_count": float(found.tried_count),
        "sample_count": float(sample.customer_count),
        "base_moves": float(found.base_moves),
        "found_moves": float(found.found_moves),
        "size_tolerance": SIZE_TOLERANCE,
    }
    return Suggestion(name="stable", draft=found.draft, why=why)


def _in_full(
    engine: Engine, scope: Scope, base: Draft, sets: list[Suggestion], progress: Progress
) -> Suggested:
    tried = [suggestion for suggestion in sets if suggestion.draft is not None]
    drafts = [base, *(suggestion.draft for suggestion in tried if suggestion.draft is not None)]
    outcome = replayed(engine, scope, drafts, progress=progress)
    found = {
        suggestion.name: replace(suggestion, life=life)
        for suggestion, life in zip(tried, outcome.lives[1:], strict=True)
    }
    if "capacity" in found:
        found["capacity"] = _kept_in_room(engine, scope, found["capacity"])
    final = tuple(found.get(suggestion.name, suggestion) for suggestion in sets)
    shown = [("base", base, outcome.lives[0])]
    shown += [
        (each.name, each.draft, each.life) for each in final if each.draft and each.life is not None
    ]
    frame = pd.concat([_rows(outcome, *each) for each in shown], ignore_index=True)
    return Suggested(base=base, sets=final, frame=frame)


def _kept_in_room(engine: Engine, scope: Scope, suggestion: Suggestion) -> Suggestion:
    """Raise the lines until everybody above the lowest fits; a sample may have promised more."""
    why, draft, life = suggestion.why or {}, suggestion.draft, suggestion.life
    for _ in range(RAISES):
        if draft is None or life is None or (life.level > 0).sum() <= why["capacity_count"]:
            break
        lines = [next_line(draft.lines[0])]
        for line in draft.lines[1:]:
            lines.append(line if line > lines[-1] else next_line(lines[-1]))
        draft = draft.with_lines(lines)
        life = replayed(engine, scope, [draft]).lives[0]
    count = 0 if life is None else int((life.level > 0).sum())
    why = {
        **why,
        "mid_high_count": float(count),
        "fits": float(count <= why["capacity_count"]),
    }
    return replace(suggestion, draft=draft, life=life, why=why)


def _rows(outcome: Outcome, name: str, draft: Draft, life: Life) -> pd.DataFrame:
    frame = level_rows(outcome, life)
    bound = dict(zip(draft.codes, draft.lines_or_none, strict=True))
    frame.insert(1, "suggestion", name)
    frame.insert(3, "bound", frame["level"].map(bound).astype(float))
    steady = stability_of(life, outcome.window)
    for rate in ("moves_per_customer_year", "flapping_rate"):
        frame[rate] = steady[rate]
    return frame[frame["level"].isin(draft.codes) | (frame["customer_count"] > 0)]
