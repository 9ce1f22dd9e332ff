"""What the bank's people left for this review: the last one held, its promises, open actions."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from analytics import promises

if TYPE_CHECKING:
    import pandas as pd

    from analytics.offers import Offer
    from analytics.scope import Scope
    from data.actions import Action
    from data.reviews import Review
    from pages.parts.answers import CachedEngine
    from pages.parts.shell import Page


@dataclass(frozen=True, slots=True)
class Cohort:
    """Actions as a key of the memory: `revisions` says which, in which state."""

    revisions: tuple[tuple[int, int], ...]
    actions: tuple[Action, ...] = field(compare=False)

    @classmethod
    def of(cls, actions: tuple[Action, ...]) -> Cohort:
        """The cohort of these actions."""
        return cls(tuple((each.id, each.revision) for each in actions), actions)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where the review stands.

    last: the review before today's, or None. finished: the review held today. promised: what was
    open when the last one ended, before any review all actions so far. busy: ids of customers with
    an open action. offers: the living offer book, None where nobody wrote in it.
    """

    today: date
    last: Review | None
    finished: Review | None
    promised: Cohort
    busy: tuple[str, ...]
    offers: tuple[Offer, ...] | None

    def is_new(self, page: Page) -> bool:
        """Whether this release is another than that of the last review."""
        seen = self.finished or self.last
        return seen is None or seen.release != page.release

    def is_known(self, finding: str) -> bool:
        """Whether a finding stood on an earlier review's list already."""
        seen = (each for each in (self.last, self.finished) if each is not None)
        return any(finding in each.findings for each in seen)


def read(page: Page) -> State:
    """The state of the review as the workspace has it.

    Raises:
        WorkspaceUnreachable.
    """
    today = date.today()  # noqa: DTZ011 - the user's
    if not (page.store.workspace_path.exists() or os.environ.get("TIERVIEW_WORKSPACE")):
        nobody = Cohort.of(())
        return State(today=today, last=None, finished=None, promised=nobody, busy=(), offers=None)
    from data.workspace import Workspace  # noqa: PLC0415 - SQLAlchemy loads when there is something
    from pages.parts import competitors_book  # noqa: PLC0415 - see above

    workspace = Workspace(page.store)
    last = workspace.reviews.last(before=today)
    newest = workspace.reviews.last()
    made = (
        workspace.actions.find(ids=last.promised) if last is not None else workspace.actions.find()
    )
    return State(
        today=today,
        last=last,
        finished=newest if newest is not None and newest.held_on == today else None,
        promised=Cohort.of(made),
        busy=tuple(sorted({each.customer_id for each in workspace.actions.find("open")})),
        offers=competitors_book.read(page).offers,
    )


def finish(page: Page, state: State, findings: tuple[str, ...]) -> None:
    """Ends the review: what was shown is known next time, and what is open is promised."""
    from data.workspace import Workspace  # noqa: PLC0415 - see read

    Workspace(page.store).reviews.close(
        held_on=state.today, at=page.scope.at, release=str(page.release), findings=findings
    )


def promises_of(engine: CachedEngine, scope: Scope, *, cohort: Cohort, today: date) -> pd.DataFrame:
    """Promised and happened, of a cohort that can be remembered."""
    return promises.promises(engine, scope, made=cohort.actions, today=today)


def promised_customers_of(
    engine: CachedEngine, scope: Scope, *, cohort: Cohort, today: date
) -> pd.DataFrame:
    """The customers of a cohort."""
    return promises.promised_customers(engine, scope, made=cohort.actions, today=today)
