"""What is to be done for customers: who, why, by whom, until when, and what came of it.

An action is a number of revisions that never change; the newest is what it says now. A customer
has at most one open action: another reason for him joins it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any, SupportsFloat

import pandas as pd

from data import action_problems as problems
from data.written import WRITTEN

REASONS = WRITTEN["action_reason"].code_values
STATUSES = WRITTEN["action_status"].code_values
RESULTS = ("", *WRITTEN["action_result"].code_values)
UNDONE = "undone"
"""The status of an action taken back at once, as if it had never been made."""
MOST_DRAFTS = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a customer is to be called. code: one of REASONS. amount: its money, if it has any.

    source: the page or the key of the finding it comes from. words: what the author adds, as he
    typed it. facts: codes and numbers that the reader's language makes words of.
    """

    code: str
    amount: float | None = None
    source: str = ""
    words: str = ""
    facts: Mapping[str, float | str | None] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An action to make. at, release: what the list it comes from was read from.

    value_at_risk: money; None where it is not known. baseline: what the customer was at that date
    by column, kept so that the next review can tell what came of the action. advice: a code of the
    week's list, or what somebody typed.
    """

    customer_id: str
    branch_id: str
    manager_id: str | None
    reasons: tuple[Reason, ...]
    due_on: date
    value_at_risk: float | None
    at: date
    release: str
    baseline: Mapping[str, float | str | None] = field(default_factory=dict)
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Draft):
    """One revision of an action: by whom (`author`) and when (`changed_at`, UTC) it was saved."""

    id: int
    status: str
    result: str
    remark: str
    created_on: date
    revision: int
    author: str = ""
    changed_at: datetime | None = None

    @classmethod
    def of(cls, draft: Draft, *, number: int, today: date) -> Action:
        """Return the first revision of a draft's action."""
        facts: dict[str, Any] = {each.name: getattr(draft, each.name) for each in fields(Draft)}
        return cls(
            **facts, id=number, status="open", result="", remark="", created_on=today, revision=1
        )

    def joined(self, draft: Draft) -> Action:
        """Return the action with a draft's reasons too; see `ActionBook.make`."""
        reasons = {(each.code, each.source): each for each in (*self.reasons, *draft.reasons)}
        amounts = [each for each in (self.value_at_risk, draft.value_at_risk) if each is not None]
        return replace(
            self,
            manager_id=self.manager_id or draft.manager_id,
            reasons=tuple(reasons.values()),
            due_on=min(self.due_on, draft.due_on),
            value_at_risk=max(amounts, default=None),
            advice=self.advice or draft.advice,
        )

    def overdue(self, today: date) -> bool:
        """Whether it should have been done before today and is not."""
        return self.status == "open" and self.due_on < today


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What to change of an action; None leaves a field as it is. manager_id: empty for nobody."""

    status: str | None = None
    result: str | None = None
    remark: str | None = None
    due_on: date | None = None
    manager_id: str | None = None
    branch_id: str | None = None
    advice: str | None = None

    def applied(self, action: Action) -> Action:
        """Return the action with these changes."""
        asked = {each.name: getattr(self, each.name) for each in fields(self)}
        given: dict[str, Any] = {name: each for name, each in asked.items() if each is not None}
        if "manager_id" in given:
            given["manager_id"] = given["manager_id"] or None
        return replace(action, **given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What became of drafts: one action per customer, in their order; `before`: as it was before.

    new_count + merged_count is the number of customers.
    """

    actions: tuple[Action, ...]
    before: tuple[Action | None, ...]

    @property
    def new_count(self) -> int:
        """Customers who had no open action."""
        return self.before.count(None)

    @property
    def merged_count(self) -> int:
        """Customers whose open action has the reasons now."""
        return len(self.before) - self.new_count


def next_revision(before: Action | None, wanted: Action) -> Action:
    """Return the revision that says `wanted`; the one before where that says it already."""
    if before is None:
        return wanted
    said = replace(
        wanted, revision=before.revision, author=before.author, changed_at=before.changed_at
    )
    return before if said == before else replace(wanted, revision=before.revision + 1)


def differences(before: Action | None, now: Action) -> tuple[str, ...]:
    """Return the names of what differs of one action; all where it is not known before."""
    names = [each.name for each in fields(Change)] + ["reasons", "value_at_risk"]
    if before is None:
        return tuple(names)
    return tuple(name for name in names if getattr(before, name) != getattr(now, name))


def check_drafts(drafts: Sequence[Draft]) -> None:
    """Let drafts pass that can be made.

    Raises:
        TooManyActions, ActionCodeUnknown.
    """
    if len(drafts) > MOST_DRAFTS:
        raise problems.TooManyActions(count=len(drafts), most=MOST_DRAFTS)
    for reason in (reason for draft in drafts for reason in draft.reasons):
        check_code("action_reason", reason.code, REASONS)


def check_code(column: str, value: str | None, known: Sequence[str]) -> None:
    """Let a code pass that is among the known ones, or None.

    Raises:
        ActionCodeUnknown.
    """
    if value is not None and value not in known:
        listed = ", ".join(each for each in known if each)
        raise problems.ActionCodeUnknown(value=value, column=column, known=listed)


def plain_draft(draft: Draft) -> Draft:
    """Return a draft in the types that every database keeps; its values often come from frames."""
    return replace(
        draft,
        customer_id=str(draft.customer_id),
        branch_id=str(draft.branch_id),
        manager_id=None if _is_missing(draft.manager_id) else str(draft.manager_id) or None,
        reasons=tuple(map(_plain_reason, draft.reasons)),
        due_on=_day(draft.due_on),
        at=_day(draft.at),
        value_at_risk=_amount(draft.value_at_risk),
        baseline=_plain_facts(draft.baseline),
    )


def _plain_reason(reason: Reason) -> Reason:
    return replace(reason, amount=_amount(reason.amount), facts=_plain_facts(reason.facts))


def _plain_facts(facts: Mapping[str, Any]) -> dict[str, float | str | None]:
    return {str(name): _fact(value) for name, value in facts.items()}


def _is_missing(value: object) -> bool:
    return value is None or bool(pd.isna(value))


def _amount(value: SupportsFloat | None) -> float | None:
    return None if value is None or _is_missing(value) else float(value)


def _fact(value: SupportsFloat | str | date | None) -> float | str | None:
    if value is None or _is_missing(value) or isinstance(value, str):
        return value if isinstance(value, str) else None
    return value.isoformat() if isinstance(value, date) else float(value)


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value
