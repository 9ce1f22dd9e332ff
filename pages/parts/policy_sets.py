"""Ready sets of lines: three that follow from the data, and the rules that are shipped. Pure.

Each is replayed in full; of a replay only counts are kept, no customers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.policy_draft import Draft
from analytics.policy_frames import level_rows, stability_of
from analytics.policy_replay import replayed
from analytics.policy_suggestions import Capacity, suggested_drafts
from analytics.problems import CapacityOutOfRange, ManagersOutOfRange
from data.policy import PRESETS, TierPolicy
from data.problems import Problem
from pages.parts.policy_text import draft_text

if TYPE_CHECKING:
    import pandas as pd

    from analytics.engine import Engine
    from analytics.scope import Scope

SUGGESTED = ("natural", "capacity", "stable")
STAGES = {"sample": (0.0, 0.0), "search": (0.0, 0.5), "replay": (0.5, 0.8)}
PRESETS_STAGE = (0.8, 1.0)
"""Which share of the whole work each stage takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadySet:
    """Lines to try. why: see `policy_suggestions.Suggestion`. counts: customers by level.

    moves: changes of tier per customer and year. problem: why there is no draft.
    """

    name: str
    draft: Draft | None = None
    counts: Mapping[str, int]
    moves: float | None = None
    why: Mapping[str, float]
    problem: Problem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """The rules in force and the sets beside them. Without a capacity that set is left out."""

    base: ReadySet
    sets: tuple[ReadySet, ...]

    def named(self, name: str) -> ReadySet | None:
        """The set of a name."""
        return next((each for each in self.sets if each.name == name), None)

    def name_of(self, text: str) -> str | None:
        """The name of the set, other than the rules in force, whose draft has this text."""
        if self.base.draft is None:
            return None
        for each in self.sets:
            if each.draft is None or each.draft == self.base.draft:
                continue
            if draft_text(each.draft, self.base.draft) == text:
                return each.name
        return None


def ready_sets(
    engine: Engine,
    scope: Scope,
    base: Draft,
    capacity: float | None,
    progress: Callable[[str, float], None],
) -> Ready:
    """Find all sets for the customers in a scope. `progress` is told a step and a share.

    Raises:
        Problem: what `suggested_drafts` raises. A way that finds no lines, or a capacity nobody can
        mean, is told in its set.
    """

    def told(step: str, share: float) -> None:
        progress(step, _within(STAGES[step], share))

    wanted = None if capacity is None else Capacity(per_manager=capacity)
    problem = None
    try:
        found = suggested_drafts(engine, scope, base, capacity=wanted, progress=told)
    except (CapacityOutOfRange, ManagersOutOfRange) as wrong:
        found, problem = suggested_drafts(engine, scope, base, progress=told), wrong
    sets = [
        _of_frame(each.name, found.frame, draft=each.draft, why=each.why, problem=each.problem)
        for each in found.sets
    ]
    if problem is not None:
        sets.insert(1, ReadySet(name="capacity", counts={}, why={}, problem=problem))
    drafts = {name: preset_draft(name, base, scope) for name in PRESETS}
    drafts = {name: draft for name, draft in drafts.items() if draft != base}
    sets += _replayed_sets(engine, scope, base, drafts, progress)
    return Ready(base=_of_frame("base", found.frame, draft=base), sets=tuple(sets))


def preset_draft(name: str, base: Draft, scope: Scope) -> Draft:
    """The shipped rules of a name for the customers of a draft."""
    policy = TierPolicy(levels=PRESETS[name].levels)
    return Draft.of(policy, base.customer_type, scope.at)


def _replayed_sets(
    engine: Engine,
    scope: Scope,
    base: Draft,
    drafts: Mapping[str, Draft],
    progress: Callable[[str, float], None],
) -> list[ReadySet]:
    if not drafts:
        return []

    def told(step: str, share: float) -> None:
        progress(step, _within(PRESETS_STAGE, share))

    outcome = replayed(engine, scope, [base, *drafts.values()], progress=told)
    found = []
    for (name, draft), life in zip(drafts.items(), outcome.lives[1:], strict=True):
        rows = level_rows(outcome, life)
        found.append(
            ReadySet(
                name=name,
                draft=draft,
                counts=_counts(list(rows["level"]), list(rows["customer_count"])),
                moves=stability_of(life, outcome.window)["moves_per_customer_year"],
                why={},
            )
        )
    return found


def _of_frame(
    name: str,
    frame: pd.DataFrame,
    *,
    draft: Draft | None,
    why: Mapping[str, float] | None = None,
    problem: Problem | None = None,
) -> ReadySet:
    rows = frame[frame["suggestion"] == name]
    return ReadySet(
        name=name,
        draft=draft,
        counts=_counts(list(rows["level"]), list(rows["customer_count"])),
        moves=float(rows["moves_per_customer_year"].iloc[0]) if len(rows) else None,
        why=why or {},
        problem=problem,
    )


def _counts(levels: Sequence[str], counts: Sequence[int]) -> dict[str, int]:
    return {level: int(count) for level, count in zip(levels, counts, strict=True)}


def _within(stage: tuple[float, float], share: float) -> float:
    return stage[0] + (stage[1] - stage[0]) * share
