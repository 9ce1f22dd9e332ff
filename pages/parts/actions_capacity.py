"""Whose week is full: actions set against what each manager can do. No Streamlit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.actions import Action

WEEK = timedelta(days=7)
BRANCH = ""
"""In caps by manager what a branch does for customers without one: the bank's `rm_weekly_cap`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One owner's actions. week_count: open ones due within a week or late; cap: what he can do.

    manager_id None: nobody looks after these customers, they are the branch's.
    """

    manager_id: str | None
    branch_id: str
    open_count: int
    overdue_count: int
    week_count: int
    cap: int
    reserve_count: int
    done_count: int
    value_at_risk: float


def owner(action: Action) -> tuple[str, str]:
    """Whose an action is: a manager, or the branch where there is none."""
    return (action.manager_id, "") if action.manager_id else (BRANCH, action.branch_id)


def urgency(action: Action, today: date) -> tuple[bool, float, date, int]:
    """What comes first: what is late, then the largest value at risk, then the earliest due."""
    return (
        not action.overdue(today),
        -(action.value_at_risk or 0.0),
        action.due_on,
        action.id,
    )


def reserve(actions: Sequence[Action], caps: Mapping[str, int], today: date) -> frozenset[int]:
    """The ids of what is due within a week and beyond what its owner can do in one."""
    due: defaultdict[tuple[str, str], list[Action]] = defaultdict(list)
    for action in actions:
        if action.status == "open" and action.due_on <= today + WEEK:
            due[owner(action)].append(action)
    beyond: list[int] = []
    for (manager, _), theirs in due.items():
        theirs.sort(key=lambda each: urgency(each, today))
        beyond += [each.id for each in theirs[caps.get(manager, caps[BRANCH]) :]]
    return frozenset(beyond)


def loads(actions: Sequence[Action], caps: Mapping[str, int], today: date) -> list[Load]:
    """One row per owner, the most overdue first, then the most to do."""
    beyond = reserve(actions, caps, today)
    theirs: defaultdict[tuple[str, str], list[Action]] = defaultdict(list)
    for action in actions:
        theirs[owner(action)].append(action)
    found = []
    for (manager, _), own in theirs.items():
        waiting = [each for each in own if each.status == "open"]
        found.append(
            Load(
                manager_id=manager or None,
                branch_id=own[0].branch_id,
                open_count=len(waiting),
                overdue_count=sum(each.overdue(today) for each in waiting),
                week_count=sum(each.due_on <= today + WEEK for each in waiting),
                cap=caps.get(manager, caps[BRANCH]),
                reserve_count=sum(each.id in beyond for each in waiting),
                done_count=sum(each.status == "done" for each in own),
                value_at_risk=sum(each.value_at_risk or 0.0 for each in waiting),
            )
        )
    return sorted(found, key=lambda each: (-each.overdue_count, -each.open_count, each.branch_id))
