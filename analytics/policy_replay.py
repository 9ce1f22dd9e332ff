"""The whole history again under a draft, beside the rules in force: what would have been?

All ladders go through the same months in one pass, so that they differ by their rules alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from analytics import problems
from analytics.engine import Engine
from analytics.policy_draft import Draft
from analytics.policy_lanes import WINDOW_MONTHS, Lane
from analytics.policy_months import (
    Month,
    Progress,
    check_parts,
    counts_everybody,
    customer_numbers,
    keys,
    months,
    on_day,
    replay_dates,
    silent,
)
from analytics.policy_people import Keys, Life, Pair, People, pair_of, people_at
from analytics.scope import Scope
from data.contract import TIERS_BY_TYPE

if TYPE_CHECKING:
    from data.rules import Flags, Levels


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a replay ended, one life per draft.

    `joint`: per month of `days`, how many were counted by level under the first draft and level
    under the last; a level's place moved up by one, so that unknown is 0. `pair` is None when
    there is no earlier date.
    """

    drafts: tuple[Draft, ...]
    days: tuple[dt.date, ...]
    window: int
    people: People
    lives: tuple[Life, ...]
    joint: tuple[Keys, ...]
    pair: Pair | None

    @property
    def customer_type(self) -> str:
        """Whose tiers they are."""
        return self.drafts[0].customer_type

    @property
    def tiers(self) -> tuple[str, ...]:
        """All tiers of the type, lowest first."""
        return TIERS_BY_TYPE[self.customer_type]


def replayed(
    engine: Engine,
    scope: Scope,
    drafts: Sequence[Draft],
    *,
    window: int = WINDOW_MONTHS,
    progress: Progress = silent,
) -> Outcome:
    """Replay all month-ends up to the scope's date under each of the drafts, in one pass.

    All drafts are sound and of one customer type. `progress` is told the step and the share of it
    that is done, 0-1; what it raises ends the replay, and nothing is left behind.

    Raises:
        EmptyScope: nobody of the type is in the scope at its date.
        NotProvided: nobody there has what a draft measures.
        and what `check_parts` raises.
    """
    drafts = tuple(drafts)
    kind = drafts[0].customer_type
    days = replay_dates(engine.snapshots(), scope.at)
    progress("replay", 0.0)
    people = people_at(engine, scope.single, scope.at, kind)
    if not len(people):
        raise problems.EmptyScope(date=scope.at.isoformat())
    check_parts(engine, days, drafts)
    run = _Run.of(engine, scope, drafts, window)
    sources = tuple(dict.fromkeys(draft.source for draft in drafts))
    for step, month in enumerate(months(engine, days, kind, sources, size=run.size), start=1):
        run.advance(month)
        progress("replay", step / len(days))
    return Outcome(
        drafts=drafts,
        days=days,
        window=window,
        people=people,
        lives=run.lives(people.key),
        joint=tuple(run.joint),
        pair=run.pair(people),
    )


@dataclass(slots=True, kw_only=True)
class _Run:
    """A pass under way: the lanes, and what is kept of the months behind it.

    `newest` and `earlier` are the month-ends the levels at `at` and `before` come from.
    """

    engine: Engine
    scope: Scope
    lanes: tuple[Lane, ...]
    size: int
    newest: dt.date
    earlier: dt.date | None
    joint: list[Keys] = field(default_factory=list)
    kept: dict[dt.date, tuple[Levels, ...]] = field(default_factory=dict)
    last: Month | None = None

    @classmethod
    def of(cls, engine: Engine, scope: Scope, drafts: Sequence[Draft], window: int) -> _Run:
        size = customer_numbers(engine, scope.at)
        snapshots = engine.snapshots()
        earlier = scope.before and replay_dates(snapshots, scope.before)[-1]
        return cls(
            engine=engine,
            scope=scope,
            lanes=tuple(Lane.of(draft, size, window) for draft in drafts),
            size=size,
            newest=replay_dates(snapshots, scope.at)[-1],
            earlier=earlier,
        )

    @property
    def customer_type(self) -> str:
        return self.lanes[0].draft.customer_type

    def advance(self, month: Month) -> None:
        """Move every lane on by a month, and count who is in the scope in it."""
        for lane in self.lanes:
            lane.advance(month.metric[lane.draft.source], month.present, month.number)
        levels = tuple(
            np.where(month.present, lane.places(), -1).astype(np.int8) for lane in self.lanes
        )
        self.joint.append(self._counted(month, levels[0], levels[-1]))
        if month.day in {self.earlier, self.newest}:
            self.kept[month.day] = levels
        for lane in self.lanes:
            lane.close(month.closed)
        self.last = month

    def lives(self, key: Keys) -> tuple[Life, ...]:
        """Return what each lane made of some customers.

        Raises:
            NotProvided: nobody of them has what a lane measures.
        """
        amounts = self.last.metric if self.last else {}
        found = []
        for lane, level in zip(self.lanes, self.kept[self.newest], strict=True):
            metric = amounts[lane.draft.source][key]
            if np.isnan(metric).all():
                date = self.newest.isoformat()
                raise problems.NotProvided(column=lane.draft.metric, date=date)
            found.append(
                Life(
                    level=level[key],
                    metric=metric,
                    watched=lane.watched[key],
                    above_raw=lane.above_raw[key],
                    moves=lane.moves[key],
                    flaps=lane.flaps[key],
                    months=lane.months[key],
                    steps=lane.steps[key],
                    held=lane.held[key],
                )
            )
        return tuple(found)

    def pair(self, people: People) -> Pair | None:
        """Return who the scope's two dates count; None without an earlier one."""
        if self.earlier is None:
            return None
        # A weekly date before the first month-end has no tiers to compare with.
        unknown = tuple(np.full(self.size, -1, dtype=np.int8) for _ in self.lanes)
        levels = self.kept.get(self.earlier, unknown), self.kept[self.newest]
        return pair_of(self.engine, self.scope, self.customer_type, people, levels)

    def _counted(self, month: Month, current: Levels, draft: Levels) -> Keys:
        width = len(TIERS_BY_TYPE[self.customer_type]) + 1
        rows: Keys | Flags = month.present
        if not counts_everybody(self.scope, self.customer_type):
            rows = keys(
                self.engine,
                "policy/counted",
                on_day(self.scope, month.day),
                day=month.day,
                customer_type=self.customer_type,
            )
        code = (current[rows] + 1) * np.int8(width) + (draft[rows] + 1)
        return np.bincount(code, minlength=width * width).reshape(width, width)
